import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ringfence } from '../support/command';
import { fakeKubectl, objectsOf, type RecordedCluster } from '../support/fake-kubectl';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const SHOP = objectsOf(`${WORKLOADS}---\n${POLICIES}`, 'front', 'shop');
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-5d9f8c', controller: true, uid: 'u' };
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'cart-5d9f8c-x1z9k',
    namespace: 'shop',
    labels: { app: 'cart', 'pod-template-hash': '5d9f8c' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'top secret' },
    managedFields: [{ manager: 'top secret' }],
    ownerReferences: [owner],
  },
  spec: {
    containers: [
      {
        name: 'cart',
        image: 'registry.example.com/cart:1',
        env: [{ name: 'PASSWORD', value: 'top secret' }],
        command: ['serve', 'top secret'],
        ports: [{ containerPort: 8080 }],
      },
    ],
    volumes: [{ name: 'top-secret' }],
  },
  status: { phase: 'Running', podIP: '10.0.1.9', podIPs: [{ ip: '10.0.1.9' }], message: 'top secret' },
};

async function taken(cluster: RecordedCluster, ...args: readonly string[]) {
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-snapshot-')), 'dump.json');
  const { program } = fakeKubectl(cluster);
  const ran = await ringfence(['snapshot', '-o', file, ...args], '', { env: { KUBECTL: program } });
  return { ...ran, file, program };
}

test('answers from a snapshot are those of the cluster', async () => {
  const { code, err, file, program } = await taken({ objects: [...SHOP, POD], page: 2 });
  expect(code).toBe(0);
  expect(err).toContain(`objects of cluster prod in ${file}\n`);
  const live = await ringfence(['list', '--cluster', '-o', 'json'], '', { env: { KUBECTL: program } });
  const offline = await ringfence(['list', file, '-o', 'json']);
  expect(JSON.parse(offline.out).connections).toEqual(JSON.parse(live.out).connections);
  expect(JSON.parse(offline.out).connections.length).toBeGreaterThan(3);
});

test('nothing that runs in containers, and no annotation, is written; only the user may read the file', async () => {
  const { file } = await taken({ objects: [...SHOP, POD] });
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('cart-5d9f8c-x1z9k');
  expect(text).not.toMatch(/top.secret|PASSWORD/);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('what was not read is in it, so that answers depend on it as those of the cluster do', async () => {
  const forbidden = ['networkpolicies', 'front/networkpolicies'];
  const { code, err, file, program } = await taken({ objects: SHOP, forbidden });
  expect(code).toBe(2);
  expect(err).toContain('not all was read; the snapshot says what');
  const live = await ringfence(['list', '--cluster', '-o', 'json'], '', { env: { KUBECTL: program } });
  const offline = await ringfence(['list', file, '-o', 'json']);
  expect(offline.code).toBe(2);
  expect(offline.err).toContain('NetworkPolicy objects (networking.k8s.io) of namespace front were not read');
  // Each says where it stands.
  const said = (out: string) => out.replace(/cluster prod|[\w/.-]+\/dump\.json:\d+:\d+/g, 'there');
  expect(JSON.parse(said(offline.out)).connections).toEqual(JSON.parse(said(live.out)).connections);
});

test('a mark of what was not read that someone else wrote never makes an answer more certain', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-snapshot-')), 'dump.json');
  const unread = {
    apiVersion: 'ringfence/v1',
    kind: 'Unread',
    metadata: { name: 'x' },
    spec: { canOpen: 'no', scope: 7 },
  };
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...SHOP, unread] }));
  const { code, out, err } = await ringfence(['list', file, '-o', 'json']);
  expect(code).toBe(2);
  expect(err).toContain('something was not read when the snapshot was taken');
  const { connections } = JSON.parse(out) as { connections: { ports: unknown[] }[] };
  expect(connections.flatMap(({ ports }) => ports)).toEqual([]);
});

test('--redact: other names, and the same pairs', async () => {
  const { file, program } = await taken({ objects: [...SHOP, POD] }, '--redact');
  const text = readFileSync(file, 'utf8');
  for (const name of ['shop', 'front', 'cart', 'web', '5d9f8c', 'x1z9k', 'registry', 'example'])
    expect(text).not.toContain(name);
  // Addresses stay, and so does what a workload's pods are called after.
  expect(text).toContain('10.0.1.9');
  const [live, offline] = await Promise.all([
    ringfence(['list', '--cluster', '-o', 'json'], '', { env: { KUBECTL: program } }),
    ringfence(['list', file, '-o', 'json']),
  ]);
  const ports = (out: string) =>
    (JSON.parse(out) as { connections: { ports: unknown }[] }).connections
      .map(({ ports: of }) => JSON.stringify(of))
      .sort();
  expect(ports(offline.out)).toEqual(ports(live.out));
  expect(offline.code).toBe(0);
});

test('--redact: names in the status of a pod are replaced too, and words of the API are not', async () => {
  const status = {
    ...POD.status,
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', message: 'checkout of payments is ready' }],
    containerStatuses: [{ name: 'checkout', image: 'shop/payments:1.0', imageID: 'shop/payments:1.0', ready: true }],
    nodeName: 'paris-1',
  };
  const { file } = await taken({ objects: [...SHOP, { ...POD, status }] }, '--redact');
  const text = readFileSync(file, 'utf8');
  for (const name of ['checkout', 'payments', 'paris']) expect(text).not.toContain(name);
  const { items } = JSON.parse(text) as { items: { kind: string; status: Record<string, unknown> }[] };
  expect(items.find(({ kind }) => kind === 'Pod')?.status).toMatchObject({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ image: 'redacted', imageID: 'redacted', ready: true }],
  });
});

test('objects of hostile shape are written, and no prototype is polluted', async () => {
  let deep: unknown = 'x';
  for (let depth = 0; depth < 1000; depth++) deep = [deep];
  const spec = JSON.parse('{"__proto__": {"polluted": true}, "containers": [{"name": "c", "image": "\\u001b[31m"}]}');
  const strange = { ...POD, metadata: { ...POD.metadata, name: 'strange' }, spec: { ...spec, deep } };
  for (const args of [[], ['--redact']]) {
    const { code, err, file } = await taken({ objects: [...SHOP, strange] }, ...args);
    expect({ code, fault: err.includes('fault of ringfence') }).toEqual({ code: 0, fault: false });
    expect(readFileSync(file, 'utf8')).not.toContain('\u001b');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((await ringfence(['list', file])).code).toBe(0);
  }
});

test('labels that are deeper than JSON can be written are no fault', async () => {
  const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  const pod = `{"metadata":{"name":"p","namespace":"shop","labels":${deep}}}`;
  const text = `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[${pod}]}`;
  for (const args of [[], ['--redact']]) {
    const { code, err } = await taken({ objects: SHOP, answers: { '/api/v1/pods': { text } } }, ...args);
    expect({ code, fault: err.includes('fault of ringfence') }).toEqual({ code: 0, fault: false });
  }
});

test('a file that is there is not replaced without --force', async () => {
  const { file, program } = await taken({ objects: SHOP });
  const again = (...more: string[]) => ringfence(['snapshot', '-o', file, ...more], '', { env: { KUBECTL: program } });
  expect((await again()).err).toContain('is there already; --force replaces it');
  expect((await again('--force')).code).toBe(0);
});
