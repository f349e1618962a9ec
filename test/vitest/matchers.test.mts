import 'ringfence/vitest';
import { clusterOf } from 'ringfence/cdk8s';
import { expect, test } from 'vitest';
import { cart, grant, leaked, shop } from '../matchers/shop.js';

/** The matchers have tests of their own under jest; these show that vitest runs them, and takes them as its own. */

test('each matcher holds of an app, and of its text', async () => {
  for (const received of [shop(), shop().synthYaml()]) {
    expect(received).toAllow(grant);
    expect(received).toDeny(leaked);
    expect(received).toOnlyAllowInto(cart, grant);
    expect(received).toOnlyAllowOutOf(cart);
    expect(received).toIsolate('shop', 'both');
  }
  await expect(Promise.resolve(shop())).resolves.toAllow(grant);
});

test('each fails with its reason', () => {
  const leaking = shop({ leak: true });
  expect(() => expect(leaking).toAllow(leaked)).toThrow(/^denied: a pod with app=cart .* on TCP 9090$/m);
  expect(() => expect(leaking).toDeny(grant)).toThrow('allowed by rule 1 of shop/cart-allow-ingress');
  expect(() => expect(leaking).toOnlyAllowInto(cart, grant)).toThrow('allowed by rule 1 of shop/leak');
  expect(() => expect(shop({ isolated: 'ingress' })).toOnlyAllowOutOf(cart)).toThrow('open; no policy isolates it');
  expect(() => expect(leaking).toIsolate('front', 'egress')).toThrow('no policy isolates any pod there');
});

test('with not, only what is proved to be otherwise', () => {
  const leaking = shop({ leak: true });
  expect(leaking).not.toDeny(grant);
  expect(leaking).not.toOnlyAllowInto(cart, grant);
  expect(() => expect(leaking).not.toDeny(leaked)).toThrow(/^expected: all pods in any namespace .* is allowed$/m);
  expect(() => expect('kind: NetworkPolicy').not.toIsolate('shop', 'both')).toThrow('undecided');
});

test('a cluster is printed as a table', () => {
  expect(clusterOf(shop())).toMatchInlineSnapshot(`
    FROM           TO             CONNECTIONS
    front/web      shop/cart      TCP 8080
                   every address  all
    every address  front/web      all
  `);
});
