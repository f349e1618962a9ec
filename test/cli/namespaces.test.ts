import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, ringfence, within } from '../support/command';
import { unpacked } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

/** Manifests that leave their namespace to the command that applies them. */
const PLACELESS = `${POLICIES}---\n${WORKLOADS}`.replaceAll(', namespace: shop', '');
const FRONT = POLICIES.replace('{name: cart, namespace: shop}', '{name: web, namespace: front}').replace(
  '{matchLabels: {app: cart}}',
  '{matchLabels: {app: web}}',
);
const shop = folderOf({ 'shop.yaml': `${POLICIES}---\n${WORKLOADS}`, 'front.yaml': FRONT });

describe('--default-namespace is the namespace of manifests that name none', () => {
  test.each([
    ['list', ['--to', 'shop/cart']],
    ['check', ['-n', 'shop']],
    ['explain', ['--from', 'front/web', '--to', 'shop/cart', '--port', '8080']],
    ['import', []],
    ['report', ['-o', '-']],
  ])('%s', async (command, args) => {
    const plain = await ringfence([command, '-', ...args], `${POLICIES}---\n${WORKLOADS}`);
    const given = await ringfence([command, '-', ...args, '--default-namespace', 'shop'], PLACELESS);
    const withoutPlaces = (text: string) =>
      unpacked(text)
        .replace(/"date":"[^"]*"/, '')
        .replace(/\d+:\d+/g, '')
        .replace(/"(line|column)": ?\d+/g, '');
    expect(given.code).toBe(plain.code);
    expect(withoutPlaces(given.out)).toBe(withoutPlaces(plain.out));
    const elsewhere = await ringfence([command, '-', ...args], PLACELESS);
    expect(withoutPlaces(elsewhere.out)).not.toBe(withoutPlaces(plain.out));
  });

  test('diff', async () => {
    const folder = folderOf({ 'old.yaml': PLACELESS, 'new.yaml': `${POLICIES}---\n${WORKLOADS}` });
    const args = ['diff', join(folder, 'old.yaml'), join(folder, 'new.yaml')];
    expect((await ringfence([...args, '--default-namespace', 'shop'])).code).toBe(0);
    expect((await ringfence(args)).code).toBe(1);
  });

  test('and has to be a name that a namespace can have', async () => {
    const { code, err } = await ringfence(['list', '-', '--default-namespace', 'Shop'], WORKLOADS);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: --default-namespace Shop: a lowercase RFC 1123 label must consist of/);
  });
});

