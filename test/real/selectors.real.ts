import type { LabelSelector, NetworkPolicySpec, StringMap } from 'ringfence';
import { policyTypesOf as ownPolicyTypesOf } from '../../lib/policy/policy-types';
import { selectorMatches } from '../../lib/policy/selector';
import { SelectorIndex } from '../../lib/policy/selector-index';
import { seed } from '../support/property';
import { figure } from './figures';
import { matchesOf, policyTypesOf } from './judgement/ask-judge';
import { Random } from './judgement/random';

/** Label selectors and policyTypes as the API server's own code has them, against ringfence's. */

const PAIRS = Number(process.env.PAIRS ?? 1_000_000);
/** So many selectors, and as many maps of labels, are drawn together; each is compared with each. */
const TOGETHER = 40;

const KEYS = ['app', 'tier', 'a.b/c', 'x'];
const VALUES = ['', 'a', 'b', 'A', 'a.b', '1', 'true'];

function labels(random: Random): StringMap {
  return Object.fromEntries(random.some(0, 4, () => [random.one(KEYS), random.one(VALUES)]));
}

function selector(random: Random): LabelSelector {
  const requirement = () => {
    const key = random.one(KEYS);
    const operator = random.one(['In', 'NotIn', 'Exists', 'DoesNotExist'] as const);
    const values = operator === 'In' || operator === 'NotIn' ? random.some(1, 3, () => random.one(VALUES)) : undefined;
    return { key, operator, ...(values ? { values } : random.chance(0.3) ? { values: [] } : {}) };
  };
  return {
    ...(random.chance(0.6) && { matchLabels: random.chance(0.1) ? {} : labels(random) }),
    ...(random.chance(0.7) && { matchExpressions: random.some(0, 3, requirement) }),
  };
}

test(`a selector matches what it matches for the API server (SEED=${seed})`, () => {
  const random = new Random(seed);
  const batches = Array.from({ length: Math.ceil(PAIRS / TOGETHER ** 2) }, () => ({
    selectors: random.some(TOGETHER, TOGETHER, () => selector(random)),
    labels: random.some(TOGETHER, TOGETHER, () => labels(random)),
  }));
  const answers = matchesOf(batches);
  const differences: string[] = [];
  let matches = 0;
  batches.forEach(({ selectors, labels }, batch) => {
    const index = new SelectorIndex<LabelSelector>();
    for (const one of selectors) index.add(one, one);
    const found = labels.map((one) => new Set(index.matching(one)));
    selectors.forEach((selector, row) => {
      labels.forEach((one, column) => {
        const expected = answers[batch]?.[row]?.[column] === '1';
        if (expected) matches += 1;
        if (selectorMatches(selector, one) === expected && found[column]?.has(selector) === expected) return;
        differences.push(`${JSON.stringify(selector)} and ${JSON.stringify(one)}: ${expected}`);
      });
    });
  });
  expect(differences.slice(0, 10)).toEqual([]);
  const pairs = batches.length * TOGETHER ** 2;
  expect(pairs).toBeGreaterThanOrEqual(PAIRS);
  figure('5 selectors', `${pairs} pairs with labels (${matches} match, SEED=${seed}), matched alike`);
}, 300_000);

test(`policyTypes are those that the API server fills in (SEED=${seed})`, () => {
  const random = new Random(seed);
  const lists = [undefined, null, [], [{}], [{}, {}], [{ ports: [] }]];
  const types = [undefined, null, [], ['Ingress'], ['Egress'], ['Ingress', 'Egress'], ['Egress', 'Ingress']];
  const spec = () => {
    const [ingress, egress, policyTypes] = [random.one(lists), random.one(lists), random.one(types)];
    const fields = { podSelector: {}, ingress, egress, policyTypes };
    return JSON.parse(JSON.stringify(fields)) as NetworkPolicySpec;
  };
  const batches = Array.from({ length: Math.ceil(PAIRS / 10_000) }, () => random.some(10_000, 10_000, spec));
  const answers = policyTypesOf(batches);
  const differences = batches.flatMap((specs, batch) =>
    specs.filter((one, index) => String(ownPolicyTypesOf(one)) !== String(answers[batch]?.[index])),
  );
  expect(differences.slice(0, 10)).toEqual([]);
  figure('6 policyTypes', `${batches.length * 10_000} specs, filled in alike`);
}, 300_000);
