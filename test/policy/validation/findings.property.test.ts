import fc from 'fast-check';
import { serviceAccessGrant } from 'ringfence';
import { networkPolicy } from '../../../lib/patterns/network-policy';
import type { Finding } from '../../../lib/policy/validation/finding';
import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { anyText } from '../../support/any-text';
import {
  egressRule,
  ingressRule,
  namespaceName,
  peers,
  podSelection,
  podsInNamespace,
  policyName,
  ports,
} from '../../support/arbitraries';
import { assertProperty, runs } from '../../support/property';

const REASONS = ['Required value', 'Invalid value', 'Unsupported value', 'Forbidden', 'Unknown field', 'Too long'];
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

const manifest: fc.Arbitrary<unknown> = fc.oneof(
  fc
    .tuple(
      policyName,
      fc.record({
        namespace: namespaceName,
        pods: podSelection,
        ingress: fc.array(ingressRule, { maxLength: 2 }),
        egress: fc.array(egressRule, { maxLength: 2 }),
      }),
    )
    .map(([name, options]) => networkPolicy(name, options).manifests[0]),
  fc
    .tuple(policyName, fc.record({ from: peers, to: podsInNamespace, ports }))
    .map(([id, options]) => serviceAccessGrant(id, options).manifests[0]),
);

/** The value with another in place of one of its parts, which the numbers lead to. */
function mutated(value: unknown, way: readonly number[], part: unknown): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const [step, ...rest] = way;
  if (step === undefined || keys.length === 0) return part;
  const key = keys[step % keys.length] as string;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[key] = mutated(copy[key], rest, part);
  return copy;
}

function isSound({ path, reason, message, fix }: Finding): void {
  expect(REASONS).toContain(reason);
  expect(typeof path).toBe('string');
  expect(message.startsWith(reason)).toBe(true);
  expect(fix).toMatch(/\S/);
  expect(path + message + fix).not.toMatch(OBEYED);
  expect(message.length + path.length).toBeLessThan(2000);
}

describe('the validator answers whatever it is asked', () => {
  test.each([
    ['any value', anything],
    ['any JSON', fc.jsonValue()],
    [
      'a policy with any value in place of one of its parts',
      fc
        .tuple(manifest, fc.array(fc.nat(20), { maxLength: 8 }), anything)
        .map(([policy, way, part]) => mutated(policy, way, part)),
    ],
    [
      'a policy with any JSON in place of one of its parts',
      fc
        .tuple(manifest, fc.array(fc.nat(20), { maxLength: 8 }), fc.jsonValue())
        .map(([policy, way, part]) => mutated(policy, way, part)),
    ],
    [
      'a policy with any text in place of one of its parts',
      fc
        .tuple(manifest, fc.array(fc.nat(20), { maxLength: 8 }), anyText())
        .map(([policy, way, part]) => mutated(policy, way, part)),
    ],
  ])('about %s: with a list of sound findings', (_title, value: fc.Arbitrary<unknown>) => {
    assertProperty(
      fc.property(value, (question) => {
        const findings = validateNetworkPolicy(question);
        expect(Array.isArray(findings)).toBe(true);
        findings.forEach(isSound);
      }),
      runs(500),
    );
  });

  test('about a valid policy: that nothing is wrong with it', () => {
    assertProperty(fc.property(manifest, (policy) => expect(validateNetworkPolicy(policy)).toEqual([])));
  });

  test('and leaves what it was asked about as it was', () => {
    assertProperty(
      fc.property(manifest, fc.array(fc.nat(20), { maxLength: 8 }), fc.jsonValue(), (policy, way, part) => {
        const question = mutated(policy, way, part);
        const before = JSON.stringify(question);
        validateNetworkPolicy(question);
        expect(JSON.stringify(question)).toBe(before);
      }),
    );
  });
});
