import fc from 'fast-check';
import {
  allowDns,
  defaultDenyNamespace,
  type NetworkPolicyManifest,
  namespaceIsolation,
  networkPolicy,
  serviceAccessGrant,
  type Written,
} from 'ringfence';
import { parse, stringify } from 'yaml';
import { findingsOf } from '../../lib/patterns/written';
import {
  dnsServer,
  egressRule,
  ingressRule,
  namespaceName,
  peer,
  peers,
  podSelection,
  podsInNamespace,
  policyName,
  policyOptions,
  ports,
} from '../support/arbitraries';

const direction = fc.constantFrom('ingress' as const, 'egress' as const, 'both' as const);
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 3 });
const withOptions = <T extends object>(arbitrary: fc.Arbitrary<T>) =>
  fc.tuple(policyOptions, arbitrary).map(([options, own]) => ({ ...options, ...own }));

const patterns: readonly [string, fc.Arbitrary<Written>][] = [
  [
    'networkPolicy',
    fc
      .tuple(
        policyName,
        withOptions(
          fc.oneof(
            fc.record({ namespace: namespaceName, pods: podSelection, ingress: few(ingressRule) }),
            fc.record({ namespace: namespaceName, pods: podSelection, egress: few(egressRule) }),
            fc.record({
              namespace: namespaceName,
              pods: podSelection,
              ingress: few(ingressRule),
              egress: few(egressRule),
            }),
          ),
        ),
      )
      .map(([name, options]) => networkPolicy(name, options)),
  ],
  [
    'serviceAccessGrant',
    fc
      .tuple(
        policyName,
        withOptions(
          fc.record(
            {
              from: peers,
              to: fc.oneof(podsInNamespace, some(podsInNamespace)),
              ports,
              openEgressOf: few(podsInNamespace),
            },
            { requiredKeys: ['from', 'to', 'ports'] },
          ),
        ),
      )
      .map(([id, options]) => serviceAccessGrant(id, options)),
  ],
  [
    'namespaceIsolation',
    fc
      .oneof(
        withOptions(fc.record({ namespace: namespaceName, alsoFrom: some(peer) }, { requiredKeys: ['namespace'] })),
        withOptions(
          fc.record(
            { namespace: namespaceName, direction: fc.constant('egress' as const), alsoTo: some(peer) },
            { requiredKeys: ['namespace', 'direction'] },
          ),
        ),
        withOptions(
          fc.record(
            {
              namespace: namespaceName,
              direction: fc.constant('both' as const),
              alsoFrom: some(peer),
              alsoTo: some(peer),
            },
            { requiredKeys: ['namespace', 'direction'] },
          ),
        ),
      )
      .map((options) => namespaceIsolation(options)),
  ],
  [
    'allowDns',
    withOptions(
      fc.record({ namespace: namespaceName, server: dnsServer, pods: podSelection }, { requiredKeys: ['namespace'] }),
    ).map((options) => allowDns(options)),
  ],
  [
    'defaultDenyNamespace',
    withOptions(fc.record({ namespace: namespaceName, direction }, { requiredKeys: ['namespace'] })).map((options) =>
      defaultDenyNamespace(options),
    ),
  ],
];

const rulesOf = ({ spec }: NetworkPolicyManifest) => [...(spec.ingress ?? []), ...(spec.egress ?? [])];

describe.each(patterns)('whatever %s writes from valid leaves', (_name, written) => {
  const forEveryPolicy = (check: (policy: NetworkPolicyManifest) => void) =>
    fc.assert(fc.property(written, ({ manifests }) => manifests.forEach(check)));

  test('has nothing wrong with it', () => {
    fc.assert(
      fc.property(written, (all) => {
        expect(all.manifests.length).toBeGreaterThan(0);
        expect(findingsOf(all)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['1.1', '1.2'] as const)('is the same after YAML %s (cdk8s writes and kubectl reads 1.1)', (version) => {
    forEveryPolicy((policy) => expect(parse(stringify(policy, { version }), { version })).toStrictEqual(policy));
  });

  test('is the same after JSON: nothing in it is undefined', () => {
    forEveryPolicy((policy) => expect(JSON.parse(JSON.stringify(policy))).toStrictEqual(policy));
  });

  test('says "everyone" and "every port" by leaving the list out, never by an empty one', () => {
    forEveryPolicy((policy) => {
      for (const rule of rulesOf(policy)) {
        for (const [field, list] of Object.entries(rule)) {
          expect(['from', 'to', 'ports']).toContain(field);
          expect(list.length).toBeGreaterThan(0);
        }
      }
    });
  });

  test('says its name, its namespace and its policyTypes', () => {
    forEveryPolicy(({ metadata, spec }) => {
      expect(metadata.name).not.toBe('');
      expect(metadata.namespace).toMatch(/./);
      expect(spec.podSelector).toBeDefined();
      expect(spec.policyTypes?.length).toBeGreaterThan(0);
      expect(spec.policyTypes).toEqual(
        expect.arrayContaining([...(spec.ingress ? ['Ingress'] : []), ...(spec.egress ? ['Egress'] : [])]),
      );
    });
  });
});