describe('-n narrows what is shown', () => {
  test('in check: findings about the namespace and what is in it', async () => {
    const { out } = await ringfence(['check', shop, '-n', 'front']);
    expect(within(shop, out)).toMatchInlineSnapshot(`
"front.yaml:1:1: warning: Namespace front: a pod without labels is open for ingress: no policy isolates it [no-default-deny-ingress]
  add a policy with podSelector: {}, policyTypes: [Ingress] and no rules
front.yaml:12:16: warning: NetworkPolicy front/web: spec.ingress[0].ports[0].port: no container of the pods has a port named http [named-port-unresolved]
  write a name and protocol that the container declares, or the number
front.yaml:1:1: info: Namespace front: a pod without labels is open for egress: no policy isolates it [no-default-deny-egress]
  add a policy with podSelector: {}, policyTypes: [Egress] and no rules, and one that allows DNS

  1 warning named-port-unresolved
  1 warning no-default-deny-ingress
  1 info no-default-deny-egress

2 warnings, 1 info
"
`);
    const { findings } = JSON.parse((await ringfence(['check', shop, '-n', 'shop', '-o', 'json'])).out);
    expect(new Set(findings.map(({ object }: { object: string }) => object))).toEqual(
      new Set(['Namespace shop', 'NetworkPolicy shop/cart']),
    );
  });

  test('in check: findings elsewhere change no exit code and are not fixed', async () => {
    const loose = POLICIES.replace('192.0.2.0/24', '192.0.2.7/24');
    const folder = folderOf({ 'shop.yaml': `${loose}---\n${WORKLOADS}`, 'front.yaml': FRONT });
    expect((await ringfence(['check', folder, '-n', 'shop'])).code).toBe(1);
    expect((await ringfence(['check', folder, '-n', 'front', '--fix'])).code).toBe(0);
    expect(readFileSync(join(folder, 'shop.yaml'), 'utf8')).toContain('192.0.2.7/24');
  });

  test('in check: a document that cannot be read is shown in every namespace', async () => {
    const folder = folderOf({ 'shop.yaml': `${POLICIES}---\n${WORKLOADS}`, 'broken.yaml': 'kind: NetworkPolicy: [' });
    const { code, out } = await ringfence(['check', folder, '-n', 'front']);
    expect(code).toBe(1);
    expect(out).toContain('broken.yaml:1:');
  });

  test('in check: where nothing is found', async () => {
    const folder = folderOf({
      'all.yaml': `${POLICIES}---\n${WORKLOADS}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: fine}\n`,
    });
    expect(
      (await ringfence(['check', folder, '-n', 'fine', '--config', join(folderOf({ 's.yaml': SILENT }), 's.yaml')]))
        .out,
    ).toContain('nothing found in namespace fine\n');
  });

  test('in import: the policies that are written', async () => {
    const { out, err } = await ringfence(['import', shop, '-n', 'front']);
    expect(within(shop, err)).toBe('front.yaml:1:1: NetworkPolicy front/web: NetworkPolicy, proved equal\n');
    expect(out).toContain("namespace: 'front'");
    expect(out).not.toContain("namespace: 'shop'");
  });

  test('in import: where the namespace has none', async () => {
    const folder = folderOf({ 'shop.yaml': `${POLICIES}---\n${WORKLOADS}` });
    const refused = async (namespace: string) => (await ringfence(['import', folder, '-n', namespace])).err;
    expect(await refused('front')).toBe('error: no policies to import in namespace front\n  there are some in shop\n');
    expect(await refused('data')).toBe(
      'error: no namespace data in the input\n' +
        '  -n narrows what is shown; --default-namespace data is for manifests that name no namespace\n',
    );
  });

  test('in diff: connections with an end there', async () => {
    const wider = POLICIES.replace('192.0.2.0/24', '0.0.0.0/0');
    const folder = folderOf({
      'old/all.yaml': `${POLICIES}---\n${WORKLOADS}---\n${FRONT}`,
      'new/all.yaml': `${wider}---\n${WORKLOADS}`,
    });
    const diff = async (...args: string[]) => {
      const { code, out } = await ringfence(['diff', join(folder, 'old'), join(folder, 'new'), ...args]);
      return `${within(folder, out)}exit ${code}`;
    };
    expect(await diff()).toMatchInlineSnapshot(`
"+ front/web[Deployment] -> front/web[Deployment], every address: all
    front/web removed (old/all.yaml:33:1)
+ front/web[Deployment] -> shop/cart[StatefulSet]: TCP 8080
    front/web removed (old/all.yaml:33:1), shop/cart changed (new/all.yaml:1:1)
+ every address -> front/web[Deployment]: all
    front/web removed (old/all.yaml:33:1)
+ every address but 192.0.2.0/24, ::/0 -> shop/cart[StatefulSet]: TCP 8080
    shop/cart changed (new/all.yaml:1:1)
5 pairs opened
exit 1"
`);
    expect(await diff('-n', 'shop')).toMatchInlineSnapshot(`
"+ front/web[Deployment] -> shop/cart[StatefulSet]: TCP 8080
    front/web removed (old/all.yaml:33:1), shop/cart changed (new/all.yaml:1:1)
+ every address but 192.0.2.0/24, ::/0 -> shop/cart[StatefulSet]: TCP 8080
    shop/cart changed (new/all.yaml:1:1)
2 pairs opened
exit 1"
`);
    expect(await diff('-n', 'front')).toMatchInlineSnapshot(`
"+ front/web[Deployment] -> front/web[Deployment], every address: all
    front/web removed (old/all.yaml:33:1)
+ front/web[Deployment] -> shop/cart[StatefulSet]: TCP 8080
    front/web removed (old/all.yaml:33:1), shop/cart changed (new/all.yaml:1:1)
+ every address -> front/web[Deployment]: all
    front/web removed (old/all.yaml:33:1)
4 pairs opened
exit 1"
`);
    expect(await diff('-n', 'frnt')).toBe('exit 2');
  });
});

const SILENT =
  'silences: [{rule: no-default-deny-ingress, object: fine, reason: a test}, {rule: no-default-deny-egress, object: fine, reason: a test}]\n';
