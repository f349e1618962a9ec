import { ApiObject, type Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { configureBoundaries, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { deployment, failureOf, newChart, policiesOf, policy, yamlOf } from '../support/synth';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');

/** A Deployment that selects its pods by some of their labels. */
function workload(chart: Chart, name: string, selected: Record<string, string>, others: Record<string, string> = {}) {
  const manifest = deployment(name, { ...selected, ...others });
  manifest.spec.selector.matchLabels = selected;
  return new ApiObject(chart, name, manifest);
}

function selectorOf(chart: Chart, to: ApiObject | kplus.Deployment | kplus.Service) {
  new ServiceAccessGrant(chart, 'grant', { from: web, to, ports: [Port.tcp(80)] });
  return policy(chart, 'grant-allow-ingress').spec.podSelector?.matchLabels;
}

describe('what a Deployment stands for is selected as the Deployment itself selects it', () => {
  test('so that no other label of its pods matters', () => {
    const chart = newChart('shop');
    const others = { team: 'cart', 'example.com/whatever': 'x' };
    expect(selectorOf(chart, workload(chart, 'cart', { app: 'cart' }, others))).toEqual({ app: 'cart' });
  });

  test('by a version too, where the Deployment does', () => {
    const chart = newChart('shop');
    workload(chart, 'reviews-v1', { app: 'reviews', version: 'v1' });
    const second = workload(chart, 'reviews-v2', { app: 'reviews', version: 'v2' });
    expect(selectorOf(chart, second)).toEqual({ app: 'reviews', version: 'v2' });
  });
});

describe('the fewest labels of the template that last come to it', () => {
  test('where it would also select a Deployment whose own selector says more', () => {
    const chart = newChart('shop');
    const cart = workload(chart, 'cart', { app: 'cart' }, { team: 'shop', role: 'api', 'git-sha': 'a1b2' });
    workload(chart, 'cart-admin', { app: 'cart', role: 'admin' }, { team: 'shop', 'git-sha': 'a1b2' });
    expect(selectorOf(chart, cart)).toEqual({ app: 'cart', role: 'api' });
  });

  test('and none where the other one is asked for, which says enough', () => {
    const chart = newChart('shop');
    workload(chart, 'cart', { app: 'cart' });
    expect(selectorOf(chart, workload(chart, 'admin', { app: 'cart', role: 'admin' }))).toEqual({
      app: 'cart',
      role: 'admin',
    });
  });

  test('two of them, where no single one distinguishes them', () => {
    const chart = newChart('shop');
    const cart = workload(chart, 'cart', { app: 'cart' }, { a: '1', b: '1', c: '1' });
    workload(chart, 'x', { app: 'cart', x: '1' }, { a: '1', c: '1' });
    workload(chart, 'y', { app: 'cart', y: '1' }, { b: '1', c: '1' });
    expect(selectorOf(chart, cart)).toEqual({ app: 'cart', a: '1', b: '1' });
  });

  test('as many as it takes, and no more', () => {
    const chart = newChart('shop');
    const keys = Array.from({ length: 12 }, (_, index) => `l${String(index).padStart(2, '0')}`);
    const all = Object.fromEntries(keys.map((key) => [key, '1']));
    const cart = workload(chart, 'cart', { app: 'cart' }, all);
    for (const key of ['l03', 'l07', 'l11']) {
      workload(chart, key, { app: 'cart', own: key }, { ...all, [key]: 'other' });
    }
    expect(selectorOf(chart, cart)).toEqual({ app: 'cart', l03: '1', l07: '1', l11: '1' });
  });

  test('where cdk8s-plus selects by a path alone: those that usually distinguish applications first', () => {
    const chart = newChart('shop');
    const plus = (id: string, labels: Record<string, string>) =>
      new kplus.Deployment(chart, id, { podMetadata: { labels }, containers: [{ image: id, portNumber: 80 }] });
    const cart = plus('cart', { team: 'shop', app: 'cart', aa: 'x' });
    plus('web', { team: 'shop', app: 'web', aa: 'x' });
    expect(selectorOf(chart, cart)).toEqual({ app: 'cart' });
  });
});

describe('two releases of an app give the same policies, byte for byte', () => {
  /** Labels that tools change in every deployment. */
  const ofRelease = (release: string) => ({
    'app.kubernetes.io/version': release,
    'helm.sh/chart': `shop-${release}`,
    'tags.datadoghq.com/version': release,
    'git-sha': release,
    commit: release,
    build: release,
    revision: release,
    track: release,
    'sidecar.istio.io/inject': String(release === '1'),
    'istio.io/rev': release,
    'example.com/build': release,
  });

  function policiesOfRelease(release: string): string {
    const chart = newChart('shop');
    configureBoundaries(chart, { changingLabels: ['example.com/build'] });
    const labels = ofRelease(release);
    const plus = new kplus.Deployment(chart, 'web', {
      podMetadata: { labels: { app: 'web', ...labels } },
      containers: [{ image: 'web', portNumber: 80 }],
    });
    const service = plus.exposeViaService({ ports: [{ port: 80 }] });
    const cart = workload(chart, 'cart', { app: 'cart' }, { role: 'api', ...labels });
    workload(chart, 'cart-admin', { app: 'cart', role: 'admin' }, labels);
    const pod = new ApiObject(chart, 'job', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'job', labels: { job: 'nightly', ...labels } },
      spec: { containers: [{ name: 'main', image: 'main' }] },
    });
    const unlasting = new ApiObject(chart, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'cart' },
      spec: { selector: { app: 'cart', role: 'api', 'git-sha': release }, ports: [{ port: 80 }] },
    });
    new ServiceAccessGrant(chart, 'a', { from: [plus, pod], to: cart, ports: [Port.tcp(80)] });
    new ServiceAccessGrant(chart, 'b', { from: cart, to: service });
    new ServiceAccessGrant(chart, 'c', { from: pod, to: unlasting });
    return JSON.stringify(policiesOf(chart));
  }

  test('with cdk8s-plus, a Pod, a Service and two Deployments of which one selects the pods of the other', () => {
    expect(policiesOfRelease('2')).toBe(policiesOfRelease('1'));
    expect(policiesOfRelease('1')).toContain('"podSelector":{"matchLabels":{"app":"cart","role":"api"}}');
  });
});

