import { Cni } from '../../lib/cni/cni';
import { isAllowed, type Pod } from '../reference/reference';
import { clusterOf } from '../support/cluster-of';
import { daemonSet, deployment, namespace, pod, policy } from '../support/manifests';
import { flows } from './verdicts';

const closed = policy('shop/closed', 'policyTypes: [Ingress, Egress]');

describe('rule 16: a pod can always reach itself, and another replica is another pod', () => {
  test('no policy keeps a pod from itself', () => {
    const world = { cluster: clusterOf([closed]), cni: Cni.specification() };
    const where = { namespace: 'shop', namespaceLabels: {}, labels: {}, ports: [], hostNetwork: false };
    const itself: Pod = { type: 'pod', ...where };
    const flow = { from: itself, protocol: 'TCP', port: 80 } as const;
    expect(isAllowed(world, { ...flow, to: itself })).toBe(true);
    expect(isAllowed(world, { ...flow, to: { ...itself } })).toBe(false);
  });

  const web = { labels: { app: 'web' } };
  flows(
    'what is said of a workload and itself is about its different pods; one pod reaches itself',
    [deployment('shop/web', 2, web), deployment('shop/one', 1, web), closed],
    [
      ['shop/web', 'shop/web', 'TCP 80', 'denied'],
      ['shop/one', 'shop/one', 'TCP 80', 'allowed'],
      ['shop/one', 'shop/web', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'a DaemonSet has a pod on each node, however many these are',
    [daemonSet('shop/agent', web), closed],
    [['shop/agent', 'shop/agent', 'TCP 80', 'denied']],
  );
  flows(
    'who let each other in',
    [
      deployment('shop/web', 2, web),
      deployment('shop/one', 1, web),
      policy('shop/p', 'ingress: [{from: [{podSelector: {}}]}]'),
    ],
    [
      ['shop/web', 'shop/web', 'TCP 80', 'allowed'],
      ['shop/one', 'shop/one', 'TCP 80', 'allowed'],
    ],
  );
});

describe('rule 20: pods that have finished take no part', () => {
  test.each(['Succeeded', 'Failed'] as const)('a pod in phase %s is no workload', (phase) => {
    const { workloads } = clusterOf([pod('shop/done', { phase }), pod('shop/web')]);
    expect(workloads.map(({ id }) => id)).toEqual(['shop/web[Pod]']);
  });
});

describe('rule 21: every namespace carries its own name as a label, declared or not', () => {
  const pods = [pod('shop/db'), pod('web/web'), pod('stray/web')];
  const fromNamed = (name: string) =>
    policy(
      'shop/db',
      `ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}}]}]`,
    );

  flows(
    'a namespace that is declared',
    [namespace('web', { team: 'web' }), ...pods, fromNamed('web')],
    [
      ['web/web', 'shop/db', 'TCP 80', 'allowed'],
      ['stray/web', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'a namespace that no manifest declares',
    [...pods, fromNamed('stray')],
    [
      ['stray/web', 'shop/db', 'TCP 80', 'allowed'],
      ['web/web', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
  flows(
    'a manifest that gives it another name is not believed',
    [namespace('web', { 'kubernetes.io/metadata.name': 'stray' }), ...pods, fromNamed('stray')],
    [
      ['web/web', 'shop/db', 'TCP 80', 'denied'],
      ['stray/web', 'shop/db', 'TCP 80', 'allowed'],
    ],
  );
  flows(
    'the label is there for expressions too',
    [
      ...pods,
      policy(
        'shop/db',
        'ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [web]}]}}]}]',
      ),
    ],
    [
      ['stray/web', 'shop/db', 'TCP 80', 'allowed'],
      ['web/web', 'shop/db', 'TCP 80', 'denied'],
    ],
  );
});
