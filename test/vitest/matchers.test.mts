import 'ringfence/vitest';
import { clusterOf } from 'ringfence/cdk8s';
import { expect, test } from 'vitest';
import { cart, grant, shop } from '../matchers/shop.js';

test('the matchers judge an app', () => {
  expect(shop()).toAllow(grant);
  expect(shop()).toOnlyAllowInto(cart, grant);
  expect(shop()).toIsolate('shop', 'both');
  expect(shop({ leak: true })).not.toOnlyAllowInto(cart, grant);
});

test('what does not hold is a failure with its reason', () => {
  expect(() => expect(shop()).toDeny(grant)).toThrow(/allowed by rule 1 of shop\/cart-allow-ingress/);
});

test('a cluster is printed as a table', () => {
  expect(clusterOf(shop())).toMatchInlineSnapshot(`
    FROM           TO             CONNECTIONS
    front/web      shop/cart      TCP 8080
                   every address  all
    every address  front/web      all
  `);
});
