import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { clusterOfText } from '../../../lib/cluster/load';
import { lint } from '../../../lib/lint/lint';
import { folderOf, ringfence, within } from '../../support/command';

const TEXT = `# The cache of the shop.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy   # by hand
metadata:
    name: cache
    namespace: shop
spec:
    # who is meant
    podSelector: { matchLabels: {app: cache} }
    egress:
        # names
        - to: [ { namespaceSelector: {} } ]
          ports:
              - protocol: UDP
                port: 53   # DNS
        # the internet
        - to:
              - ipBlock:
                    cidr: "0.0.0.0/0" # everywhere
          ports:
              - port: 80
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
data: {text: "a:   b"}
`;
const read = (folder: string, file = 'policies.yaml') => readFileSync(join(folder, file), 'utf8');

test('fixes what is certain, and nothing else of the text changes', async () => {
  const folder = folderOf({ 'policies.yaml': TEXT });
  const { err } = await ringfence(['check', '--fix', folder]);
  expect(within(folder, err)).toMatchInlineSnapshot(`
"policies.yaml:14:17: fixed: NetworkPolicy shop/cache: spec.egress[0].ports[0]: add {protocol: TCP, port: 53} [dns-over-udp-only]
policies.yaml:18:17: fixed: NetworkPolicy shop/cache: spec.egress[1].to[0].ipBlock: add except: [169.254.169.254/32, 100.100.100.200/32] [metadata-reachable]
policies.yaml:7:1: fixed: NetworkPolicy shop/cache: spec.policyTypes: write policyTypes: [Ingress, Egress] if that is meant [policy-types-default]
"
`);
  expect(read(folder)).toMatchInlineSnapshot(`
"# The cache of the shop.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy   # by hand
metadata:
    name: cache
    namespace: shop
spec:
    # who is meant
    policyTypes: [Ingress, Egress]
    podSelector: { matchLabels: {app: cache} }
    egress:
        # names
        - to: [ { namespaceSelector: {} } ]
          ports:
              - protocol: UDP
                port: 53   # DNS
              - {protocol: TCP, port: 53}
        # the internet
        - to:
              - ipBlock:
                    except: [169.254.169.254/32, 100.100.100.200/32]
                    cidr: "0.0.0.0/0" # everywhere
          ports:
              - port: 80
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
data: {text: "a:   b"}
"
`);
});

test('fixes the same once', async () => {
  const folder = folderOf({ 'policies.yaml': TEXT });
  await ringfence(['check', '--fix', folder]);
  const once = read(folder);
  const { err } = await ringfence(['check', '--fix', folder]);
  expect({ err, text: read(folder) }).toEqual({ err: '', text: once });
});

test.each([
  ['in a line', 'except: [10.0.0.0/8]', 'except: [10.0.0.0/8, 169.254.169.254/32, 100.100.100.200/32]'],
  [
    'in lines of their own',
    'except:\n        - 10.0.0.0/8 # ours',
    'except:\n        - 10.0.0.0/8 # ours\n        - 169.254.169.254/32\n        - 100.100.100.200/32',
  ],
])('adds several addresses to a list %s, in their order', async (_, before, after) => {
  const text = (except: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
        ${except}
    ports: [{port: 80}]
`;
  const folder = folderOf({ 'policies.yaml': text(before) });
  await ringfence(['check', '--fix', folder]);
  expect(read(folder)).toBe(text(after));
});

test('takes redundant rules away with the comments in them, and leaves those around them', async () => {
  const folder = folderOf({
    'policies.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  # narrow
  - from:
    - podSelector: {matchLabels: {app: proxy}}   # the proxy
    ports: [{port: 80}]

  # wide
  - from: [{podSelector: {}}]
`,
  });
  await ringfence(['check', '--fix', folder]);
  expect(read(folder)).toMatchInlineSnapshot(`
"apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  # narrow

  # wide
  - from: [{podSelector: {}}]
"
`);
});

test('fixes JSON, lists, other line ends and a byte order mark', async () => {
  const list = JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'cache', namespace: 'shop' },
          spec: { podSelector: {}, ingress: [] },
        },
      ],
    },
    null,
    2,
  );
  const bare = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec:\n  ingress: []\n';
  const folder = folderOf({ 'list.json': list, 'dos.yaml': `\ufeff${bare.replaceAll('\n', '\r\n')}` });
  await ringfence(['check', '--fix', folder]);
  expect(read(folder, 'list.json')).toBe(list.replace('"podSelector"', '"policyTypes": ["Ingress"], "podSelector"'));
  expect(read(folder, 'dos.yaml')).toBe(
    `\ufeff${bare.replace('  ingress', '  policyTypes: [Ingress]\n  ingress').replaceAll('\n', '\r\n')}`,
  );
});

test('leaves what is not certain: aliases, and texts of which something cannot be read', async () => {
  const aliased = TEXT.replace('podSelector: {', 'podSelector: &one {').replace('{name: other}', '{name: other}\nx: 1');
  const withAlias = aliased.replace('- to: [ { namespaceSelector: {} } ]', '- to: [{podSelector: *one}]');
  const folder = folderOf({ 'policies.yaml': withAlias });
  await ringfence(['check', '--fix', folder]);
  expect(read(folder)).toBe(withAlias);
  const broken = folderOf({ 'policies.yaml': TEXT, 'broken.yaml': 'kind: Pod\nspec: [' });
  const { code, err } = await ringfence(['check', '--fix', broken]);
  expect({ code, err }).toEqual({ code: 1, err: 'error: nothing was fixed: first fix by hand what is invalid\n' });
  expect(read(broken)).toBe(TEXT);
});

test('leaves a policy that is declared twice, of which it would make two', async () => {
  const folder = folderOf({ 'a.yaml': TEXT, 'b.yaml': TEXT });
  const { code, err } = await ringfence(['check', '--fix', folder]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect([read(folder, 'a.yaml'), read(folder, 'b.yaml')]).toEqual([TEXT, TEXT]);
});

test('leaves what is silenced', async () => {
  const settings =
    'silences: [{rule: dns-over-udp-only, reason: short answers}, {rule: metadata-reachable, reason: no cloud}]';
  const folder = folderOf({ 'policies.yaml': TEXT, '.ringfence.yaml': settings });
  const { err } = await ringfence(['check', '--fix', folder, '--config', join(folder, '.ringfence.yaml')]);
  expect(err).not.toMatch(/dns-over|metadata-/);
  expect(err).toContain('[policy-types-default]');
});

test('keeps the mode of a file, follows links, and leaves nothing beside it', async () => {
  const folder = folderOf({ 'real/policies.yaml': TEXT, 'links/README': '' });
  const file = join(folder, 'real/policies.yaml');
  chmodSync(file, 0o640);
  symlinkSync(file, join(folder, 'links/policies.yaml'));
  await ringfence(['check', '--fix', join(folder, 'links/policies.yaml')]);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(lint(clusterOfText(readFileSync(file, 'utf8'))).filter(({ edits }) => edits)).toEqual([]);
  expect(readdirSync(join(folder, 'real'))).toEqual(['policies.yaml']);
  expect(readdirSync(join(folder, 'links'))).toEqual(['README', 'policies.yaml']);
});

test('is for files alone', async () => {
  expect(await ringfence(['check', '--fix', '-'], TEXT)).toMatchObject({ code: 2, out: '' });
});
