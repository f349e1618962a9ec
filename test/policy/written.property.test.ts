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
  allowDnsOptions,
  defaultDenyNamespaceOptions,
  few,
  namespaceIsolationOptions,
  networkPolicyOptions,
  peers,
  podsInNamespace,
  policyName,
  ports,
  some,
  withPolicyOptions,
} from '../support/arbitraries';
import { catalogue } from '../support/pattern-arbitraries';
import { assertProperty, runs } from '../support/property';

const patterns: readonly [string, fc.Arbitrary<Written>][] = [
  ['networkPolicy', fc.tuple(policyName, networkPolicyOptions).map(([name, options]) => networkPolicy(name, options))],
  [
    'serviceAccessGrant',
    fc
      .tuple(
        policyName,
        withPolicyOptions(
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
  ['namespaceIsolation', namespaceIsolationOptions.map((options) => namespaceIsolation('id', options))],
  ['allowDns', allowDnsOptions.map((options) => allowDns('id', options))],
  ['defaultDenyNamespace', defaultDenyNamespaceOptions.map((options) => defaultDenyNamespace('id', options))],
  ...catalogue.map(({ kind, write, options }): [string, fc.Arbitrary<Written>] => [
    kind,
    fc.tuple(policyName, options).map(([id, given]) => write(id, given as never)),
  ]),
];

const rulesOf = ({ spec }: NetworkPolicyManifest) => [...(spec.ingress ?? []), ...(spec.egress ?? [])];

describe.each(patterns)('whatever %s writes from valid leaves', (_name, written) => {
  const forEveryPolicy = (check: (policy: NetworkPolicyManifest) => void) =>
    assertProperty(fc.property(written, ({ manifests }) => manifests.forEach(check)));

  test('has nothing wrong with it', () => {
    assertProperty(
      fc.property(written, (all) => {
        expect(all.manifests.length).toBeGreaterThan(0);
        expect(findingsOf(all)).toEqual([]);
      }),
      runs(500),
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