describe('where only labels that change are there, the error says which label to add', () => {
  test('and with that label it is none', () => {
    const make = (more: Record<string, string>) => {
      const chart = newChart('shop');
      const plus = new kplus.Deployment(chart, 'web', {
        metadata: { name: 'web' },
        podMetadata: { labels: { 'git-sha': 'a1b2', ...more } },
        containers: [{ image: 'web', portNumber: 80 }],
      });
      new ServiceAccessGrant(chart, 'grant', { from: web, to: plus, ports: [Port.tcp(80)] });
      return chart;
    };
    expect(failureOf(make({}))).toMatch(
      /to: Required value: the pods of Deployment web have no label to select them by that lasts; .*git-sha would change with a release.*\n +give the pod template a label, such as { app: 'web' }/,
    );
    expect(yamlOf(make({ app: 'web' }))).toContain('app: web');
  });

  test('also where labels that last select another workload too', () => {
    const make = (more: Record<string, string>) => {
      const chart = newChart('shop');
      const cart = workload(chart, 'cart', { app: 'cart' }, { build: '7', ...more });
      workload(chart, 'cart-admin', { app: 'cart', role: 'admin' }, { build: '8' });
      new ServiceAccessGrant(chart, 'grant', { from: web, to: cart, ports: [Port.tcp(80)] });
      return chart;
    };
    expect(failureOf(make({}))).toMatch(
      /to: Forbidden: the labels of Deployment cart \(app=cart\) select Deployment cart-admin too\n +give its pod template a label of its own, such as { 'app.kubernetes.io\/name': 'cart' }/,
    );
    expect(yamlOf(make({ 'app.kubernetes.io/name': 'cart' }))).toContain('app.kubernetes.io/name: cart');
  });
});

test('labels that change are named by their keys', () => {
  const chart = newChart('shop');
  const wrong = ['no key!', 7 as never];
  expect(() => configureBoundaries(chart, { changingLabels: wrong })).toThrow(
    /changingLabels\[0\]: Invalid value: "no key!".*\n.*\n +changingLabels\[1\]: Invalid value: 7: must be the key of a label/,
  );
  expect(() => configureBoundaries(chart, { changingLabels: 'build' as never })).toThrow(
    'changingLabels: Invalid value: "build": must be a list of keys, not a string',
  );
});

test('those of an app, a chart and a part of it come together', () => {
  const chart = newChart('shop');
  configureBoundaries(chart.node.root, { changingLabels: ['a'] });
  configureBoundaries(chart, { changingLabels: ['b'] });
  const plus = new kplus.Deployment(chart, 'web', {
    podMetadata: { labels: { a: '1', b: '1', c: '1' } },
    containers: [{ image: 'web', portNumber: 80 }],
  });
  expect(selectorOf(chart, plus)).toEqual({ c: '1' });
});
