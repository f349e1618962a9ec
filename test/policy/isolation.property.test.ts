import fc from 'fast-check';
import { Isolation } from '../../lib/policy/isolation';
import type { NetworkPolicyManifest, NetworkPolicySpec, PolicyType } from '../../lib/policy/manifest';
import { pods, selectors, universe } from '../reference/label-universe';
import { isSelected } from '../reference/reference';
import { assertProperty, runs } from '../support/property';

const direction = fc.constantFrom<PolicyType>('Ingress', 'Egress');
const namespace = fc.constantFrom('shop', 'default');
const spec: fc.Arbitrary<NetworkPolicySpec> = fc.record(
  {
    podSelector: selectors,
    policyTypes: fc.uniqueArray(direction, { maxLength: 2 }),
    ingress: fc.constantFrom([], [{}]),
    egress: fc.constantFrom([], [{}]),
  },
  { requiredKeys: [] },
);
const policies: fc.Arbitrary<NetworkPolicyManifest[]> = fc.array(
  fc.record({
    apiVersion: fc.constant('networking.k8s.io/v1' as const),
    kind: fc.constant('NetworkPolicy' as const),
    metadata: fc.record({ name: fc.constant('p'), namespace: fc.option(namespace, { nil: undefined }) }),
    spec,
  }),
  { maxLength: 5 },
);

/** Rule 3, word for word. */
function isolates({ policyTypes = [], egress = [] }: NetworkPolicySpec, way: PolicyType): boolean {
  if (policyTypes.length > 0) return policyTypes.includes(way);
  return way === 'Ingress' || egress.length > 0;
}

/** The policies of a namespace that isolate anybody this way. */
function applying(all: readonly NetworkPolicyManifest[], way: PolicyType, where: string) {
  return all.filter(({ metadata, spec }) => (metadata.namespace ?? 'default') === where && isolates(spec, way));
}

const RUNS = runs(2000);

describe('isolation agrees with looking at every pod of a small world', () => {
  test('of pods that are known by a selector', () => {
    assertProperty(
      fc.property(policies, direction, namespace, selectors, (all, way, where, selector) => {
        const there = universe.filter((pod) => isSelected(selector, pod));
        fc.pre(there.length > 0);
        const reaching = applying(all, way, where).filter(({ spec }) =>
          there.some((pod) => isSelected(spec.podSelector ?? {}, pod)),
        );
        const isolated = there.filter((pod) => reaching.some(({ spec }) => isSelected(spec.podSelector ?? {}, pod)));

        const verdict = new Isolation(way, all).of({ namespace: where, selector });
        const expected = isolated.length === 0 ? 'not' : isolated.length === there.length ? 'wholly' : 'partly';
        expect(verdict.isolated).toBe(expected);
        if (verdict.isolated === 'partly') expect(new Set(verdict.by)).toEqual(new Set(reaching));
        if (verdict.isolated === 'wholly') {
          // A policy that selects every pod is reported alone.
          const reported = verdict.by;
          for (const policy of reported) expect(reaching).toContain(policy);
          expect(there.every((pod) => reported.some(({ spec }) => isSelected(spec.podSelector ?? {}, pod)))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('of pods whose labels are known exactly: those that a policy selects are isolated, others not', () => {
    assertProperty(
      fc.property(policies, direction, namespace, selectors, pods, (all, way, where, selector, labels) => {
        fc.pre(isSelected(selector, labels));
        const reaching = applying(all, way, where).filter(({ spec }) => isSelected(spec.podSelector ?? {}, labels));
        const isolation = new Isolation(way, all);
        const verdict = isolation.of({ namespace: where, selector, labels });
        expect(verdict.isolated).toBe(reaching.length === 0 ? 'not' : 'wholly');
        if (verdict.isolated !== 'wholly') return;
        const bySelector = new Isolation(way, reaching).of({ namespace: where, selector });
        expect(verdict.alone).toBe(bySelector.isolated !== 'wholly');
      }),
      RUNS,
    );
  });

  test('of the namespaces in which anything is isolated', () => {
    assertProperty(
      fc.property(policies, direction, (all, way) => {
        const expected = ['shop', 'default'].filter((where) => applying(all, way, where).length > 0);
        expect(new Set(new Isolation(way, all).namespaces())).toEqual(new Set(expected));
      }),
    );
  });
});
