import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence, within } from '../support/command';

/** What differs only for some pods of a workload (rule 29), and what cannot be compared. */

async function diff(before: string, after: string, ...options: string[]) {
  const folder = folderOf({ 'before.yaml': before, 'after.yaml': after });
  const files = ['before.yaml', 'after.yaml'].map((name) => join(folder, name));
  const { code, out, err } = await ringfence(['diff', ...files, ...options]);
  return { code, out: within(folder, out), err: within(folder, err) };
}

/** The lines without the policies behind them. */
const changes = (out: string) => out.split('\n').filter((line) => /^[+~-] /.test(line));

const WEB = `---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
`;
const closing = (selector: string, rules = '') => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: ${selector}, policyTypes: [Ingress]${rules}}
`;
const SET = `---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db}]}
`;
const owned = (name: string, labels: string, spec = '') => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: ${labels}
  ownerReferences: [{apiVersion: db.example.com/v1, kind: Database, name: db, uid: d1, controller: true}]
spec: {${spec}containers: [{name: db, image: db, ports: [{name: sql, containerPort: ${name === 'db-1' ? 5432 : 5433}}]}]}
`;

describe('a policy that moves from one pod of a workload to another', () => {
  test.each([
    ['statefulset.kubernetes.io/pod-name', 'db-0', 'db-1'],
    ['apps.kubernetes.io/pod-index', '"0"', '"1"'],
  ])('of a StatefulSet, by %s, opens the one and closes the other', async (key, one, other) => {
    const at = (value: string) => closing(`{matchLabels: {${key}: ${value}}}`);
    const { code, out } = await diff(WEB + SET + at(one), WEB + SET + at(other));
    const name = (number: number) =>
      `(app=db,statefulset.kubernetes.io/pod-name=db-${number},apps.kubernetes.io/pod-index=${number})`;
    expect(changes(out)).toContain(`+ shop/web[Pod] -> shop/db[StatefulSet] ${name(0)}: all`);
    expect(changes(out)).toContain(`- shop/web[Pod] -> shop/db[StatefulSet] ${name(1)}: all`);
    expect(code).toBe(1);
  });

  test('of an operator, by a label of its role', async () => {
    const pods = ['primary', 'standby'].map((role, index) => owned(`db-${index + 1}`, `{role: ${role}}`)).join('');
    const { code, out } = await diff(
      WEB + pods + closing('{matchLabels: {role: standby}}'),
      WEB + pods + closing('{matchLabels: {role: primary}}'),
    );
    expect(changes(out)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\+ shop\/web\[Pod\] -> shop\/db\[Database\] \(role=standby and port sql=5433\): all$/),
        expect.stringMatching(/^- shop\/web\[Pod\] -> shop\/db\[Database\] \(role=primary and port sql=5432\): all$/),
      ]),
    );
    expect(code).toBe(1);
  });

  test('pods with equal labels are distinguished by their ports', async () => {
    const pods = ['db-1', 'db-2'].map((name) => owned(name, '{app: db}')).join('');
    const { out } = await diff(
      WEB + pods + closing('{}', ', ingress: [{ports: [{port: sql}]}]'),
      WEB + pods + closing('{}', ', ingress: [{ports: [{port: 5433}]}]'),
    );
    expect(changes(out)).toContain(
      '~ shop/web[Pod] -> shop/db[Database] (app=db and port sql=5432): TCP 5432 -> TCP 5433',
    );
    expect(out).not.toContain('-> shop/db[Database] (app=db and port sql=5433): ');
  });

  test('pods with equal labels are distinguished by the network that they are on', async () => {
    const pods = owned('db-1', '{app: db}', 'hostNetwork: true, ') + owned('db-2', '{app: db}');
    const { out } = await diff(WEB + pods, WEB + pods + closing('{matchLabels: {app: db}}'));
    expect(changes(out)).toContain(
      '- shop/db[Database] (app=db and port sql=5432 on the network of the node) -> shop/db[Database] (app=db and port sql=5433): all',
    );
    expect(out).not.toContain('-> shop/db[Database] (app=db and port sql=5432 on the network of the node): ');
  });

  test('without a change there is none', async () => {
    const text = WEB + SET + closing('{matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}');
    expect(await diff(text, text)).toMatchObject({ code: 0, out: 'nothing that could connect has changed\n' });
  });
});

describe('a workload that may be in what could not be read of a side', () => {
  const DB = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db}]}}}
`;
  const BROKEN = DB.replace('spec:', ' spec: [');
  const note = 'shop/db[Deployment] is not compared: it may be in what could not be read of the other side';

  test.each([
    ['gone', WEB + DB, WEB + BROKEN],
    ['new', WEB + BROKEN, WEB + DB],
  ])('is not %s: it is not compared', async (_, before, after) => {
    const { code, out, err } = await diff(before, after);
    expect(err).toContain(`note: ${note}\n`);
    expect(out).not.toContain('shop/db');
    expect(code).toBe(2);
    expect((await diff(before, after, '-o', 'markdown')).out).toContain(`> ${note}`);
    const document = JSON.parse((await diff(before, after, '-o', 'json')).out);
    expect(document.notCompared).toEqual(['shop/db[Deployment]']);
    const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/diff.schema.json'), 'utf8'));
    expect(new Ajv({ strict: false }).compile(schema)(document)).toBe(true);
  });

  test('of an object that is refused only the workload of its name is not compared', async () => {
    const refused = DB.replace('template: {', 'template: 5, other: {');
    const { out, err } = await diff(WEB + DB + DB.replace('name: db', 'name: api'), WEB + refused);
    expect(err).toContain(`note: ${note}\n`);
    expect(changes(out)).toContain('- shop/web[Pod] -> shop/api[Deployment] (gone): all');
    expect(out).not.toContain('shop/db');
  });
});

test('sources of one workload that differ, and whose addresses are known', async () => {
  const web = (name: string, zone: string, address: string) =>
    `${owned(name, `{app: web, zone: ${zone}}`)}status: {podIP: ${address}}\n`;
  const pods = web('web-1', 'a', '10.1.0.1') + web('web-2', 'b', '10.1.0.2') + WEB.replaceAll('web', 'target');
  const { out } = await diff(
    pods,
    pods + closing('{matchLabels: {app: target}}', ', ingress: [{from: [{podSelector: {matchLabels: {zone: a}}}]}]'),
  );
  expect(changes(out)).toMatchInlineSnapshot(`
[
  "- shop/db[Database] (app=web,zone=b at 10.1.0.2) -> shop/target[Pod]: all",
  "- every address -> shop/target[Pod]: all",
]
`);
});
