import { Isolation } from '../../lib/policy/isolation';
import type { NetworkPolicyManifest, NetworkPolicySpec } from '../../lib/policy/manifest';

const web = { matchLabels: { app: 'web' } };

function policy(spec: NetworkPolicySpec, namespace: string | undefined = 'shop', name = 'p'): NetworkPolicyManifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}
const isolating = (podSelector: NetworkPolicySpec['podSelector'], name?: string) =>
  policy({ podSelector, policyTypes: ['Egress'] }, 'shop', name);
const isolatedBy = (...policies: readonly NetworkPolicyManifest[]) =>
  new Isolation('Egress', policies).of({ namespace: 'shop', selector: web });

describe('rule 3: the directions in which a policy isolates', () => {
  test.each<[string, NetworkPolicySpec, boolean, boolean]>([
    ['no policyTypes and no rules', {}, true, false],
    ['no policyTypes and ingress rules', { ingress: [{}] }, true, false],
    ['no policyTypes and egress: []', { egress: [] }, true, false],
    ['no policyTypes and one egress rule', { egress: [{}] }, true, true],
    ['empty policyTypes and one egress rule', { policyTypes: [], egress: [{}] }, true, true],
    [
      'emptied policyTypes',
      { policyTypes: null as unknown as undefined, egress: null as unknown as undefined },
      true,
      false,
    ],
    ['Ingress', { policyTypes: ['Ingress'], egress: [{}] }, true, false],
    ['Egress', { policyTypes: ['Egress'], ingress: [{}] }, false, true],
    ['Ingress and Egress', { policyTypes: ['Ingress', 'Egress'] }, true, true],
    ['Egress twice', { policyTypes: ['Egress', 'Egress'] }, false, true],
    ['no spec at all', undefined as unknown as NetworkPolicySpec, true, false],
  ])('%s', (_title, spec, ingress, egress) => {
    const pods = { namespace: 'shop', selector: web };
    expect(new Isolation('Ingress', [policy(spec)]).of(pods).isolated).toBe(ingress ? 'wholly' : 'not');
    expect(new Isolation('Egress', [policy(spec)]).of(pods).isolated).toBe(egress ? 'wholly' : 'not');
  });
});

describe('a policy isolates pods of its own namespace only', () => {
  test('and of no other, also where it selects every pod (rule 8)', () => {
    const isolation = new Isolation('Ingress', [policy({ podSelector: {} })]);
    expect(isolation.of({ namespace: 'shop', selector: {} }).isolated).toBe('wholly');
    expect(isolation.of({ namespace: 'cart', selector: {} }).isolated).toBe('not');
  });

  test.each([
    ['no namespace', undefined],
    ['an emptied namespace', null],
    ['an empty namespace', ''],
  ])('rule 23: with %s it is in default', (_title, namespace) => {
    const isolation = new Isolation('Ingress', [
      { ...policy({}), metadata: { name: 'p', namespace: namespace as string } },
    ]);
    expect(isolation.of({ namespace: 'default', selector: web }).isolated).toBe('wholly');
    expect([...isolation.namespaces()]).toEqual(['default']);
  });

  test('the namespaces in which anything is isolated are listed, once each', () => {
    const policies = [
      policy({}),
      policy({ podSelector: web }),
      policy({}, 'cart'),
      policy({ policyTypes: ['Egress'] }, 'dmz'),
    ];
    expect([...new Isolation('Ingress', policies).namespaces()]).toEqual(['shop', 'cart']);
    expect([...new Isolation('Egress', policies).namespaces()]).toEqual(['dmz']);
  });
});

