import { ciliumPolicy } from '../../lib/lint/examples';
import { lint } from '../../lib/lint/lint';
import { LINT_RULES } from '../../lib/lint/rules';
import { Port } from '../../lib/policy/words';
import { listDocument } from '../../lib/report/list-document';
import { calico, gnp, judged } from './calico/judged';

/** Selectors and objects as large as no one writes them: they are judged, or a condition says that they are not. */

const MANY = 10_000;
const numbers = Array.from({ length: MANY }, (_, number) => number);

const RULES = LINT_RULES.filter(({ id }) => /^(calico|cilium)-/.test(id));

/** Everything that a command asks of a cluster. */
function verdicts(...objects: readonly string[]): string[] {
  const { cluster, reachability, explain } = judged(objects);
  listDocument(reachability);
  lint(cluster, { rules: RULES });
  return (['ops', 'db'] as const).map((from) => explain(from, 'web', 80).verdict);
}

const webIf = (selector: string) => gnp('a', `selector: ${JSON.stringify(selector)}, types: [Ingress]`);
const fromIf = (selector: string) =>
  gnp('a', `selector: "app == 'web'", ingress: [{action: Allow, source: {selector: ${JSON.stringify(selector)}}}]`);

describe('selectors of Calico', () => {
  test.each([
    ['brackets', `${'('.repeat(MANY)}app == 'web'${')'.repeat(MANY)}`, 'denied'],
    ['an even number of negations', `${'!('.repeat(MANY)}app == 'web'${')'.repeat(MANY)}`, 'denied'],
    ['an odd number of negations', `!${'!('.repeat(MANY)}app == 'web'${')'.repeat(MANY)}`, 'allowed'],
    ['labels, one within another', `${'has(app) && ('.repeat(MANY)}app == 'web'${')'.repeat(MANY)}`, 'denied'],
    ['values, one within another', `${"app == 'x' || (".repeat(MANY)}app == 'web'${')'.repeat(MANY)}`, 'denied'],
  ])('with %s to a depth of 10,000 select as they say', (_, selector, expected) => {
    expect(verdicts(webIf(selector))).toEqual([expected, expected]);
  });

  test.each([
    [
      'values of one label',
      numbers
        .map((number) => `app == 'x${number}'`)
        .join(' || ')
        .concat(" || app == 'web'"),
      'denied',
    ],
    ['a set', `app in {${numbers.map((number) => `'x${number}'`).join()}, 'web'}`, 'denied'],
    ['values that it has not', numbers.map((number) => `app != 'x${number}'`).join(' && '), 'denied'],
    ['labels that it has not', numbers.map((number) => `!has(l${number})`).join(' && '), 'denied'],
    ['labels that it has to have', numbers.map((number) => `has(l${number})`).join(' && '), 'allowed'],
    ['texts', numbers.map((number) => `!(app contains 'x${number}')`).join(' && '), 'denied'],
  ])('with 10,000 terms for %s select as they say', (_, selector, expected) => {
    expect(verdicts(webIf(selector))).toEqual([expected, expected]);
  });

  test('of which any of 10,000 labels is enough, or any of 2 in each of 10,000 places, are a condition', () => {
    const any = numbers.map((number) => `has(l${number})`).join(' || ');
    expect(verdicts(fromIf(any))).toEqual(['depends', 'depends']);
    const each = numbers.map((number) => `(has(a${number}) || has(b${number}))`).join(' && ');
    expect(verdicts(fromIf(each))).toEqual(['depends', 'depends']);
  });
});

