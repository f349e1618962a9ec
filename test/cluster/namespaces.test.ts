import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { maker, pod, policy, problemsOf } from './clusters';

const namespace = (name: string, labels?: object) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'front' }, spec: {} };

describe('the namespaces of a cluster', () => {
  test('rule 21: the name is on each as a label, whatever the manifest says', () => {
    const forged = namespace('shop', { team: 'a', 'kubernetes.io/metadata.name': 'other' });
    expect(clusterOfManifests([forged]).namespaces.get('shop')).toEqual({
      name: 'shop',
      labels: { team: 'a', 'kubernetes.io/metadata.name': 'shop' },
      declared: true,
      source: { type: 'value', index: 0 },
    });
  });

  test('those that anything else is in are there too, and known as undeclared', () => {
    const manifests = [
      pod('a'),
      maker('Job', 'b', { metadata: { namespace: 'back' } }),
      service,
      policy({}, { name: 'p' }),
    ];
    const { namespaces } = clusterOfManifests(manifests);
    expect([...namespaces.keys()]).toEqual(['back', 'default', 'front', 'shop']);
    expect(namespaces.get('back')).toEqual({
      name: 'back',
      labels: { 'kubernetes.io/metadata.name': 'back' },
      declared: false,
    });
  });

  test('one that is declared is so before and after what is in it', () => {
    for (const manifests of [
      [pod('a'), namespace('shop')],
      [namespace('shop'), pod('a')],
    ]) {
      expect(clusterOfManifests(manifests).namespaces.get('shop')?.declared).toBe(true);
    }
  });
});

describe('labels of namespaces that are given with the input', () => {
  const namespaceLabels = new Map([
    ['shop', { team: 'a' }],
    ['empty', { team: 'b' }],
  ]);
  const shopIn = (...manifests: object[]) => clusterOfManifests(manifests, { namespaceLabels }).namespaces.get('shop');

  test('are those of a namespace that no manifest declares, which then counts as declared', () => {
    expect(shopIn(pod('a'))).toEqual({
      name: 'shop',
      labels: { team: 'a', 'kubernetes.io/metadata.name': 'shop' },
      declared: true,
    });
  });

  test('say nothing against a manifest', () => {
    expect(shopIn(pod('a'), namespace('shop', { team: 'b' }))?.labels).toMatchObject({ team: 'b' });
  });

  test('make no namespaces: one that nothing is in stays unknown', () => {
    expect([...clusterOfManifests([pod('a')], { namespaceLabels }).namespaces.keys()]).toEqual(['shop']);
  });

  test('are for names that a namespace can have', () => {
    expect(() => clusterOfManifests([], { namespaceLabels: new Map([['No Name', {}]]) })).toThrow(
      /^namespaceLabels: "No Name": a lowercase RFC 1123/,
    );
  });
});

describe('rule 23: what names no namespace', () => {
  const unplaced = { ...pod('web'), metadata: { name: 'web' } };

  test('is in default', () => {
    expect(clusterOfManifests([unplaced, policy({}, { name: 'p', namespace: '' })])).toMatchObject({
      workloads: [{ id: 'default/web[Pod]' }],
      policies: [{ id: 'default/p', namespace: 'default' }],
    });
  });

  test('or in the one that is named for it', () => {
    expect(clusterOfManifests([unplaced], { defaultNamespace: 'shop' }).workloads).toMatchObject([
      { namespace: 'shop' },
    ]);
    expect(clusterOfText(JSON.stringify(unplaced), { defaultNamespace: 'shop' }).workloads).toMatchObject([
      { namespace: 'shop' },
    ]);
  });

  test('which has to be the name of one', () => {
    expect(() => clusterOfManifests([], { defaultNamespace: 'No Name' })).toThrow(
      'defaultNamespace: "No Name": a lowercase RFC 1123 label must consist of',
    );
  });

  test('a namespace that can be none is a problem', () => {
    expect(problemsOf(clusterOfManifests([pod('a', { metadata: { namespace: 'a.b' } }), namespace('a.b')]))).toEqual([
      'value | Pod a.b/a | metadata.namespace | Invalid value: "a.b": must not contain dots',
      'value | Namespace a.b | metadata.name | Invalid value: "a.b": must not contain dots',
    ]);
  });
});