describe('pods that are known by a selector', () => {
  const canary = isolating({ matchLabels: { track: 'canary' } }, 'canary');
  const rest = isolating({ matchExpressions: [{ key: 'track', operator: 'NotIn', values: ['canary'] }] }, 'rest');

  test('are not isolated where nothing is', () => {
    expect(isolatedBy()).toEqual({ isolated: 'not' });
  });

  test('are wholly isolated by a policy that selects every pod, whatever else there is', () => {
    const all = isolating({});
    expect(isolatedBy(canary, all, rest)).toEqual({ isolated: 'wholly', by: [all], alone: false });
  });

  test.each<[string, NetworkPolicySpec]>([
    ['without podSelector', { policyTypes: ['Egress'] }],
    ['with empty fields', { policyTypes: ['Egress'], podSelector: { matchLabels: {}, matchExpressions: [] } }],
    [
      'with emptied fields',
      {
        policyTypes: ['Egress'],
        podSelector: { matchLabels: null as unknown as undefined, matchExpressions: null as unknown as undefined },
      },
    ],
  ])('are wholly isolated by a policy %s', (_title, spec) => {
    expect(isolatedBy(policy(spec)).isolated).toBe('wholly');
  });

  test.each([
    ['the same label', { matchLabels: { app: 'web' } }],
    [
      'a condition that the label meets',
      { matchExpressions: [{ key: 'app', operator: 'In' as const, values: ['web', 'api'] }] },
    ],
    [
      'a condition that no pod with the label fails',
      { matchExpressions: [{ key: 'app', operator: 'Exists' as const }] },
    ],
  ])('are wholly isolated by %s', (_title, podSelector) => {
    const by = isolating(podSelector);
    expect(isolatedBy(by)).toEqual({ isolated: 'wholly', by: [by], alone: false });
  });

  test('are wholly isolated by policies that only together select them all', () => {
    expect(isolatedBy(canary, rest)).toEqual({
      isolated: 'wholly',
      by: expect.arrayContaining([canary, rest]),
      alone: false,
    });
  });

  test.each([
    ['one more label', { matchLabels: { app: 'web', track: 'canary' } }],
    ['another label', { matchLabels: { track: 'canary' } }],
    ['a condition on another label', { matchExpressions: [{ key: 'track', operator: 'DoesNotExist' as const }] }],
  ])('are partly isolated by a policy with %s', (_title, podSelector) => {
    const by = isolating(podSelector);
    expect(isolatedBy(by)).toEqual({ isolated: 'partly', by: [by] });
  });

  test.each([
    ['another value of the label', { matchLabels: { app: 'api' } }],
    ['another value beside', { matchLabels: { track: 'canary', app: 'api' } }],
    [
      'a condition that the label fails',
      { matchExpressions: [{ key: 'app', operator: 'NotIn' as const, values: ['web'] }] },
    ],
    ['the absence of the label', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' as const }] }],
  ])('are not isolated by a policy with %s', (_title, podSelector) => {
    expect(isolatedBy(isolating(podSelector))).toEqual({ isolated: 'not' });
  });

  test('are found by whichever of its labels a policy is looked up', () => {
    const labels = (app: string) => ({ matchLabels: { team: 'shop', tier: 'x', app } });
    const all = ['web', 'api', 'db'].map((app) => isolating(labels(app), app));
    const isolation = new Isolation('Egress', all);
    for (const app of ['web', 'api', 'db']) {
      const verdict = isolation.of({ namespace: 'shop', selector: labels(app) });
      expect(verdict).toMatchObject({ isolated: 'wholly', by: [{ metadata: { name: app } }] });
    }
    const partly = isolation.of({ namespace: 'shop', selector: { matchLabels: { tier: 'x' } } });
    expect(partly).toMatchObject({ isolated: 'partly', by: { length: 3 } });
    expect(isolation.of({ namespace: 'shop', selector: { matchLabels: { tier: 'y' } } }).isolated).toBe('not');
  });

  test('are the same whether a label or a condition of one value names them', () => {
    const isWeb = { matchExpressions: [{ key: 'app', operator: 'In' as const, values: ['web'] }] };
    const isApi = { matchExpressions: [{ key: 'app', operator: 'In' as const, values: ['api'] }] };
    const isolation = new Isolation('Egress', [isolating(isWeb, 'web'), isolating(isApi, 'api')]);
    for (const selector of [web, isWeb]) {
      expect(isolation.of({ namespace: 'shop', selector })).toMatchObject({
        isolated: 'wholly',
        by: [{ metadata: { name: 'web' } }],
      });
    }
  });

  test('are reported only of policies that reach some of them', () => {
    const api = isolating({ matchLabels: { app: 'api' } }, 'api');
    expect(isolatedBy(api, canary)).toEqual({ isolated: 'partly', by: [canary] });
  });
});

describe('pods whose labels are known exactly', () => {
  const of = (labels: Record<string, string>, podSelector: NetworkPolicySpec['podSelector']) => {
    const by = isolating(podSelector);
    const verdict = new Isolation('Egress', [by]).of({ namespace: 'shop', selector: web, labels });
    return verdict.isolated === 'wholly' ? { ...verdict, by: verdict.by.length } : verdict;
  };

  test('are not isolated by a policy that selects others with their labels and one more', () => {
    const not = { isolated: 'not' };
    expect(of({ app: 'web' }, { matchLabels: { track: 'canary' } })).toEqual(not);
    expect(of({ app: 'web' }, { matchLabels: { app: 'web', track: 'canary' } })).toEqual(not);
    expect(of({ app: 'web' }, { matchExpressions: [{ key: 'track', operator: 'Exists' }] })).toEqual(not);
  });

  test('are wholly isolated by a policy that selects whatever their selector does', () => {
    expect(of({ app: 'web', track: 'stable' }, web)).toEqual({ isolated: 'wholly', by: 1, alone: false });
  });

  test.each([
    ['the one pod of a StatefulSet', { matchLabels: { 'statefulset.kubernetes.io/pod-name': 'web-0' } }],
    ['the pods of one roll-out', { matchLabels: { app: 'web', 'pod-template-hash': '7d4c' } }],
    ['the pods of one Job', { matchExpressions: [{ key: 'job-name', operator: 'In' as const, values: ['a', 'b'] }] }],
    ['pods of no Job', { matchExpressions: [{ key: 'job-name', operator: 'DoesNotExist' as const }] }],
  ])('are partly isolated by a policy that selects %s, by a label that no manifest shows', (_title, podSelector) => {
    expect(of({ app: 'web' }, podSelector)).toMatchObject({ isolated: 'partly' });
  });

  test('are not isolated by such a policy where it selects others by their own labels as well', () => {
    expect(of({ app: 'web' }, { matchLabels: { app: 'api', 'pod-template-hash': '7d4c' } })).toEqual({
      isolated: 'not',
    });
  });

  test('are isolated, or not, by such a label where it is declared', () => {
    const podSelector = { matchLabels: { 'job-name': 'a' } };
    expect(of({ app: 'web', 'job-name': 'a' }, podSelector)).toMatchObject({ isolated: 'wholly' });
    expect(of({ app: 'web', 'job-name': 'b' }, podSelector)).toEqual({ isolated: 'not' });
  });

  test('are wholly isolated, and alone among the pods of their selector, by a policy that may leave others of it', () => {
    const alone = { isolated: 'wholly', by: 1, alone: true };
    expect(of({ app: 'web', track: 'canary' }, { matchLabels: { track: 'canary' } })).toEqual(alone);
    expect(of({ app: 'web' }, { matchExpressions: [{ key: 'track', operator: 'DoesNotExist' }] })).toEqual(alone);
  });
});

test('the namespaces in which something is isolated are known, once each', () => {
  const policies = [policy({ podSelector: {} }, 'a'), policy({ podSelector: web }, 'a', 'q'), policy({}, 'b')];
  expect([...new Isolation('Ingress', policies).namespaces()]).toEqual(['a', 'b']);
  expect([...new Isolation('Egress', policies).namespaces()]).toEqual([]);
  expect(new Isolation('Ingress', policies).isEmpty).toBe(false);
  expect(new Isolation('Egress', policies).isEmpty).toBe(true);
});