describe('thousands of tiers', () => {
  const tiers = numbers.slice(0, 4000);
  const declared = tiers.map((number) =>
    calico('Tier', `t${number}`, `order: ${number}, defaultAction: ${number % 2 === 0 ? 'Pass' : 'Deny'}`),
  );

  test('without policies change nothing', () => {
    expect(verdicts(...declared, gnp('a', 'selector: "app == \'web\'"'))).toEqual(['denied', 'denied']);
  });

  test('with a policy that passes in each are gone through to the end', () => {
    const policies = tiers.map((number) =>
      gnp(`t${number}.a`, `tier: t${number}, selector: "app == 'web'", ingress: [{action: Pass}]`),
    );
    const ofOps = (...more: readonly string[]) => judged([...declared, ...policies, ...more]).explain('ops', 'web', 80);
    expect(ofOps().verdict).toBe('allowed');
    expect(ofOps(gnp('last', 'selector: "app == \'web\'"')).verdict).toBe('denied');
  });

  test('that no manifest declares are a condition', () => {
    const policies = tiers.map((number) =>
      gnp(`t${number}.a`, `tier: t${number}, selector: "app == 'web'", ingress: [{action: Pass}]`),
    );
    const { explain } = judged(policies);
    expect(explain('ops', 'web', 80).verdict).toBe('depends');
  });
});

describe('policies of Cilium', () => {
  const policy = (...spec: readonly string[]) => `---\n${ciliumPolicy('shop/a', ...spec)}`;
  const expressions = (operator: string) =>
    `matchExpressions: [${numbers.map((number) => `{key: l${number}, operator: ${operator}}`).join()}]`;

  test('with selectors of 10,000 terms select as they say', () => {
    const to = (selector: string) => policy(`endpointSelector: {${selector}}`, 'ingress: [{}]');
    expect(verdicts(to(expressions('DoesNotExist')))).toEqual(['denied', 'denied']);
    expect(verdicts(to(expressions('Exists')))).toEqual(['allowed', 'allowed']);
    const values = `matchExpressions: [{key: app, operator: In, values: [${numbers.map((number) => `x${number}`).join()}, web]}]`;
    expect(verdicts(to(values))).toEqual(['denied', 'denied']);
  });

  test('with 10,000 selectors of peers, and 10,000 groups that each selects the others, match what is in them', () => {
    const peers = numbers.map((number) => `{matchLabels: {app: x${number}}}`).join();
    expect(
      verdicts(
        policy(
          'endpointSelector: {matchLabels: {app: web}}',
          `ingress: [{fromEndpoints: [${peers}, {matchLabels: {app: db}}]}]`,
        ),
      ),
    ).toEqual(['denied', 'allowed']);
    const groups = numbers.map(
      (number) =>
        `---\napiVersion: cilium.io/v2\nkind: CiliumCIDRGroup\nmetadata: {name: g${number}, labels: {group: all}}\nspec: {externalCIDRs: [203.${number >> 8}.${number & 255}.0/24]}\n`,
    );
    const { reachability, workload, fromOutside } = judged([
      policy(
        'endpointSelector: {matchLabels: {app: web}}',
        'ingress: [{fromCIDRSet: [{cidrGroupSelector: {matchLabels: {group: all}}}, {cidrGroupRef: g1}, {cidrGroupRef: missing}]}]',
      ),
      ...groups,
    ]);
    expect(reachability.connections(workload('ops'), workload('web')).certain.isEmpty).toBe(true);
    expect([fromOutside('web', '203.1.2.3'), fromOutside('web', '198.51.100.1')]).toEqual(['all', 'none']);
    expect(reachability.explain(workload('ops'), workload('web'), Port.tcp(80)).verdict).toBe('denied');
  });

  test('a group that refers to groups, itself among them, is a warning and has its own blocks', () => {
    const group = (name: string, other: string) =>
      `---\napiVersion: cilium.io/v2\nkind: CiliumCIDRGroup\nmetadata: {name: ${name}}\nspec: {externalCIDRs: [203.0.113.0/24], cidrGroupRef: ${other}}\n`;
    const { cluster, fromOutside } = judged([
      policy('endpointSelector: {matchLabels: {app: web}}', 'ingress: [{fromCIDRSet: [{cidrGroupRef: a}]}]'),
      group('a', 'b'),
      group('b', 'a'),
    ]);
    expect(cluster.warnings).toHaveLength(2);
    expect([fromOutside('web', '203.0.113.1'), fromOutside('web', '198.51.100.1')]).toEqual(['all', 'none']);
  });
});
