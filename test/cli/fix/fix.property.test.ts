import fc from 'fast-check';
import { stringify } from 'yaml';
import { fixedText } from '../../../lib/cli/fix/fixed-text';
import type { Cluster } from '../../../lib/cluster/cluster';
import { clusterOfText } from '../../../lib/cluster/load';
import { DEFAULT_POD_CIDRS, specification } from '../../../lib/cni/cni-profile';
import { lint } from '../../../lib/lint/lint';
import type { LintFinding, LintRule } from '../../../lib/lint/lint-rule';
import { LINT_RULES } from '../../../lib/lint/rules';
import { Reachability } from '../../../lib/reachability/reachability';
import { worlds } from '../../reference/arbitraries';
import { findNothing, runs, seed } from '../../support/property';

/** The rules whose fixes change nothing that a pod could notice; the others say what they change. */
const WITHOUT_EFFECT = ['loose-cidr', 'policy-types-default', 'redundant-rule'];

const rulesOf = (of: (id: string) => boolean): LintRule[] => LINT_RULES.filter(({ id }) => of(id));

/** The rules whose fixes write something in place of something else. */
const REPLACES = ['loose-cidr', 'service-port', 'named-port-unresolved'];

/** The policies of a cluster, and its namespaces and pods. */
function manifestsOf({ policies, namespaces, workloads }: Cluster): object[] {
  const pods = workloads.flatMap(({ namespace, name, pods }) =>
    pods.map(({ labels, ports, hostNetwork }, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-${index}`, namespace, labels },
      spec: {
        hostNetwork,
        containers: [
          { name: 'main' },
          ...ports.map(({ port, ...rest }, at) => ({ name: `c${at}`, ports: [{ ...rest, containerPort: port }] })),
        ],
      },
    })),
  );
  const declared = [...namespaces.values()].map(({ name, labels }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  }));
  return [...policies.map(({ manifest }) => manifest), ...declared, ...pods];
}

/** Policies as texts of several hands: indentation, flow, JSON, comments between and behind lines, line ends. */
const texts = fc
  .record({
    world: worlds,
    indent: fc.constantFrom(2, 4),
    indentSeq: fc.boolean(),
    style: fc.constantFrom('block', 'flow', 'any', 'json'),
    comments: fc.boolean(),
    crlf: fc.boolean(),
  })
  .map(({ world, indent, indentSeq, style, comments, crlf }) => {
    const manifests = manifestsOf(world.cluster);
    if (style === 'json') return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, indent);
    const collectionStyle = style as 'block' | 'flow' | 'any';
    const documents = manifests.map((manifest) =>
      stringify(manifest, { indent, indentSeq, collectionStyle, aliasDuplicateObjects: false, version: '1.1' }),
    );
    const text = documents.join('---\n');
    const commented =
      comments && style !== 'flow'
        ? text.replace(/^(.*\S)$/gm, (line) => (line === '---' ? line : `${line} # said`))
        : text;
    return crlf ? commented.replaceAll('\n', '\r\n') : commented;
  });

const fixable = (text: string, rules: readonly LintRule[]): LintFinding[] =>
  lint(clusterOfText(text, { file: 'a.yaml' }), { rules }).filter(({ edits }) => edits !== undefined);

const keyOf = ({ rule, object, path }: LintFinding) => `${rule} ${object} ${path}`;

/** Whether one text is what is left of the other when parts of it are taken out. */
function isWithin(text: string, whole: string): boolean {
  let at = 0;
  for (const character of text) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

test(`what is fixed is gone, and the rest of the text is there (seed ${seed})`, () => {
  let fixed = 0;
  findNothing(texts, runs(150), (text) => {
    const rules = rulesOf((id) => id !== 'redundant-rule');
    const done = fixedText(text, 'a.yaml', fixable(text, rules));
    if (done === undefined) return undefined;
    fixed += done.findings.length;
    const reported = `${text}\nbecomes\n${done.text}`;
    const left = new Set(fixable(done.text, rules).map(keyOf));
    const still = done.findings.find((finding) => left.has(keyOf(finding)));
    if (still !== undefined) return `${keyOf(still)} is still found\n${reported}`;
    const inserts = done.findings.every(({ rule }) => !REPLACES.includes(rule));
    return inserts && !isWithin(text, done.text) ? `more than the findings has changed\n${reported}` : undefined;
  });
  expect(fixed).toBeGreaterThan(runs(20));
});

test(`a fix without effect changes nothing that a pod could notice (seed ${seed})`, () => {
  let fixed = 0;
  findNothing(texts, runs(150), (text) => {
    const done = fixedText(
      text,
      'a.yaml',
      fixable(
        text,
        rulesOf((id) => WITHOUT_EFFECT.includes(id)),
      ),
    );
    if (done === undefined) return undefined;
    fixed += done.findings.length;
    // Both families count, whatever the text shows: a rule that is taken out may have held the only address of one.
    const cni = specification({ podCidrs: [...DEFAULT_POD_CIDRS] });
    const [before, after] = [text, done.text].map((one) => Reachability.of(clusterOfText(one), { cni })) as [
      Reachability,
      Reachability,
    ];
    return after.differenceFrom(before).length > 0 ? `${text}\nbecomes\n${done.text}` : undefined;
  });
  expect(fixed).toBeGreaterThan(runs(20));
});

test(`a text that was changed anywhere is fixed or left alone, and nothing throws (seed ${seed})`, () => {
  const changed = fc.record({
    text: texts,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(20),
    inserted: fc.constantFrom(
      '',
      '\t',
      '- ',
      '? ',
      '&a ',
      '*a',
      '<<: ',
      '---\n',
      '"',
      '{',
      '[',
      '#',
      '!!set ',
      '\r',
      '__proto__: ',
    ),
  });
  findNothing(changed, runs(300), ({ text, at, cut, inserted }) => {
    const place = Math.floor(at * text.length);
    const broken = text.slice(0, place) + inserted + text.slice(place + cut);
    const findings = fixable(broken, LINT_RULES);
    try {
      fixedText(broken, 'a.yaml', findings);
      return undefined;
    } catch (error) {
      return `${error}\n${broken}`;
    }
  });
});
