import { clusterOfManifests } from '../../../lib/cluster/load';
import { Flow, Pods, Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { deployment, namespace, policy } from '../../support/manifests';

/** Policies by the dozen and by the thousand, of shapes that fall into many pieces. */

const twoKeys = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    policy(`shop/p${index}`, `{podSelector: {matchLabels: {a${index}: x, b${index}: x}}, policyTypes: [Ingress]}`),
  );

describe('40 policies whose selectors have two keys of their own each', () => {
  test('are decided where something is open', () => {
    const reachability = Reachability.of(clusterOfManifests([namespace('shop'), ...twoKeys(40)]));
    expect(reachability.isolates('shop', 'Ingress').verdict).toBe('fails');
    expect(reachability.onlyAllowsInto(Pods.all().inNamespace('shop')).verdict).toBe('fails');
  });

  test('are decided where nothing is', () => {
    const closed = policy('shop/rest', '{podSelector: {}, policyTypes: [Ingress]}');
    const reachability = Reachability.of(clusterOfManifests([namespace('shop'), ...twoKeys(40), closed]));
    expect(reachability.isolates('shop', 'Ingress').verdict).toBe('holds');
    expect(reachability.onlyAllowsInto(Pods.all().inNamespace('shop')).verdict).toBe('holds');
  });

  test('are decided where nothing comes out, whatever may come in', () => {
    const closed = policy('shop/rest', '{podSelector: {}, policyTypes: [Egress]}');
    const reachability = Reachability.of(clusterOfManifests([namespace('shop'), ...twoKeys(40), closed]));
    const pods = Pods.all().inNamespace('shop');
    expect(reachability.denies(Flow.from(pods).to(pods).on(Port.all())).verdict).toBe('holds');
  });
});

const rule = (action: string, port: number) => ({
  action,
  from: [{ namespaces: {} }],
  protocols: [{ tcp: { destinationPort: { number: port } } }],
});

const clusterPolicy = (name: string, priority: number, ingress: readonly object[]) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name },
  spec: { tier: 'Admin', priority, subject: { namespaces: {} }, ingress },
});

describe('ClusterNetworkPolicies by the thousand', () => {
  const declared = [namespace('shop'), deployment('shop/web', 2, { labels: { app: 'web' } })];

  test('of one priority are judged', () => {
    const policies = Array.from({ length: 2_000 }, (_, index) =>
      clusterPolicy(`p${index}`, 1, [rule(index % 2 === 0 ? 'Accept' : 'Deny', 80)]),
    );
    const cluster = clusterOfManifests([...declared, ...policies]);
    const [web] = cluster.workloads;
    const { certain, depends } = Reachability.of(cluster).connections(web as never, web as never);
    expect(certain.has('TCP', 81)).toBe(true);
    expect([certain.has('TCP', 80), depends.some(({ connections }) => connections.has('TCP', 80))]).toEqual([
      false,
      true,
    ]);
  });

  test('at the limits of the API are read and judged', () => {
    const all = (action: string) => ({
      action,
      from: Array.from({ length: 25 }, (_, index) => ({ namespaces: { matchLabels: { team: `t${index}` } } })),
      protocols: Array.from({ length: 25 }, (_, index) => ({ tcp: { destinationPort: { number: 1000 + index } } })),
    });
    const policies = Array.from({ length: 40 }, (_, index) =>
      clusterPolicy(
        `p${index}`,
        index,
        Array.from({ length: 25 }, () => all(index % 2 === 0 ? 'Pass' : 'Deny')),
      ),
    );
    const cluster = clusterOfManifests([...declared, ...policies]);
    expect(cluster.problems).toEqual([]);
    const [web] = cluster.workloads;
    expect(Reachability.of(cluster).connections(web as never, web as never).certain.isAll).toBe(true);
  });
});
