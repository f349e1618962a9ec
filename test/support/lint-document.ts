import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import type { LintRule } from '../../lib/lint/lint-rule';
import { LINT_RULES } from '../../lib/lint/rules';

/** docs/lint.md, from the rules themselves. */
export function lintDocument(): string {
  return `# What \`ringfence check\` looks for

\`ringfence check\` reports what the API server would refuse (\`invalid\`), and what the rules below find. At \`cdk8s synth\` the same
checks run as a validation plugin; in code they are \`lint(cluster)\`.

An \`error\` cannot do what was meant, a \`warning\` is probably a mistake or a risk, an \`info\` is worth knowing. The command exits with 1
for findings from \`--fail-on\` on, which is \`error\` by default, so a repository can start with what is certain and raise the level
later. It exits with 2 where a file or folder cannot be opened, or there is nothing at all to read.

Rules about pods look at the pods that the input declares, and each rule below says when it reports nothing: in a repository of
policies alone, no rule reports that a policy selects nothing. More input finds more: \`ringfence check policies/ workloads/\`.

## Settings and silences

Settings are in \`.ringfence.yaml\` in the folder where the command runs, or in the file of \`--config\`:

\`\`\`yaml
failOn: warning                   # error by default
exclude: [testdata/, '*.tmpl.yaml'] # passed over, as in .gitignore
cni: aws-vpc-cni:on               # the network plugin; :on where it was switched on
podCidrs: [10.244.0.0/16]         # the addresses of pods
serviceCidrs: [10.96.0.0/12]      # the addresses of Services
namespaceLabels: {shop: {team: a}} # labels of namespaces that no manifest declares
unjudged:                         # kinds of other APIs that do not matter, by Kind.group
  AuthorizationPolicy.security.istio.io: {ignore: the mesh only closes further}
severities: {selects-no-pod: error}
silences:
  - {rule: wide-open-ingress, object: shop/web, reason: the shop is public}
  - {rule: namespace-label, object: shop/*, reason: only the platform team labels namespaces}
  - {rule: no-default-deny-egress, reason: planned for the next quarter}
\`\`\`

Every command reads this file. Policies of other APIs are not judged, and connections in their reach depend on them; of a kind
under \`unjudged\`, nothing depends on them, and the output says how many there are and the reason.

\`object\` is \`namespace/name\`, \`NetworkPolicy namespace/name\`, or \`namespace/*\` for a namespace and everything in it; without \`object\` the silence is
for all objects. A silence without a reason is an error. A silence that silences nothing is reported, so that it can be removed. A
policy can also silence a rule for itself:

\`\`\`yaml
metadata:
  annotations:
    ringfence/silence-wide-open-ingress: the shop is public
\`\`\`

An \`invalid\` finding is silenced in the settings alone, and only with its \`object\`. The check passes then; for the other commands the
object stays what it is, and connections in its reach depend on it.

## Fixes

\`ringfence check --fix\` fixes findings that have one certain fix (**fixable** below), in place. Comments, order and format stay, to
the byte, and each change is reported. Before a file is written, the new text is read again and must mean the old text with the
fixes. Documents with aliases are not changed, and where something could not be read, no file is written. Comments above a rule
that is removed stay.

Some fixes change more than text: \`dns-over-udp-only\` opens TCP, \`metadata-reachable\` closes the address, \`service-port\` and
\`named-port-unresolved\` open the port that was meant in place of another. All other fixes change no connection of any pod.

## At \`cdk8s synth\`

The same checks run as a validation plugin of cdk8s-cli, over all manifests of the app, with the same \`.ringfence.yaml\`:

\`\`\`yaml
# cdk8s.yaml
language: typescript
app: npx tsx main.ts
validations:
  - package: ./node_modules/ringfence
    version: 0.1.0
    class: RingfenceValidation
    properties: {failOn: warning}
\`\`\`

\`package\` is a path: cdk8s-cli installs a package that is given by its name from the registry, into a folder of its own. It requires
\`version\`, and does not compare it for a path. \`properties.config\` names another file of settings.

Each violation shows the construct, the field and the severity. cdk8s-cli finds constructs by the name of their object. Where objects of
several namespaces share a name, and it is not known which one is meant, the violation shows the object and no construct.

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

${wrapped(`**${rule.severity}${isFixable(rule) ? ', fixable' : ''}**: ${rule.title}. ${rule.explanation} ${rule.examplesNote ?? ''}`.trim())}

\`\`\`yaml
${rule.bad.trim()}
\`\`\`

\`\`\`
${findings.join('\n')}
\`\`\`

${wrapped(`To fix it, ${rule.fix}:`)}

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
