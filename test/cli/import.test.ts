import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, ringfence, within } from '../support/command';

const POLICIES = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-ingress, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: cart
  namespace: shop
  uid: 1b4e28ba-2fa1-11d2-883f-0016d3cca427
  finalizers: [example.com/keep]
spec:
  podSelector: {matchLabels: {app: cart}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
          podSelector: {matchLabels: {app: web}}
      ports: [{protocol: TCP, port: 8080}]
  egress: [{}]
`;

test('ringfence import writes an app, and says policy by policy what became of it', async () => {
  const folder = folderOf({ 'policies.yaml': POLICIES });
  const { code, out, err } = await ringfence(['import', folder]);
  expect(code).toBe(0);
  expect(within(folder, err)).toMatchInlineSnapshot(`
"policies.yaml:6:1: NetworkPolicy shop/cart: ServiceAccessGrant, proved equal; not kept: metadata.finalizers, spec.egress, which does nothing since policyTypes leaves Egress out
policies.yaml:1:1: NetworkPolicy shop/default-deny-ingress: DefaultDenyNamespace, proved equal
"
`);
  expect(out).toMatchInlineSnapshot(`
"import { App, Chart } from 'cdk8s';
import { DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';

const app = new App();

const shopChart = new Chart(app, 'shop', { namespace: 'shop' });
new ServiceAccessGrant(shopChart, 'cart', {
  from: Pods.labelled({ app: 'web' }).inNamespace('front'),
  to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
  ports: [Port.tcp(8080)],
  metadata: { name: 'cart' },
});
new DefaultDenyNamespace(shopChart, 'default-deny', {
  direction: 'ingress',
});

app.synth();
"
`);
});

test('or the program of a Pulumi stack', async () => {
  const { code, out } = await ringfence(['import', '-', '--engine', 'pulumi'], POLICIES);
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
"import { DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/pulumi';

new ServiceAccessGrant('cart', {
  from: Pods.labelled({ app: 'web' }).inNamespace('front'),
  to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
  ports: [Port.tcp(8080)],
  metadata: { name: 'cart' },
});
new DefaultDenyNamespace('shop-default-deny', {
  namespace: 'shop',
  direction: 'ingress',
});
"
`);
});

test('a file is written once, and again only by force', async () => {
  const folder = folderOf({ 'policies.yaml': POLICIES });
  const file = join(folder, 'boundary.ts');
  expect(await ringfence(['import', folder, '-o', file])).toMatchObject({ code: 0, out: '' });
  expect(readFileSync(file, 'utf8')).toContain('new ServiceAccessGrant(');
  writeFileSync(file, 'mine');
  const refused = await ringfence(['import', folder, '-o', file]);
  expect(refused.code).toBe(2);
  expect(within(folder, refused.err)).toContain('error: boundary.ts is there already; --force replaces it');
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(await ringfence(['import', folder, '-o', file, '--force'])).toMatchObject({ code: 0 });
  expect(readFileSync(file, 'utf8')).not.toBe('mine');
});

describe('nothing is written, and it ends with 2', () => {
  const refused = async (text: string) => {
    const folder = folderOf({ 'policies.yaml': text });
    const file = join(folder, 'boundary.ts');
    const { code, out, err } = await ringfence(['import', join(folder, 'policies.yaml'), '-o', file]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(() => readFileSync(file)).toThrow('ENOENT');
    return within(folder, err);
  };

  test('where a policy is invalid', async () => {
    expect(await refused(POLICIES.replace('port: 8080', 'port: 80800'))).toMatchInlineSnapshot(`
"error: policies.yaml:20:31: NetworkPolicy shop/cart: spec.ingress[0].ports[0].port: Invalid value: 80800: must be between 1 and 65535, inclusive
  write a whole number from 1 to 65535
"
`);
  });

  test('where the name of a policy is one that no API server takes', async () => {
    expect(await refused(POLICIES.replace('name: cart', 'name: "ca\\u001b[31mrt\\n"'))).toMatchInlineSnapshot(`
"error: policies.yaml:9:3: NetworkPolicy shop/ca\\u001b[31mrt\\u000a: metadata.name: Invalid value: "ca\\u001b[31mrt\\n": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
  write lower case letters, digits, '-' and '.'
"
`);
  });

  test('where a policy has no name of its own', async () => {
    expect(await refused(POLICIES.replace('name: cart', 'generateName: cart-'))).toContain(
      'could not be imported: the API server makes up its name',
    );
  });

  test.each(['metadata: {}\n', ''])('where a policy has no name at all (%j)', async (metadata) => {
    const text = POLICIES.replace(/metadata:\n {2}name: cart\n( {2}.*\n)+/, metadata);
    expect(await refused(text)).toContain('metadata.name: Required value: name or generateName is required');
  });

  test('where there is no policy', async () => {
    expect(await refused('kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n')).toBe(
      'error: no policies to import; the input holds nothing that policies are about: no workloads, no NetworkPolicies and no Services\n',
    );
  });
});

test('hostile annotations come out as text', async () => {
  const annotation = `'); process.exit(1); (\`\${1}\` */ </script> \\u2028 \\e[31m`;
  const text = POLICIES.replace('namespace: shop\n', `namespace: shop\n  annotations: {"a": "${annotation}"}\n`);
  const { code, out, err } = await ringfence(['import', '-'], text);
  expect({ code, err: err.includes('\u001b') }).toEqual({ code: 0, err: false });
  expect(out.split('\n').filter((line) => line.includes('annotations'))).toMatchInlineSnapshot(`
[
  "  metadata: { name: 'cart', annotations: { a: "'); process.exit(1); (\`\${1}\` */ </script> \\u2028 \\u001b[31m" } },",
]
`);
});

describe('policies of other APIs', () => {
  const admin = `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: admin}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: own, namespace: shop}
spec: {selector: all()}
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkSet
metadata: {name: set}
spec: {nets: [192.0.2.0/24]}
`;
  const deny = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
`;

  test('are left as they are, and named', async () => {
    const { code, out, err } = await ringfence(['import', '-'], `${deny}---\n${admin}`);
    expect(code).toBe(0);
    expect(out).not.toContain('admin');
    expect(err).toContain(
      'ClusterNetworkPolicy admin (policy.networking.k8s.io): left as it is: import writes NetworkPolicies alone',
    );
    expect(err).toContain('NetworkPolicy shop/own (projectcalico.org): left as it is');
    expect(err).not.toContain('GlobalNetworkSet');
  });

  test('alone are an error that says so', async () => {
    const { code, out, err } = await ringfence(['import', '-'], admin);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(
      'error: no NetworkPolicies to import; ClusterNetworkPolicy admin (policy.networking.k8s.io) and the like are left as they are',
    );
  });
});
