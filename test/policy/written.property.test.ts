import fc from 'fast-check';
import type { NetworkPolicyManifest } from 'ringfence';
import { parse, stringify } from 'yaml';
import { findingsOf } from '../../lib/patterns/written';
import { patternCalls } from '../support/pattern-calls';
import { assertProperty, runs } from '../support/property';

const rulesOf = ({ spec }: NetworkPolicyManifest) => [...(spec.ingress ?? []), ...(spec.egress ?? [])];

describe.each(patternCalls)('whatever %s writes from valid leaves', (_name, written) => {
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
