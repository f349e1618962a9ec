import { describe, expect, test } from '@jest/globals';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { endpointClassesOf } from '../../../lib/reachability/all-pairs/all-pairs';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { clusterPolicy, deployment, namespace, pod, policy } from '../../support/manifests';

/** Endpoints are folded into as few classes as policies distinguish: all pairs cost as much as these. */

function classesOf(...manifests: object[]) {
  const cluster = clusterOfManifests(manifests);
  expect(cluster.problems).toEqual([]);
  const engine = engineOf(Reachability.of(cluster));
  const classes = endpointClassesOf(engine);
  expect(endpointClassesOf(engine)).toBe(classes);
  return classes;
}

/** The workloads of each class of pods. */
const folded = (...manifests: object[]) => {
  const { workloads, pods } = classesOf(...manifests);
  const names = pods.map((): string[] => []);
  for (const { workload, kinds } of workloads) {
    for (const { classes } of kinds) for (const one of classes) names[one]?.push(workload.name);
  }
  return names.map((all) => all.join('+')).sort();
};
const labelled = (id: string, labels: Record<string, string>) => deployment(id, 1, { labels });
const anyPeer = (peer: string) => policy('x/p', `podSelector: {}\ningress: [{from: [${peer}]}]`);
const [a, b] = [labelled('s/a', { app: 'a' }), labelled('s/b', { app: 'b' })];

describe('pods are of one class', () => {
  test('where no policy names what they differ in: labels, ports, namespaces without policies', () => {
    expect(folded(a, b)).toEqual(['a+b']);
    expect(folded(a, b, anyPeer('{podSelector: {matchLabels: {tier: x}}}'))).toEqual(['a+b']);
    expect(folded(a, labelled('t/c', { app: 'c' }))).toEqual(['a+c']);
    const ports = (id: string, port: number) =>
      deployment(id, 1, { labels: {}, ports: [{ name: 'http', port, protocol: 'TCP' }] });
    expect(folded(ports('s/a', 80), ports('s/b', 81))).toEqual(['a+b']);
  });

  test('where a policy names other values than theirs', () => {
    const [c, d] = [labelled('s/c', { app: 'c' }), labelled('s/d', {})];
    const byApp = anyPeer('{namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}');
    expect(folded(a, b, c, d, byApp)).toEqual(['a', 'b+c', 'd']);
  });

  test('where their addresses are in the same blocks, also if they are not next to one another', () => {
    const at = (name: string, address: string) => pod(`s/${name}`, { labels: {}, addresses: [address] });
    const blocks = policy('x/p', 'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.1.0/24}}]}]');
    const pods = [at('a', '10.0.0.1'), at('b', '10.0.1.1'), at('c', '10.0.2.1'), at('d', '10.0.1.2')];
    expect(folded(...pods, blocks)).toEqual(['a+c', 'b+d']);
    expect(classesOf(...pods, blocks).addresses.map(({ addresses }) => addresses.cidrs().length)).toEqual([24, 1, 1]);
    expect(folded(...pods, pod('s/e', { labels: {} }), blocks)).toEqual(['a+c', 'b+d', 'e']);
  });
});

