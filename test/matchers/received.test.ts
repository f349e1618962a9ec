import 'ringfence/jest';
import { expect as imported } from '@jest/globals';
import { type App, type Chart, Testing } from 'cdk8s';
import { clusterOfManifests, clusterOfText, Reachability } from 'ringfence';
import { clusterOf } from 'ringfence/cdk8s';
import { messageOf } from './message-of';
import { cart, grant, leaked, shop } from './shop';

/** What may stand in `expect`, and what each matcher says of it: the same, in whatever form the policies come. */

const chartOf = (app: App) => app.charts[0] as Chart;

const forms: readonly [string, (app: App) => object | string][] = [
  ['an App', (app) => app],
  ['a Chart', chartOf],
  ['a Cluster of an app', clusterOf],
  ['a Cluster of a text', (app) => clusterOfText(app.synthYaml())],
  ['a Cluster of manifests', (app) => clusterOfManifests(Testing.synth(chartOf(app)))],
  ['a Reachability', (app) => Reachability.of(clusterOf(app))],
  ['YAML text', (app) => app.synthYaml()],
  ['JSON text', (app) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Testing.synth(chartOf(app)) })],
  ['what Testing.synth gives', (app) => Testing.synth(chartOf(app))],
  ['a manifest', (app) => ({ apiVersion: 'v1', kind: 'List', items: Testing.synth(chartOf(app)) })],
];

describe.each(forms)('%s', (_, form) => {
  const closed = form(shop());
  const leaking = form(shop({ leak: true }));

  test('toAllow', () => {
    expect(closed).toAllow(grant);
    expect(() => expect(closed).toAllow(leaked)).toThrow(
      /^denied: a pod .* to a pod with app=cart in namespace shop on TCP 9090$/m,
    );
  });

  test('toDeny', () => {
    expect(closed).toDeny(leaked);
    expect(() => expect(leaking).toDeny(leaked)).toThrow('allowed by rule 1 of shop/leak');
  });

  test('toOnlyAllowInto', () => {
    expect(closed).toOnlyAllowInto(cart, grant);
    expect(() => expect(leaking).toOnlyAllowInto(cart, grant)).toThrow('allowed by rule 1 of shop/leak');
  });

  test('toOnlyAllowOutOf', () => {
    expect(closed).toOnlyAllowOutOf(cart);
    expect(() => expect(form(shop({ isolated: 'ingress' }))).toOnlyAllowOutOf(cart)).toThrow('no policy isolates it');
  });

  test('toIsolate', () => {
    expect(closed).toIsolate('shop', 'both');
    expect(() => expect(form(shop({ isolated: 'ingress' }))).toIsolate('shop', 'both')).toThrow('open for egress');
  });
});

test('the place of a policy is reported as its form has it: a construct, a line, a manifest', () => {
  const app = shop({ leak: true });
  const text = app.synthYaml();
  const line = text.slice(0, text.indexOf('kind: NetworkPolicy\nmetadata:\n  name: leak')).split('\n').length - 1;
  const places = [app, text, Testing.synth(chartOf(app))].map(
    (received) => /isolated by shop\/leak \((.*)\)/.exec(messageOf(() => expect(received).toDeny(leaked)))?.[1],
  );
  expect(places).toEqual(['shop/leak/ingress', `line ${line}, column 1`, 'manifest 2']);
});

test('an app is read and not synthesized: the matcher speaks where the app would not be written', () => {
  const app = shop({ leak: true, contract: true });
  expect(() => app.synthYaml()).toThrow('the contract does not hold: nothing reaches app=cart');
  expect(() => expect(app).toOnlyAllowInto(cart, grant)).toThrow(/^expected: nothing reaches app=cart/);
});

test('the expect of @jest/globals has the matchers too, also with Promises', async () => {
  imported(shop()).toAllow(grant);
  await imported(Promise.resolve(shop())).resolves.toAllow(grant);
  await expect(Promise.resolve(shop())).resolves.not.toDeny(grant);
});

describe('what cannot be judged is refused, with what to give', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'nothing cannot be judged: give a cdk8s App or Chart, a cluster, YAML text, or manifests'],
    ['null', null, 'null cannot be judged: give'],
    ['a number', 5, 'a number cannot be judged: give'],
    ['a function', shop, 'a function cannot be judged: give'],
    ['an instance of a class', new Map(), 'an instance of a class cannot be judged: give'],
    ['a Promise', Promise.resolve(''), 'a Promise cannot be judged: await it, or write expect(...).resolves'],
    ['a path', 'dist/shop.k8s.yaml', '"dist/shop.k8s.yaml" is no manifest: of a file give its text, readFileSync('],
    ['an empty text', '', 'the text holds no workload, namespace, Service or NetworkPolicy'],
    ['a text about other things', 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}', 'the text holds no workload'],
  ])('%s', (_, received, message) => {
    for (const expectation of [
      () => expect(received).toAllow(grant),
      () => expect(received).not.toAllow(grant),
      () => expect(received).toDeny(grant),
      () => expect(received).toOnlyAllowInto(cart, grant),
      () => expect(received).toOnlyAllowOutOf(cart),
      () => expect(received).toIsolate('shop', 'both'),
    ]) {
      expect(messageOf(expectation)).toContain(message);
    }
  });

  test('what only calls itself a cluster is a manifest, and a wrong one', () => {
    expect(messageOf(() => expect({ type: 'cluster', nodes: 3 }).toAllow(grant))).toContain('manifest 1: ');
  });
});
