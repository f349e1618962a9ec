import fc from 'fast-check';
import { dump } from 'js-yaml';
import type { Cluster } from '../../lib/cluster/cluster';
import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { describeSource } from '../../lib/cluster/source';
import { NAMESPACE_NAME_LABEL } from '../../lib/policy/manifest';
import { validateNetworkPolicy } from '../../lib/policy/validation/validate-network-policy';
import { Reachability } from '../../lib/reachability/reachability';
import { assertProperty, runs } from '../support/property';
import { manifestsOf } from './written';

/** What holds of every cluster, whatever it was read from. */
function expectWellFormed(cluster: Cluster): void {
  for (const [name, namespace] of cluster.namespaces) {
    expect(namespace).toMatchObject({ name, labels: { [NAMESPACE_NAME_LABEL]: name } });
  }
  for (const { id, kind, name, namespace, pods } of cluster.workloads) {
    expect(id).toBe(`${namespace}/${name}[${kind}]`);
    expect(cluster.namespaces.has(namespace)).toBe(true);
    expect(pods.length).toBeGreaterThan(0);
    for (const { labels, ports, replicas, addresses } of pods) {
      expect(replicas).toBeGreaterThanOrEqual(Math.max(1, addresses.length));
      expect(Object.values(labels).every((value) => typeof value === 'string')).toBe(true);
      expect(ports.every(({ port }) => Number.isInteger(port) && port >= 1 && port <= 65535)).toBe(true);
    }
  }
  for (const { manifest, namespace } of cluster.policies) {
    expect(cluster.namespaces.has(namespace)).toBe(true);
    expect(validateNetworkPolicy(manifest).filter(({ meaning }) => meaning !== 'clear')).toEqual([]);
  }
  for (const { source, finding } of cluster.problems) {
    expect(describeSource(source, finding.path)).toMatch(/\d/);
    expect(finding.fix).not.toBe('');
  }
  const ids = cluster.workloads.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(() => Reachability.of(cluster).pairs()).not.toThrow();
}

/** What may stand where it should not. */
const wild = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, 1.5, true, [], {}, [null], 'x'.repeat(70), '10.0.0.0/8', '::1', 65536),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A manifest in which one value, somewhere, is another. */
function mutated(manifest: unknown, [at, ...path]: readonly number[], by: unknown): unknown {
  if (at === undefined || typeof manifest !== 'object' || manifest === null) return by;
  const keys = Object.keys(manifest);
  const key = keys[at % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const changed = mutated((manifest as Record<string, unknown>)[key], path, by);
  return Array.isArray(manifest) ? withItem(manifest, Number(key), changed) : { ...manifest, [key]: changed };
}

function withItem(list: readonly unknown[], at: number, by: unknown): unknown[] {
  return list.map((item, index) => (index === at ? by : item));
}

const mutants = fc
  .tuple(manifestsOf(), fc.array(fc.tuple(fc.nat(50), fc.array(fc.nat(8), { minLength: 1, maxLength: 8 }), wild)))
  .map(([manifests, mutations]) =>
    mutations.reduce<unknown[]>((changed, [index, path, by]) => {
      const at = index % manifests.length;
      return withItem(changed, at, mutated(changed[at], path, by));
    }, manifests),
  );

test('any values make a well-formed cluster', () => {
  assertProperty(
    fc.property(mutants, (manifests) => expectWellFormed(clusterOfManifests(manifests))),
    runs(300),
  );
});

test('values, YAML and JSON say the same', () => {
  const meaningOf = ({ workloads, policies, services, namespaces, problems }: Cluster) => ({
    workloads: workloads.map(({ source, ...rest }) => rest),
    policies: policies.map(({ source, ...rest }) => rest),
    services: services.map(({ source, ...rest }) => rest),
    namespaces: [...namespaces.values()].map(({ source, ...rest }) => rest),
    problems: problems.length,
  });
  assertProperty(
    fc.property(manifestsOf(), (manifests) => {
      const wanted = meaningOf(clusterOfManifests(manifests));
      const yaml = manifests.map((manifest) => dump(manifest)).join('---\n');
      const list = { apiVersion: 'v1', kind: 'List', items: manifests };
      for (const text of [
        yaml,
        dump(list),
        JSON.stringify(list),
        manifests.map((one) => JSON.stringify(one)).join('\n'),
      ]) {
        expect(meaningOf(clusterOfText(text))).toEqual(wanted);
      }
    }),
    runs(100),
  );
});

test('any text makes a well-formed cluster', () => {
  const broken = fc
    .tuple(
      manifestsOf().chain((manifests) =>
        fc.constantFrom(
          manifests.map((manifest) => dump(manifest)).join('---\n'),
          manifests.map((manifest) => dump(manifest, { flowLevel: 1 })).join('---\n'),
          JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 1),
        ),
      ),
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.nat(20),
          fc.constantFrom(
            '',
            '\n',
            '\t',
            '"',
            "'",
            '{',
            ']',
            ': ',
            '- ',
            '---\n',
            '\n...\n',
            '&a ',
            '*a',
            '<<',
            '!!x ',
            '\r',
            '\0',
            '\ufeff',
            '\u2028',
            '\ud800',
            '#',
            '|\n',
            '?',
          ),
        ),
        { maxLength: 6 },
      ),
    )
    .map(([text, cuts]) =>
      cuts.reduce((cut, [at, length, put]) => {
        const from = at % (cut.length + 1);
        return cut.slice(0, from) + put + cut.slice(from + length);
      }, text),
    );
  assertProperty(
    fc.property(broken, (text) => expectWellFormed(clusterOfText(text))),
    runs(400),
  );
});
