import { ringfence } from '../support/command';
import { fakeKubectl, objectsOf } from '../support/fake-kubectl';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

/** A running cluster compared with what would be applied to it, and its policies as code. */

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d9f8c', controller: true, uid: 'u' };
const WEB_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-5d9f8c-x1', namespace: 'front', labels: { app: 'web' }, ownerReferences: [owner] },
  spec: { containers: [{ name: 'c', image: 'c', ports: [{ containerPort: 8080 }] }] },
  status: { phase: 'Running', podIP: '10.0.1.9', podIPs: [{ ip: '10.0.1.9' }] },
};
const SHOP = objectsOf(`${WORKLOADS}---\n${POLICIES}`, 'front', 'shop');

const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
});
const OPEN = policy('open', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] });

async function diff(objects: readonly unknown[], applied: readonly unknown[], ...args: readonly string[]) {
  const { program } = fakeKubectl({ objects });
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: applied });
  return ringfence(['diff', '--cluster', '-', ...args], text, { env: { KUBECTL: program } });
}

test('what applying a policy opens, without the rest of the cluster in the input', async () => {
  const { code, out } = await diff(SHOP, [OPEN]);
  expect(code).toBe(1);
  expect(out).toContain('shop/cart');
  expect(out).toMatch(/opened|\+/);
});

test('what is in the cluster already changes nothing', async () => {
  const { code, out } = await diff(SHOP, objectsOf(POLICIES));
  expect({ code, out }).toEqual({ code: 0, out: 'nothing that could connect has changed\n' });
});

test('--prune: a policy that someone added by hand is drift', async () => {
  const [objects, applied] = [[...SHOP, OPEN], objectsOf(POLICIES)];
  expect((await diff(objects, applied)).code).toBe(0);
  const pruned = await diff(objects, applied, '--prune');
  expect(pruned.code).toBe(1);
  expect(pruned.out).toContain('shop/cart');
  // In a namespace of which the input has no policies, none is removed.
  const other = { ...OPEN, metadata: { name: 'open', namespace: 'front' } };
  expect((await diff([...SHOP, other], applied, '--prune')).code).toBe(0);
});

test('pods of a workload that gets other labels go with its old ones', async () => {
  const renamed = objectsOf(WORKLOADS.replace('labels: {app: web}', 'labels: {app: site}'));
  const { code, out } = await diff([...SHOP, WEB_POD], renamed);
  expect(code).toBe(1);
  expect(out).toContain('- front/web[Deployment] -> shop/cart[StatefulSet]: TCP 8080');
  expect(await diff([...SHOP, WEB_POD], objectsOf(WORKLOADS))).toMatchObject({ code: 0 });
});

test.each<[string[], string]>([
  [['diff', '--cluster', 'a', 'b'], 'b is too much'],
  [['diff', 'a'], 'one input is missing'],
  [['diff', 'a', 'b', '--prune'], '--prune is about a running cluster'],
])('%j is refused', async (args, message) => {
  const { code, err } = await ringfence(args, '', { env: { KUBECTL: fakeKubectl({ objects: SHOP }).program } });
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('import writes the policies of a cluster as code', async () => {
  const { code, out, err } = await ringfence(['import', '--cluster', '-n', 'shop'], '', {
    env: { KUBECTL: fakeKubectl({ objects: SHOP }).program },
  });
  expect(code).toBe(0);
  expect(out).toContain("namespace: 'shop'");
  expect(err).toContain('cluster prod: NetworkPolicy shop/');
});
