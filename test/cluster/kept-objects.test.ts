import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { ClusterBuilder } from '../../lib/cluster/cluster-builder';
import { clusterOfText } from '../../lib/cluster/load';
import { PodsByShape } from '../../lib/cluster/pods-by-shape';

const pod = (name: string, { labels = `app: ${name}`, port = 80, notes = '' } = {}) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: {${labels}}
# ${notes}
spec:
  containers:
    - {name: main, ports: [{containerPort: ${port}}]}
`;

describe('what pods have in common is kept once', () => {
  const { workloads } = clusterOfText(
    [
      pod('a', { labels: 'app: web, tier: front' }),
      pod('b', { labels: 'tier: front, app: web' }),
      pod('c', { labels: 'app: db' }),
      pod('d', { port: 81 }),
    ].join('---\n'),
  );
  const [a, b, c, d] = workloads.map(({ pods }) => pods[0]);

  test('the labels of pods that are alike, in whatever order they are written', () => {
    expect(b?.labels).toBe(a?.labels);
    expect(a?.labels).toEqual({ app: 'web', tier: 'front' });
  });

  test('the ports of pods whose labels differ', () => {
    expect(c?.ports).toBe(a?.ports);
    expect(d?.ports).not.toEqual(a?.ports);
  });
});

describe('the pods of one workload by their shapes', () => {
  const shapeOf = (app: string) => ({ labels: { app }, ports: [], hostNetwork: false });
  const [one, other] = [shapeOf('one'), shapeOf('other')];

  test('none', () => {
    const pods = new PodsByShape();
    expect(pods.isEmpty).toBe(true);
    expect(pods.entries()).toEqual([]);
  });

  test('are counted by shape, in the order of the first of each, with the addresses of those that have some', () => {
    const pods = new PodsByShape();
    pods.add(one, 1, ['10.0.0.1']);
    pods.add(other, 2, []);
    pods.add(one, 1, ['10.0.0.2', 'fd00::2']);
    expect(pods.add(other, 1, ['10.0.0.3'])).toEqual({ replicas: 3, addresses: [['10.0.0.3']] });
    expect(pods.isEmpty).toBe(false);
    expect(pods.entries()).toEqual([
      [one, { replicas: 2, addresses: [['10.0.0.1'], ['10.0.0.2', 'fd00::2']] }],
      [other, { replicas: 3, addresses: [['10.0.0.3']] }],
    ]);
  });
});

describe('the text of a file', () => {
  /** Megabytes in use once the garbage is collected. */
  const inUse = () => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const megabytes = 24;
  // Each name is long enough to be kept as a part of the text that it stands in.
  const read = (builder: ClusterBuilder) => {
    const pods = Array.from({ length: 48 }, (_, index) =>
      pod(`a-pod-with-a-long-name-${index}`, { notes: 'x'.repeat((megabytes * 2 ** 20) / 48) }),
    );
    builder.addText(pods.join('---\n'), 'pods.yaml');
  };

  test('is not kept by the builder that read it, nor by its cluster', () => {
    const before = inUse();
    const builder = new ClusterBuilder();
    read(builder);
    expect(inUse() - before).toBeLessThan(megabytes / 2);
    const cluster = builder.build();
    expect(inUse() - before).toBeLessThan(megabytes / 2);
    expect(cluster.workloads).toHaveLength(48);
  });

  test('is not kept for policies in parts of it that are given one by one, beyond those', () => {
    const before = inUse();
    const builder = new ClusterBuilder();
    const filler = 'x'.repeat(2 ** 20);
    const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a-policy-with-a-long-name-';
    const addParts = () => {
      const text = Array.from({ length: megabytes }, (_, index) => `# ${filler}\n---\n${policy}${index}}\n`).join(
        '---\n',
      );
      for (const part of text.split('---\n')) if (!part.startsWith('#')) builder.addText(part, 'policies.yaml');
    };
    addParts();
    expect(inUse() - before).toBeLessThan(megabytes / 2);
    expect(builder.build().policies).toHaveLength(megabytes);
  });
});
