import { clusterOfManifests } from '../../lib/cluster/load';
import { policy, problemsOf } from './clusters';

describe('policies that the API server takes', () => {
  test('are kept as they are', () => {
    const manifest = policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] });
    expect(clusterOfManifests([manifest]).policies).toEqual([
      { id: 'shop/web', name: 'web', namespace: 'shop', manifest, source: { type: 'value', index: 0 } },
    ]);
  });

  test('as a copy: what their author changes later means nothing', () => {
    const manifest = policy({ podSelector: { matchLabels: { app: 'web' } } });
    const [kept] = clusterOfManifests([manifest]).policies;
    (manifest.spec as { podSelector: object }).podSelector = {};
    expect(kept?.manifest.spec).toEqual({ podSelector: { matchLabels: { app: 'web' } } });
  });

  test('rule 24: null is the same as absent', () => {
    const spec = {
      podSelector: { matchLabels: null },
      policyTypes: null,
      ingress: [{ from: null, ports: null }],
      egress: null,
    };
    expect(clusterOfManifests([policy(spec)]).policies[0]?.manifest.spec).toEqual({ podSelector: {}, ingress: [{}] });
  });

  test('a policy without a spec isolates every pod of its namespace for ingress', () => {
    const { spec: _, ...manifest } = policy({});
    expect(clusterOfManifests([manifest]).policies).toMatchObject([{ manifest: { spec: {} } }]);
  });

  test('come in the order of namespace and name', () => {
    const named = ['b/a', 'a/b', 'a/a'].map((id) => policy({}, { namespace: id[0], name: id[2] }));
    expect(clusterOfManifests(named).policies.map(({ id }) => id)).toEqual(['a/a', 'a/b', 'b/a']);
  });
});

describe('policies that it refuses', () => {
  test('take no part, and all that is wrong with them is a problem', () => {
    const cluster = clusterOfManifests([
      policy({ podSelector: { matchLabels: { version: 1.1 } }, ingress: [{ from: [{}], ports: [{ port: 0 }] }] }),
    ]);
    expect(cluster.policies).toEqual([]);
    expect(problemsOf(cluster)).toEqual([
      'value | NetworkPolicy shop/web | spec.podSelector.matchLabels.version | Invalid value: 1.1: must be a string, not a number',
      'value | NetworkPolicy shop/web | spec.ingress[0].ports[0].port | Invalid value: 0: must be between 1 and 65535, inclusive',
      'value | NetworkPolicy shop/web | spec.ingress[0].from[0] | Required value: must specify a peer',
    ]);
  });

  test.each([
    ['a label without a value', { podSelector: { matchLabels: { app: null } } }, 'spec.podSelector.matchLabels.app'],
    ['a typing error that leaves no peer', { ingress: [{ from: [{ podselector: {} }] }] }, 'spec.ingress[0].from[0]'],
    [
      'an except outside of its block',
      { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/9'] } }] }] },
      'spec.egress[0].to[0].ipBlock.except[0]',
    ],
  ])('%s', (_, spec, path) => {
    const cluster = clusterOfManifests([policy(spec)]);
    expect(cluster.policies).toEqual([]);
    expect(cluster.problems.map(({ finding }) => finding.path)).toContain(path);
  });

  test('one whose namespace can be none', () => {
    const cluster = clusterOfManifests([
      policy({}, { name: 'web', namespace: 'A' }),
      policy({}, { name: 'b', namespace: 5 }),
    ]);
    expect(cluster.policies).toEqual([]);
    expect(cluster.problems.map(({ finding }) => finding.path)).toEqual(['metadata.namespace', 'metadata.namespace']);
  });

  test.each([
    [
      'labels and annotations that are none',
      { name: 'web', namespace: 'shop', labels: { a: 1 }, annotations: 5 },
      ['metadata.labels.a', 'metadata.annotations'],
    ],
    ['a name that can be none', { name: 'Web', namespace: 'shop' }, ['metadata.name']],
    ['no name', { namespace: 'shop' }, ['metadata.name']],
  ])('one with %s', (_, metadata, paths) => {
    const cluster = clusterOfManifests([policy({}, metadata)]);
    expect(cluster.policies).toEqual([]);
    expect(cluster.problems.map(({ finding }) => finding.path)).toEqual(paths);
    expect(cluster.unjudged).toMatchObject([{ reason: 'faulty', reach: { type: 'namespace', namespace: 'shop' } }]);
  });

  test('one of an API version that is no more', () => {
    const cluster = clusterOfManifests([{ ...policy({}), apiVersion: 'networking.k8s.io/v1beta1' }]);
    expect(cluster.policies).toEqual([]);
    expect(cluster.problems).toHaveLength(1);
  });
});

describe('policies of which it is clear what they mean all the same', () => {
  test.each([
    ['fields that are not known', policy({ podSelector: {}, tier: 1 })],
    ['rule 25: bits beyond the prefix', policy({ egress: [{ to: [{ ipBlock: { cidr: '10.1.2.3/8' } }] }] })],
    ['rule 25: leading zeros', policy({ egress: [{ to: [{ ipBlock: { cidr: '010.0.0.0/8' } }] }] })],
  ])('%s: they count, and are no problem', (_, manifest) => {
    const cluster = clusterOfManifests([manifest]);
    expect(problemsOf(cluster)).toEqual([]);
    expect(cluster.policies).toMatchObject([{ namespace: 'shop', manifest: { spec: manifest.spec } }]);
  });
});