describe('pods are of classes of their own', () => {
  test('where a selector of a subject, a peer or a namespace distinguishes them', () => {
    expect(folded(a, b, policy('x/p', 'podSelector: {matchLabels: {app: a}}'))).toEqual(['a', 'b']);
    expect(
      folded(
        labelled('s/a', {}),
        labelled('t/b', {}),
        namespace('s', { team: 'x' }),
        namespace('t', { team: 'y' }),
        anyPeer('{namespaceSelector: {matchLabels: {team: x}}}'),
      ),
    ).toEqual(['a', 'b']);
    expect(
      folded(a, b, policy('x/p', 'podSelector: {}\negress: [{to: [{podSelector: {matchLabels: {app: b}}}]}]')),
    ).toEqual(['a', 'b']);
  });

  test('where they are in a namespace with policies', () => {
    expect(
      folded(labelled('s/a', {}), labelled('t/b', {}), labelled('u/c', {}), policy('s/p', 'podSelector: {}')),
    ).toEqual(['a', 'b+c']);
  });

  test('where they are in different namespaces that nothing declares, and policies ask for labels of namespaces', () => {
    const pods = [labelled('s/a', {}), labelled('t/b', {}), labelled('t/c', {})];
    const byTeam = anyPeer('{namespaceSelector: {matchLabels: {team: x}}}');
    expect(folded(...pods, byTeam)).toEqual(['a', 'b+c']);
    expect(folded(...pods, byTeam, namespace('s'), namespace('t'))).toEqual(['a+b+c']);
    const byName = anyPeer('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: far}}}');
    expect(folded(...pods, byName)).toEqual(['a+b+c']);
  });

  test('where a rule names a port that they have under different numbers', () => {
    const ports = (id: string, name: string, port: number, protocol: 'TCP' | 'UDP' = 'TCP') =>
      deployment(id, 1, { labels: {}, ports: [{ name, port, protocol }] });
    const byName = policy('x/p', 'podSelector: {}\ningress: [{ports: [{port: http}]}]');
    const pods = [ports('s/a', 'http', 80), ports('s/b', 'http', 81), ports('s/c', 'web', 80), ports('s/d', 'dns', 53)];
    expect(folded(...pods, byName)).toEqual(['a', 'b', 'c+d']);
    expect(folded(ports('s/a', 'http', 80), ports('s/e', 'http', 80, 'UDP'), ports('s/c', 'web', 1), byName)).toEqual([
      'a',
      'c+e',
    ]);
  });

  test('where they are on the network of their node', () => {
    expect(folded(a, pod('s/n', { labels: {}, hostNetwork: true }))).toEqual(['a', 'n']);
  });

  test('where a label of theirs is unknown that a policy names', () => {
    const [bare, owned] = [pod('s/bare', { labels: {} }), labelled('s/owned', {})];
    const byHash = anyPeer('{podSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}}');
    expect(folded(bare, owned)).toEqual(['bare+owned']);
    expect(folded(bare, owned, byHash)).toEqual(['bare', 'owned']);
    expect(folded(owned, labelled('s/other', {}), byHash)).toEqual(['other+owned']);
  });

  test('where another API names their ports or labels of their namespaces', () => {
    const ports = (id: string, port: number) =>
      deployment(id, 1, { labels: {}, ports: [{ name: 'http', port, protocol: 'TCP' }] });
    const admin = (rest: string) =>
      clusterPolicy('p', `subject: {namespaces: {}}\ningress: [{action: Deny, from: [${rest}]}]`);
    const byPort = clusterPolicy(
      'p',
      'subject: {namespaces: {}}\ningress: [{action: Deny, from: [{namespaces: {}}], protocols: [{destinationNamedPort: http}]}]',
    );
    expect(folded(ports('s/a', 80), ports('s/b', 81), byPort)).toEqual(['a', 'b']);
    expect(folded(ports('s/a', 80), ports('s/b', 81), admin('{namespaces: {}}'))).toEqual(['a+b']);
    const byTeam = admin('{namespaces: {matchLabels: {team: x}}}');
    expect(folded(labelled('s/a', {}), labelled('t/b', {}), byTeam)).toEqual(['a', 'b']);
    expect(folded(labelled('s/a', {}), labelled('t/b', {}), byTeam, namespace('s'), namespace('t'))).toEqual(['a+b']);
  });

  test('where another API asks for their ServiceAccount', () => {
    const withAccount = (id: string, serviceAccountName: string) => {
      const made = pod(id, { labels: {} });
      return { ...made, spec: { ...made.spec, serviceAccountName } };
    };
    const calico = (peer: string) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'p' },
      spec: { selector: 'all()', types: ['Ingress'], ingress: [{ action: 'Deny', source: JSON.parse(peer) }] },
    });
    const pods = [withAccount('s/a', 'x'), withAccount('s/b', 'y'), withAccount('s/c', 'y')];
    expect(folded(...pods, namespace('s'), calico('{"serviceAccounts": {"names": ["x"]}}'))).toEqual(['a', 'b+c']);
    expect(folded(...pods, namespace('s'), calico('{"selector": "has(app)"}'))).toEqual(['a+b+c']);
  });
});

describe('the pods of a workload', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
  const owned = (name: string, fields: Parameters<typeof pod>[1]) => {
    const made = pod(`s/${name}`, fields);
    return { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
  };
  const kinds = (...manifests: object[]) =>
    classesOf(...manifests).workloads.map((one) => one.kinds.map(({ pods, classes }) => [pods.length, classes.length]));

  test('are together where policies do not distinguish them, and apart where they do', () => {
    const pods = [owned('a', { labels: { app: 'a' } }), owned('b', { labels: { app: 'b' } })];
    expect(kinds(...pods)).toEqual([[[2, 1]]]);
    expect(kinds(...pods, policy('x/p', 'podSelector: {matchLabels: {app: a}}'))).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
    ]);
  });

  test('with two families are of a class for each, in whatever order', () => {
    const [one, other] = [
      owned('a', { labels: { app: 'a' }, addresses: ['10.0.0.1', 'fd00::1'] }),
      owned('b', { labels: { app: 'b' }, addresses: ['fd00::2', '10.0.0.2'] }),
    ];
    expect(kinds(one, other)).toEqual([[[2, 2]]]);
  });
});

test('addresses are two classes without blocks, and as many as blocks distinguish', () => {
  const count = (...peers: string[]) =>
    classesOf(...peers.map((peer, at) => ({ ...anyPeer(peer), metadata: { name: `p${at}`, namespace: 'x' } })))
      .addresses.length;
  expect(count()).toBe(2);
  expect(count('{ipBlock: {cidr: 10.0.0.0/8}}')).toBe(3);
  expect(count('{ipBlock: {cidr: 10.0.0.0/8}}', '{ipBlock: {cidr: 10.0.0.0/8}}')).toBe(3);
  expect(count('{ipBlock: {cidr: 10.0.0.0/8}}', '{ipBlock: {cidr: 10.1.0.0/16}}')).toBe(4);
  expect(count('{ipBlock: {cidr: 0.0.0.0/0}}')).toBe(2);
  const classes = classesOf(a, anyPeer('{ipBlock: {cidr: 10.0.0.0/8}}'));
  expect(classes.size).toBe(4);
  expect([0, 1, 2, 3].map((index) => classes.endpointOf(index).type)).toEqual(['pod', 'address', 'address', 'address']);
});
