import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence } from '../support/command';

/** Ends of a connection as users name them: by the address of a pod, a Service or a node, and by Services (rules 31, 32). */

const WORLD = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
status: {podIP: 10.244.0.5, podIPs: [{ip: 10.244.0.5}, {ip: 'fd00::5'}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db, ports: [{name: sql, containerPort: 5432}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: database, namespace: shop}
spec: {clusterIP: 10.96.0.7, selector: {app: db}, ports: [{name: main, port: 80, targetPort: sql}, {name: admin, port: 81, targetPort: 9000}]}
---
apiVersion: v1
kind: Service
metadata: {name: peers, namespace: shop}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80, targetPort: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.96.0.1, ports: [{name: https, port: 443, targetPort: 6443}]}
---
apiVersion: v1
kind: Node
metadata: {name: first}
status: {addresses: [{type: InternalIP, address: 192.168.1.10}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}, {to: [{ipBlock: {cidr: 10.96.0.1/32}}]}]}
`;
const ENDPOINTS = `---
apiVersion: v1
kind: Endpoints
metadata: {name: kubernetes, namespace: default}
subsets: [{addresses: [{ip: 172.18.0.2}], ports: [{name: https, port: 6443}]}]
`;

async function explained(from: string, to: string, port: string, text = WORLD) {
  const file = join(folderOf({ 'world.yaml': text }), 'world.yaml');
  const args = ['explain', file, '--from', from, '--to', to, '--port', port];
  const { code, out, err } = await ringfence(args);
  return { code, lines: out.split('\n'), err };
}

describe('the address of a pod is that pod', () => {
  test.each(['10.244.0.5', '::ffff:10.244.0.5', 'fd00::5'])('%s as source', async (address) => {
    const { lines } = await explained(address, 'shop/db', '5432');
    expect(lines[0]).toMatch(/^allowed: shop\/web\[Pod\] at .* to shop\/db\[Deployment\] on TCP 5432$/);
  });

  test('as destination', async () => {
    const { lines } = await explained('shop/db', '10.244.0.5', '80');
    expect(lines[0]).toBe('allowed: shop/db[Deployment] to shop/web[Pod] at 10.244.0.5 on TCP 80');
  });

  test('a pod reaches itself, by its name and its address alike', async () => {
    const closed = WORLD.replace('policyTypes: [Egress], egress: [', 'policyTypes: [Ingress, Egress], egress: [');
    for (const [from, to] of [
      ['shop/web', '10.244.0.5'],
      ['10.244.0.5', 'shop/web'],
      ['10.244.0.5', '10.244.0.5'],
    ] as const) {
      const { lines } = await explained(from, to, '80', closed);
      expect(lines[1]).toBe('  a pod always reaches itself, whatever the policies say');
    }
  });

  test('an address that nothing has is outside of the cluster', async () => {
    const { lines } = await explained('10.244.0.99', 'shop/db', '5432');
    expect(lines[0]).toBe('denied: address 10.244.0.99 to shop/db[Deployment] on TCP 5432');
  });
});

test('the address of a node reaches the pods that run on it, whatever the policies say', async () => {
  const { lines } = await explained('192.168.1.10', 'shop/db', '5432');
  expect(lines.slice(0, 2)).toEqual([
    'depends: node first at 192.168.1.10 to shop/db[Deployment] on TCP 5432',
    '  allowed if the pod of shop/db[Deployment] runs on node first',
  ]);
  const { lines: out } = await explained('shop/web', '192.168.1.10', '5432');
  expect(out.slice(0, 2)).toEqual([
    'depends: shop/web[Pod] to node first at 192.168.1.10 on TCP 5432',
    '  allowed if the pod of shop/web[Pod] runs on node first',
  ]);
});

describe('the port of a Service is that of the pods behind it', () => {
  const leads = '  TCP 80 of Service shop/database leads to TCP 5432 of its pods; most network plugins judge that';

  test.each([
    ['10.96.0.7', '80'],
    ['shop/database', '80'],
    ['service/shop/database', '80'],
    ['svc/shop/database', 'main'],
    ['shop/database[Service]', '80/TCP'],
    ['database.shop.svc', '80'],
    ['database.shop.svc.cluster.local', '80'],
  ])('%s on %s', async (to, port) => {
    const { lines } = await explained('shop/web', to, port);
    expect(lines.slice(0, 2)).toEqual(['allowed: shop/web[Pod] to shop/db[Deployment] on TCP 5432', leads]);
  });

  test('also where the workload is named, and none of its containers declares the port', async () => {
    const { lines } = await explained('shop/web', 'shop/db', '80');
    expect(lines.slice(0, 2)).toEqual(['allowed: shop/web[Pod] to shop/db[Deployment] on TCP 5432', leads]);
    expect((await explained('shop/web', 'shop/db', 'main')).lines[1]).toBe(leads);
  });

  test('a port that a container declares is that one', async () => {
    const declared = WORLD.replace('containerPort: 5432}', 'containerPort: 5432}, {containerPort: 80}');
    const { lines } = await explained('shop/web', 'shop/db', '80', declared);
    expect(lines[0]).toBe('denied: shop/web[Pod] to shop/db[Deployment] on TCP 80');
  });

  test('where the policies close it, it is denied', async () => {
    const { lines } = await explained('shop/web', '10.96.0.7', '81');
    expect(lines[0]).toBe('denied: shop/web[Pod] to shop/db[Deployment] on TCP 9000');
  });

  test('a headless Service translates nothing', async () => {
    const { lines } = await explained('shop/web', 'shop/peers', '80');
    expect(lines.slice(0, 2)).toEqual([
      'denied: shop/web[Pod] to shop/db[Deployment] on TCP 80',
      '  egress of the source: isolated, and allowed',
    ]);
  });

  test('a port that the Service does not have is an error', async () => {
    expect(await explained('shop/web', '10.96.0.7', '82')).toMatchObject({
      code: 2,
      err: 'error: Service shop/database has no port 82/TCP: its ports are 80/TCP, 81/TCP\n',
    });
    expect((await explained('shop/web', '10.96.0.7', 'other')).err).toBe(
      'error: Service shop/database has no port other\n  its ports: main, admin\n',
    );
  });

  test('a port that leads to different ones is an error that names them', async () => {
    const other = `---
