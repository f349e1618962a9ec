import fc from 'fast-check';
import { clusterOfManifests } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import { LINT_RULES } from '../../lib/lint/rules';
import { Reachability } from '../../lib/reachability/reachability';
import { calicoWorlds } from '../reference/calico-arbitraries';
import { calicoManifests } from '../reference/calico-manifests';
import type { CalicoWorld } from '../reference/calico-world';
import { assertProperty, runs } from '../support/property';

test('rules that never decide can go: all of them together change nothing', () => {
  let gone = 0;
  assertProperty(
    fc.property(calicoWorlds, (world) => {
      const cluster = clusterOfManifests(calicoManifests(world));
      const findings = lint(cluster, { rules: LINT_RULES.filter(({ id }) => id === 'calico-never-decides') });
      gone += findings.length;
      const places = new Set(findings.map(({ object, path }) => `${object} ${path}`));
      const without = clusterOfManifests(calicoManifests(withLogs(world, places)));
      // A rule that never decides may still be named among those whose order is not known.
      const named = new Set(findings.map(({ object }) => object));
      const changed = Reachability.of(without)
        .differenceFrom(Reachability.of(cluster))
        .filter(({ before, after }) => answerText(before, named) !== answerText(after, named));
      expect(changed).toEqual([]);
    }),
    runs(300),
  );
  expect(gone).toBeGreaterThan(0);
});

/** What an answer holds, without these policies among those of one order. */
function answerText(answer: unknown, without: ReadonlySet<string>): string {
  return JSON.stringify(answer, (key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}`;
    return ['first', 'policies'].includes(key) && Array.isArray(value)
      ? value.filter((policy) => !without.has(policy))
      : value;
  });
}

/** A Log decides nothing, and keeps the types that a policy has by default. */
function withLogs(world: CalicoWorld, places: ReadonlySet<string>): CalicoWorld {
  return {
    ...world,
    policies: world.policies.map((policy) => {
      const { kind, metadata, spec } = policy;
      const id = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
      const logged = (name: 'ingress' | 'egress') =>
        spec[name]?.map((rule, index) =>
          places.has(`${kind} ${id} spec.${name}[${index}]`)
            ? { ...rule, http: undefined, action: 'Log' as const }
            : rule,
        );
      return { ...policy, spec: { ...spec, ingress: logged('ingress'), egress: logged('egress') } };
    }),
  };
}
