import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import type { LintRule } from '../../lib/lint/lint-rule';
import { LINT_RULES } from '../../lib/lint/rules';

/** docs/lint.md, from the rules themselves. */
export function lintDocument(): string {
  return `# What \`ringfence check\` looks for

\`ringfence check\` tells what the API server would refuse (\`invalid\`), and what the rules below find. At \`cdk8s synth\` the same
checks run as a validation plugin; in code they are \`lint(cluster)\`.

An \`error\` does not do what anybody can have meant, a \`warning\` is probably a mistake or a risk, an \`info\` is worth knowing.
The command ends with 1 from \`--fail-on\` on, which is \`error\` by default, so that a repository can begin with what is certain and
raise the bar later; it ends with 2 where files could not be read as objects at all.

Rules that speak of pods speak of those that the input declares, and each says below where it stays silent: a repository of policies
alone is not told that nothing is selected. More input finds more: \`ringfence check policies/ workloads/\`.

## Settings and silences

\`.ringfence.yaml\` in the folder where the command runs, or the file of \`--config\`:

\`\`\`yaml
failOn: warning                   # error by default
cni: aws-vpc-cni:on               # the network plugin; :on where it was switched on
podCidrs: [10.244.0.0/16]         # where pods have their addresses
serviceCidrs: [10.96.0.0/12]      # and Services
severities: {selects-no-pod: error}
silences:
  - {rule: wide-open-ingress, object: shop/web, reason: the shop is public}
  - {rule: namespace-label, object: shop/*, reason: only the platform team labels namespaces}
  - {rule: no-default-deny-egress, reason: planned for the next quarter}
\`\`\`

\`object\` is \`namespace/name\`, \`NetworkPolicy namespace/name\`, or \`namespace/*\` for a namespace and all in it; without it all objects are meant. A silence without a
reason is an error, and one that silences nothing is told, so that it can be taken away. A policy can silence a rule for itself:

\`\`\`yaml
metadata:
  annotations:
    ringfence/silence-wide-open-ingress: the shop is public
\`\`\`

What is invalid cannot be silenced.

## Mending

\`ringfence check --fix\` mends what has one certain fix (**fixable** below), in place: comments, order and format stay, to the
byte, and each change is told. The new text is read again before anything is written, and has to say what the old one says, edited.
What stands in documents with aliases is left alone; where something could not be read nothing is written at all. Comments above a
rule that is taken away stay.

What a fix changes besides the text: \`dns-over-udp-only\` opens TCP, \`metadata-reachable\` closes the address, \`service-port\` and
\`named-port-unresolved\` open the port that was meant in place of another. The others change nothing that any pod could notice.

## At \`cdk8s synth\`

The same checks as a validation plugin of cdk8s-cli, over all manifests of the app, with the same \`.ringfence.yaml\`:

\`\`\`yaml
# cdk8s.yaml
language: typescript
app: npx tsx main.ts
validations:
  - package: ringfence
    version: 0.1.0
    class: RingfenceValidation
    properties: {failOn: warning}
\`\`\`

Each violation tells the construct, the field and how grave it is. cdk8s-cli finds constructs by the name of their object; where
objects of several namespaces share a name and it cannot be known which one is meant, no construct is told but the object itself.
\`properties.config\` names another file of settings. cdk8s-cli installs the package by itself; \`package: ./node_modules/ringfence\` takes
the one that is there.

## The rules

${table()}

${LINT_RULES.map(section).join('\n')}`;
}

function table(): string {
  const rows = LINT_RULES.map(
    (rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${rule.title} | ${isFixable(rule) ? 'fixable' : ''} |`,
  );
  return ['| Rule | Severity | Finds | |', '|---|---|---|---|', ...rows].join('\n');
}

function section(rule: LintRule): string {
  const findings = findingsOf(rule).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return `### ${rule.id}

${wrapped(`**${rule.severity}${isFixable(rule) ? ', fixable' : ''}**: ${rule.title}. ${rule.explanation}`)}

\`\`\`yaml
${rule.bad.trim()}
\`\`\`

\`\`\`
${findings.join('\n')}
\`\`\`

${wrapped(`To mend it, ${rule.fix}:`)}

\`\`\`yaml
${rule.good.trim()}
\`\`\`
`;
}

/** In lines of at most 120 characters, as the documents have them. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

function isFixable(rule: LintRule): boolean {
  return findingsOf(rule).some(({ edits }) => edits !== undefined);
}

function findingsOf(rule: LintRule) {
  return lint(clusterOfText(rule.bad, { file: 'bad.yaml' }), { rules: [rule], ...rule.examplesWith });
}
