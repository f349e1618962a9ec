import { Cni } from '../../../lib/cni/cni';
import { calico, gnp, isolating, judged, np } from './judged';

/** What Calico does not enforce, and what enforcing it would do. */

const WEB = `selector: "app == 'web'"`;
const DENY = `${WEB}, ingress: [{action: Deny}]`;
const ALLOW = `${WEB}, ingress: [{action: Allow}]`;
const enforced = Cni.calico({ staged: true });

const both = (...policies: readonly string[]) => [
  judged(policies).verdict('ops', 'web', 80),
  judged(policies, enforced).verdict('ops', 'web', 80),
];

test.each([
  ['a StagedGlobalNetworkPolicy', calico('StagedGlobalNetworkPolicy', 'a', DENY)],
  ['a StagedNetworkPolicy', calico('StagedNetworkPolicy', 'shop/a', DENY)],
  [
    'a StagedKubernetesNetworkPolicy',
    calico('StagedKubernetesNetworkPolicy', 'shop/a', 'podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]'),
  ],
])('%s decides nothing, unless it is judged as if it were enforced', (_, policy) => {
  expect(both(policy)).toEqual(['allowed', 'denied']);
});

test('a StagedKubernetesNetworkPolicy has the fields of a NetworkPolicy, and others are a warning', () => {
  const warnings = (more: string) =>
    judged([
      calico(
        'StagedKubernetesNetworkPolicy',
        'shop/a',
        `stagedAction: Set, podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]${more}`,
      ),
    ]).cluster.warnings.map(({ finding: { path } }) => path);
  expect(warnings('')).toEqual([]);
  expect(new Set(warnings(', order: 1'))).toEqual(new Set(['spec.order']));
});

describe('what hosts may deny', () => {
  const host = calico('HostEndpoint', 'h', 'node: n, expectedIPs: [203.0.113.9]');

  test('is not known where a policy is about what they forward, and nothing else makes pods depend on it', () => {
    expect(judged([host, gnp('a', ALLOW)]).verdict('ops', 'web', 80)).toBe('allowed');
    const forwarding = gnp('a', `applyOnForward: true, ${ALLOW}`);
    expect(judged([host, forwarding]).verdict('ops', 'web', 80)).toBe('depends');
    expect(judged([forwarding]).verdict('ops', 'web', 80)).toBe('allowed');
    const untracked = gnp('b', 'doNotTrack: true, applyOnForward: true, ingress: [{action: Deny}]');
    expect(judged([host, untracked, gnp('a', ALLOW)]).verdict('ops', 'web', 80)).toBe('depends');
  });
});

test('the explanation names the staged policy', () => {
  const text = judged([calico('StagedNetworkPolicy', 'shop/a', DENY)], enforced).text('ops', 'web', 80);
  expect(text).toContain('denied by rule 1 of StagedNetworkPolicy shop/a in the default tier');
});

describe('enforcing a staged policy', () => {
  test('replaces the policy of its name', () => {
    expect(both(gnp('a', DENY), calico('StagedGlobalNetworkPolicy', 'a', ALLOW))).toEqual(['denied', 'allowed']);
    expect(both(np('shop/a', DENY), calico('StagedNetworkPolicy', 'shop/a', ALLOW))).toEqual(['denied', 'allowed']);
    expect(
      both(isolating('a'), calico('StagedKubernetesNetworkPolicy', 'shop/a', 'podSelector: {}, ingress: [{}]')),
    ).toEqual(['denied', 'allowed']);
  });

  test('leaves one of another name, namespace or kind', () => {
    for (const other of [gnp('b', DENY), np('shop/a', DENY), isolating('a')]) {
      expect(both(other, calico('StagedGlobalNetworkPolicy', 'a', 'order: 9999, ingress: [{action: Allow}]'))[0]).toBe(
        'denied',
      );
    }
    expect(both(gnp('b', `order: 1, ${DENY}`), calico('StagedGlobalNetworkPolicy', 'a', ALLOW))).toEqual([
      'denied',
      'denied',
    ]);
  });

  test('replaces the one that has the tier in front of its name, as some releases write it', () => {
    const stored = (kind: string, name: string, spec: string) =>
      calico(kind, name, spec, '', 'crd.projectcalico.org/v1');
    expect(
      both(
        stored('GlobalNetworkPolicy', 'default.a', `tier: default, types: [Ingress], ${DENY}`),
        calico('StagedGlobalNetworkPolicy', 'a', ALLOW),
      ),
    ).toEqual(['denied', 'allowed']);
    expect(
      both(
        gnp('a', DENY),
        stored('StagedGlobalNetworkPolicy', 'default.a', `tier: default, types: [Ingress], ${ALLOW}`),
      ),
    ).toEqual(['denied', 'allowed']);
  });

  test('takes it away where its action is Delete', () => {
    expect(both(gnp('a', DENY), calico('StagedGlobalNetworkPolicy', 'a', 'stagedAction: Delete'))).toEqual([
      'denied',
      'allowed',
    ]);
    expect(both(isolating('a'), calico('StagedKubernetesNetworkPolicy', 'shop/a', 'stagedAction: Delete'))).toEqual([
      'denied',
      'allowed',
    ]);
  });
});
