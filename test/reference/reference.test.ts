import { Cni } from '../../lib/cni/cni';
import { clusterOf } from '../support/cluster-of';
import { policy } from '../support/manifests';
import { type Endpoint, isAllowed, type Pod } from './reference';

/** A pod of no manifest, such as a counterexample shows. */
const pod = (fields: Partial<Pod> = {}): Pod => ({
  type: 'pod',
  namespace: 'shop',
  namespaceLabels: {},
  labels: {},
  ports: [],
  hostNetwork: false,
  ...fields,
});

const reaches = (from: Endpoint, to: Endpoint, spec: string) => {
  const world = { cluster: clusterOf([policy('shop/p', spec)]), cni: Cni.specification() };
  return isAllowed(world, { from, to, protocol: 'TCP', port: 80 });
};

describe('the reference judges pods that no manifest declares', () => {
  const fromWeb =
    'ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: web, team: a}}}]}]';

  test('by the name of their namespace and its labels', () => {
    expect(reaches(pod({ namespace: 'web', namespaceLabels: { team: 'a' } }), pod(), fromWeb)).toBe(true);
    expect(reaches(pod({ namespace: 'web' }), pod(), fromWeb)).toBe(false);
  });

  test('whatever name their namespace pretends to have', () => {
    const namespaceLabels = { team: 'a', 'kubernetes.io/metadata.name': 'web' };
    expect(reaches(pod({ namespace: 'stray', namespaceLabels }), pod(), fromWeb)).toBe(false);
    expect(
      reaches(
        pod({ namespace: 'web', namespaceLabels: { ...namespaceLabels, 'kubernetes.io/metadata.name': 'x' } }),
        pod(),
        fromWeb,
      ),
    ).toBe(true);
  });

  test('by their ports and addresses', () => {
    const target = pod({ ports: [{ name: 'http', port: 80, protocol: 'TCP' }] });
    const rule = 'ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: http}]}]';
    expect(reaches(pod({ namespace: 'web', address: '10.1.2.3' }), target, rule)).toBe(true);
    expect(reaches(pod({ namespace: 'web', address: '11.1.2.3' }), target, rule)).toBe(false);
    expect(reaches(pod({ namespace: 'web', address: '10.1.2.3' }), pod(), rule)).toBe(false);
  });

  test('at addresses of one family', () => {
    const six = pod({ address: 'fd00::1' });
    expect(reaches(pod({ address: '10.0.0.1' }), six, 'ingress: [{}]')).toBe(false);
    expect(reaches({ type: 'outside', address: '10.0.0.1' }, six, 'ingress: [{}]')).toBe(false);
    expect(reaches(pod(), six, 'ingress: [{}]')).toBe(true);
  });

  test('which always reach themselves, and no other just like them', () => {
    const itself = pod({ address: '10.0.0.1' });
    expect(reaches(itself, itself, 'policyTypes: [Ingress, Egress]')).toBe(true);
    expect(reaches(itself, { ...itself }, 'policyTypes: [Ingress, Egress]')).toBe(false);
  });
});
