import 'ringfence/jest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { AddressSet, Reachability } from 'ringfence';
import { clusterOf, Flow, Namespaces, Pods, Port, warningsOf } from 'ringfence/cdk8s';
import { ShopBoundary } from './boundary';
import { ShopChart } from './services';

function shop({ withBoundary }: { withBoundary: boolean }): App {
  const app = new App();
  const services = new ShopChart(app, 'shop');
  if (withBoundary) new ShopBoundary(app, 'boundary', services);
  return app;
}

/** How many workloads can connect to another one. */
function reachable(app: App): number {
  return [...Reachability.of(clusterOf(app)).pairs()].filter(
    ({ from, to }) => !(from instanceof AddressSet) && !(to instanceof AddressSet) && from !== to,
  ).length;
}

const before = shop({ withBoundary: false });
const after = shop({ withBoundary: true });
const pods = (app: string) => Pods.labelled({ app }).inNamespace('shop');

test('of all pairs of workloads only those are left that call one another', () => {
  expect({ before: reachable(before), after: reachable(after) }).toEqual({ before: 132, after: 16 });
});

test('README.md states these numbers', () => {
  const text = readFileSync(join(__dirname, 'README.md'), 'utf8').replace(/\s+/g, ' ');
  expect(text).toContain(`${reachable(before)} pairs`);
  expect(text).toMatch(new RegExp(`\\b${reachable(after)} are left`));
});

test('before the boundary a compromised advertisement reads the cart', () => {
  expect(before).toAllow(Flow.from(pods('ads')).to(pods('redis')).on(Port.tcp(6379)));
  expect(after).toDeny(Flow.from(pods('ads')).to(pods('redis')).on(Port.all()));
});

test('no pod of another namespace reaches more than the frontend', () => {
  const others = Pods.all().inNamespaces(Namespaces.named('default', 'ingress-nginx'));
  for (const name of ['cart', 'payment', 'redis', 'checkout']) {
    expect(after).toDeny(Flow.from(others).to(pods(name)).on(Port.all()));
  }
});

test('the boundary is synthesized without a warning, and its contract holds', () => {
  expect(() => after.synthYaml()).not.toThrow();
  expect(warningsOf(after)).toEqual([]);
});

test('the boundary takes less than 80 lines', () => {
  expect(readFileSync(join(__dirname, 'boundary.ts'), 'utf8').split('\n').length).toBeLessThan(80);
});

test('who can reach whom', () => {
  expect(clusterOf(after)).toMatchSnapshot();
});
