import { Pods, Port, SecureNamespace } from 'ringfence/pulumi';
import { newStack, policiesOf, resolved, settled } from '../support/pulumi-mocks';

const web = Pods.labelled({ app: 'web' }).inNamespace('shop');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const grants = { cart: { from: web, to: cart, ports: [Port.tcp(8080)] } };

test('a secure namespace opens what it grants, both ends of it, under the names that cdk8s gives', async () => {
  const registered = newStack();
  const secure = new SecureNamespace('secure', { namespace: 'shop', grants });
  await settled();
  expect(
    policiesOf(registered)
      .map(({ metadata: { name } }) => name)
      .sort(),
  ).toEqual([
    'allow-dns',
    'default-deny-egress',
    'default-deny-ingress',
    'secure-cart-allow-ingress',
    'shop-secure-cart-allow-egress',
  ]);
  const manifests = await resolved(secure.manifests);
  expect(manifests.map(({ metadata }) => metadata.name)).toContain('shop-secure-cart-allow-egress');
  expect(await resolved(secure.policies)).toHaveLength(5);
});

test('a wrong option of a secure namespace throws before anything is registered', async () => {
  const registered = newStack();
  expect(() => new SecureNamespace('secure', { namespace: 'shop', isolate: 'pod' as never })).toThrow(
    /isolate: Unsupported value: "pod"/,
  );
  expect(() => new SecureNamespace('secure', { namespace: 'shop', grants: [] as never })).toThrow(
    /grants: Invalid value/,
  );
  await settled();
  expect(registered).toEqual([]);
});