apiVersion: v1
kind: Pod
metadata: {name: db-2, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, image: db, ports: [{name: sql, containerPort: 5433}]}]}
`;
    const { err } = await explained('shop/web', 'shop/database', '80', `${WORLD}${other}`);
    expect(err).toBe(
      'error: port 80/TCP of Service shop/database leads to several ports, pod by pod: 5432, 5433; ask about the pods\n',
    );
  });

  test('a Service opens no connections', async () => {
    const { code, err } = await explained('10.96.0.7', 'shop/web', '80');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: 10.96.0.7 is a Service, and a Service opens no connections\n  name the workload that does\n',
    });
  });
});

describe('a Service without a selector', () => {
  test('leads to what its Endpoints say: a block with its own address opens nothing', async () => {
    const { lines } = await explained('shop/web', '10.96.0.1', '443', `${WORLD}${ENDPOINTS}`);
    expect(lines.slice(0, 2)).toEqual([
      'denied: shop/web[Pod] to address 172.18.0.2 on TCP 6443',
      '  TCP 443 of Service default/kubernetes leads to TCP 6443 of what is behind it; most network plugins judge that',
    ]);
  });

  test('without them it depends on the address, which the input does not show', async () => {
    const { lines } = await explained('shop/web', 'default/kubernetes', '443');
    expect(lines.slice(0, 3)).toEqual([
      'depends: shop/web[Pod] to what is behind Service default/kubernetes on TCP 6443',
      '  TCP 443 of Service default/kubernetes leads to TCP 6443 of what is behind it, which the input does not show; most network plugins judge that',
      '  allowed if the address of what is behind Service default/kubernetes is in 10.96.0.1/32',
    ]);
  });
});

test('a Service whose pods are not in the input is judged by the labels that it selects', async () => {
  const gone = WORLD.replace('labels: {app: db}}\n    spec', 'labels: {app: other}}\n    spec').replace(
    'targetPort: sql',
    'targetPort: 5432',
  );
  const { lines } = await explained('shop/web', 'shop/database', '80', gone);
  expect(lines[0]).toBe('allowed: shop/web[Pod] to what is behind Service shop/database on TCP 5432');
});

test('JSON says the Service, and fits the schema', async () => {
  const file = join(folderOf({ 'world.yaml': WORLD }), 'world.yaml');
  const { out } = await ringfence([
    'explain',
    file,
    '--from',
    'shop/web',
    '--to',
    '10.96.0.7',
    '--port',
    '80',
    '-o',
    'json',
  ]);
  const document = JSON.parse(out);
  expect(document).toMatchObject({ port: 5432, through: { service: 'shop/database', port: 80, to: 'pods' } });
  const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/explain.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate(document)).toBe(true);
});
