import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DefaultDenyNamespace, Namespaces, NetworkPolicy, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { appCluster } from '../../lib/cdk8s/judgement/app-cluster';
import { AppJudgement } from '../../lib/cdk8s/judgement/app-judgement';
import { brokenGrant } from '../../lib/cdk8s/judgement/check-claims';
import { grantsToJudge } from '../../lib/cdk8s/judgement/grants-to-check';
import type { SettledApp } from '../../lib/cdk8s/judgement/judged';
import { Reachability } from '../../lib/reachability/reachability';
import * as arbitrary from '../support/arbitraries';
import { assertProperty, runs } from '../support/property';
import { newChart } from '../support/synth';

const namespace = fc.constantFrom('shop', 'front', 'kubernetes');
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b'), { minKeys: 1 });
const pods = fc.oneof(
  labels.map((each) => Pods.labelled(each)),
  fc.constant(Pods.all()),
  arbitrary.podSelection,
);
const place = fc.oneof(
  namespace.map((name) => Namespaces.named(name)),
  fc.constant(Namespaces.all()),
  fc.constantFrom('shop', 'No-Name').map((name) => Namespaces.labelled({ 'kubernetes.io/metadata.name': name })),
  arbitrary.namespaceSelection,
);
const client = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(pods, namespace).map(([which, name]) => which.inNamespace(name)) },
  { weight: 2, arbitrary: fc.tuple(pods, place).map(([which, where]) => which.inNamespaces(where)) },
  pods.map((which) => which.inSameNamespace()),
  arbitrary.ipBlock,
);
const grant = fc.record({
  from: fc.oneof(client, fc.array(client, { minLength: 1, maxLength: 2 })),
  to: fc.tuple(pods, namespace).map(([which, name]) => which.inNamespace(name)),
  ports: fc.oneof(fc.constant([Port.tcp(6379)]), arbitrary.ports),
  clientEgress: fc.constantFrom('auto' as const, 'always' as const, 'never' as const),
});

test('a grant that needs no further judging holds by the judgement of all policies', () => {
  let decided = 0;
  assertProperty(
    fc.property(
      fc.array(grant, { minLength: 1, maxLength: 4 }),
      fc.subarray(['shop', 'front']),
      fc.option(fc.tuple(pods, namespace)),
      (grants, denied, narrow) => {
        const chart = newChart('shop');
        for (const name of denied) new DefaultDenyNamespace(chart, `deny-${name}`, { namespace: name });
        if (narrow !== null) {
          const [which, name] = narrow;
          new NetworkPolicy(chart, 'narrow', { namespace: name, pods: which, egress: [] });
        }
        grants.forEach((props, index) => {
          new ServiceAccessGrant(chart, `grant-${index}`, props);
        });
        const [app] = (AppJudgement.known(chart.node.root) as AppJudgement).settled() as [SettledApp];
        fc.pre(app.boundaries.every(({ _draft }) => _draft.findings.length === 0));
        const open = new Set(grantsToJudge(app));
        const reachability = Reachability.of(appCluster(app.boundaries, app.inventory));
        for (const settled of app.grants) {
          if (open.has(settled)) continue;
          decided++;
          expect(brokenGrant(settled.resolved, reachability)).toEqual([]);
        }
      },
    ),
    runs(500),
  );
  expect(decided).toBeGreaterThan(runs(100));
});
