import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence, within } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const shop = folderOf({ 'policies.yaml': POLICIES, 'workloads.yaml': WORKLOADS });
const explain = (from: string, to: string, port: string) =>
  ringfence(['explain', shop, '--from', from, '--to', to, '--port', port]);

describe('ringfence explain', () => {
  test('shows which rule allows a connection, with its file and line', async () => {
    const { code, out } = await explain('front/web', 'shop/cart', '8080');
    expect(code).toBe(0);
    expect(within(shop, out)).toMatchInlineSnapshot(`
"allowed: front/web[Deployment] to shop/cart[StatefulSet] on TCP 8080
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and allowed
    isolated by shop/cart (policies.yaml:1:1)
    allowed by rule 1 of shop/cart: from app=web in namespace front or addresses 192.0.2.0/24 on TCP http (policies.yaml:8:7)
"
`);
  });

  test('shows what is nearest to allowing it, and the smallest grant that would', async () => {
    const { code, out } = await explain('front/web', 'shop/cart', '9090');
    expect(code).toBe(0);
    expect(within(shop, out)).toMatchInlineSnapshot(`
"denied: front/web[Deployment] to shop/cart[StatefulSet] on TCP 9090
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by shop/cart (policies.yaml:1:1)
    nearest: rule 1 of shop/cart allows app=web in namespace front, but only on TCP http; this is TCP 9090 (policies.yaml:8:7)

the smallest grant that would allow it:

apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web-to-cart-allow-ingress
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: cart
  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: front
          podSelector:
            matchLabels:
              app: web
      ports:
        - protocol: TCP
          port: 9090
"
`);
  });

  test('--as typescript writes the grant as a construct', async () => {
    const { out } = await ringfence([
      'explain',
      shop,
      '--from',
      'front/web',
      '--to',
      'shop/cart',
      '--port',
      '9090',
      '--as',
      'typescript',
    ]);
    expect(out.slice(out.indexOf('the smallest'))).toMatchInlineSnapshot(`
"the smallest grant that would allow it:

new ServiceAccessGrant(chart, 'web-to-cart', {
  from: Pods.labelled({ app: 'web' }).inNamespace('front'),
  to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
  ports: [Port.tcp(9090)],
});
"
`);
  });

  test('as JSON, by its schema', async () => {
    const validate = new Ajv().compile(
      JSON.parse(readFileSync(join(__dirname, '../../docs/explain.schema.json'), 'utf8')),
    );
    const document = async (port: string) =>
      JSON.parse(
        (await ringfence(['explain', shop, '--from', 'front/web', '--to', 'shop/cart', '--port', port, '-o', 'json']))
          .out,
      );
    const [allowed, denied] = [await document('8080'), await document('9090')];
    for (const one of [allowed, denied]) expect(validate(one) ? [] : validate.errors).toEqual([]);
    expect(allowed).toMatchObject({ verdict: 'allowed', ingress: { allowedBy: [{ policy: 'shop/cart', rule: 1 }] } });
    expect(denied).toMatchObject({
      verdict: 'denied',
      ingress: { nearest: [{ why: expect.stringContaining('but only on TCP http') }] },
      suggestion: {
        code: expect.stringContaining('new ServiceAccessGrant'),
        manifests: [{ kind: 'NetworkPolicy', metadata: { name: 'web-to-cart-allow-ingress', namespace: 'shop' } }],
      },
    });
  });

  test('of what a fact decides that no manifest says, by its schema too', async () => {
    const validate = new Ajv().compile(
      JSON.parse(readFileSync(join(__dirname, '../../docs/explain.schema.json'), 'utf8')),
    );
    const cilium = join(__dirname, '../../docs/cilium/shop.yaml');
    const args = ['explain', cilium, '--from', 'shop/cart', '--to', '203.0.113.7', '--port', '443', '-o', 'json'];
    const document = JSON.parse((await ringfence(args)).out);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document.conditions).toEqual([[expect.objectContaining({ type: 'circumstance', holds: true })]]);
  });

  test('takes addresses outside of the cluster', async () => {
    expect((await explain('192.0.2.7', 'shop/cart', '8080')).out).toMatch(/^allowed: address 192\.0\.2\.7/);
    expect((await explain('shop/cart', '2001:db8::1', '443')).out).toMatch(
      /^denied: shop\/cart\[StatefulSet\] to address/,
    );
  });
});

describe('the suggested grant as YAML', () => {
  const CLOSED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: front}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`;
  /** Labels that YAML 1.1 would take for other values, and a policy that has the name of the suggested one already. */
  const HARD = `${WORKLOADS.replaceAll('app: cart', 'app: "yes", tier: "010"')}---
${POLICIES.replace('app: cart', 'app: "yes"').replace('{name: cart,', '{name: web-to-yes-allow-ingress,')}`;

  test.each([
    ['where both ends are closed', `${WORKLOADS}---\n${POLICIES}---\n${CLOSED}`, 'front/web', 'shop/cart', '9090'],
    ['where its name is taken', HARD, 'front/web', 'shop/cart', '9090/UDP'],
    ['from an address', `${WORKLOADS}---\n${POLICIES}`, '2001:db8::7', 'shop/cart', '8080'],
    ['to an address', `${WORKLOADS}---\n${CLOSED}`, 'front/web', '203.0.113.7', '443'],
  ])('%s, allows the connection once it is applied', async (_, text, from, to, port) => {
    const args = ['explain', '-', '--from', from, '--to', to, '--port', port];
    const denied = await ringfence(args, text);
    expect(denied.out).toMatch(/^denied: /);
    const yaml = denied.out.slice(denied.out.indexOf('apiVersion'));
    expect(yaml).toMatchSnapshot();
    const applied = await ringfence(args, `${text}---\n${yaml}`);
    expect(applied).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^allowed: /) });
  });
});

test('what could not be read is reported where it is what was asked for', async () => {
  const text = WORKLOADS.replace('labels: {app: cart}', 'labels: {app: "a cart"}');
  const { code, err } = await ringfence(
    ['explain', '-', '--from', 'front/web', '--to', 'shop/cart', '--port', '80'],
    text,
  );
  expect(code).toBe(2);
  expect(err).toMatch(/^error: stdin:17:16: StatefulSet shop\/cart: spec.template.metadata.labels: /);
  expect(err).toContain('error: no workload shop/cart\n');
});
