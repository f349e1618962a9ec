import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { folderOf, ringfence, within } from '../support/command';

/** Objects that make pods which no manifest shows (rule 30): every command names them. */

const made = (apiVersion: string, kind: string, name: string) => `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec: {}
`;
const SHOP = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: database, namespace: shop}
spec: {podSelector: {matchLabels: {app: database}}, policyTypes: [Ingress]}
`;
const folder = folderOf({
  'shop.yaml': SHOP,
  'database.yaml': SHOP + made('postgresql.cnpg.io/v1', 'Cluster', 'database'),
  'machines.yaml': SHOP + ['a', 'b', 'c', 'd'].map((name) => made('kubevirt.io/v1', 'VirtualMachine', name)).join(''),
});
const at = (name: string) => join(folder, name);
const run = async (...args: string[]) => {
  const { code, out, err } = await ringfence(args);
  return { code, out: within(folder, out), err: within(folder, err) };
};

const COMMANDS: readonly (readonly [name: string, args: (file: string) => string[]])[] = [
  ['check', (file) => ['check', at(file)]],
  ['list', (file) => ['list', at(file)]],
  ['explain', (file) => ['explain', at(file), '--from', 'shop/web', '--to', '192.0.2.1', '--port', '80']],
  ['diff', (file) => ['diff', at(file), at(file)]],
];
const NOTE =
  'note: the pods of 1 Cluster (postgresql.cnpg.io) are not shown, since no manifest has them: shop/database\n';

test.each(COMMANDS)('%s names them, and ends as it would without', async (name, args) => {
  const { code, err } = await run(...args('database.yaml'));
  expect(err).toContain(NOTE);
  expect(code).toBe((await run(...args('shop.yaml'))).code);
  const document = JSON.parse((await run(...args('database.yaml'), '-o', 'json')).out);
  const hidden = { group: 'postgresql.cnpg.io', kind: 'Cluster', namespace: 'shop', name: 'database' };
  const shown = [{ ...hidden, source: 'database.yaml:12:1' }];
  expect(document.notShown).toEqual(name === 'diff' ? { before: shown, after: shown } : shown);
  const schema = JSON.parse(readFileSync(join(__dirname, `../../docs/${name}.schema.json`), 'utf8'));
  const validate = (String(schema.$schema).includes('2020-12') ? new Ajv2020() : new Ajv()).compile(schema);
  expect(validate(document) || validate.errors).toBe(true);
});

test('of many of a kind the first are named', async () => {
  expect((await run('list', at('machines.yaml'))).err).toBe(
    'note: the pods of 4 VirtualMachines (kubevirt.io) are not shown, since no manifest has them: shop/a, shop/b, shop/c and 1 more\n',
  );
});

test('a policy may select their pods, so it is not said to select none', async () => {
  expect((await run('check', at('shop.yaml'))).out).toContain('[selects-no-pod]');
  expect((await run('check', at('database.yaml'))).out).not.toContain('[selects-no-pod]');
});
