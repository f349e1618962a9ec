import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence, within } from './command';
import { POLICIES, WORKLOADS } from './shop';

const shop = folderOf({ 'policies.yaml': POLICIES, 'workloads.yaml': WORKLOADS });
const explain = (from: string, to: string, port: string) =>
  ringfence(['explain', shop, '--from', from, '--to', to, '--port', port]);

describe('ringfence explain', () => {
  test('tells which rule allows a connection, with its file and line', async () => {
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

  test('tells what is nearest to allowing it, and the smallest grant that would', async () => {
    const { code, out } = await explain('front/web', 'shop/cart', '9090');
    expect(code).toBe(0);
    expect(within(shop, out)).toMatchInlineSnapshot(`
"denied: front/web[Deployment] to shop/cart[StatefulSet] on TCP 9090
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by shop/cart (policies.yaml:1:1)
    nearest: rule 1 of shop/cart allows app=web in namespace front, but only on TCP http; this is TCP 9090 (policies.yaml:8:7)

the smallest grant that would allow it:

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
      suggestion: { code: expect.stringContaining('new ServiceAccessGrant') },
    });
  });

  test('takes addresses outside of the cluster', async () => {
    expect((await explain('192.0.2.7', 'shop/cart', '8080')).out).toMatch(/^allowed: address 192\.0\.2\.7/);
    expect((await explain('shop/cart', '2001:db8::1', '443')).out).toMatch(
      /^denied: shop\/cart\[StatefulSet\] to address/,
    );
  });
});
