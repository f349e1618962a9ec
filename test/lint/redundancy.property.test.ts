import type { Cluster, ClusterPolicy } from '../../lib/cluster/cluster';
import { lint } from '../../lib/lint/lint';
import type { LintFinding } from '../../lib/lint/lint-rule';
import { redundantPolicy } from '../../lib/lint/rules/redundant-policy';
import { redundantRule } from '../../lib/lint/rules/redundant-rule';
import type { PolicyType } from '../../lib/policy/manifest';
import { policyTypesOf } from '../../lib/policy/policy-types';
import { Reachability } from '../../lib/reachability/reachability';
import { worlds } from '../reference/arbitraries';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';

const redundant = (cluster: Cluster) => lint(cluster, { rules: [redundantPolicy, redundantRule] });

/** The same policies and, under other names, half of each: so that something is redundant more often than by chance. */
function withHalves(cluster: Cluster): Cluster {
  const halves = cluster.policies.map((policy, index): ClusterPolicy => {
    const { spec } = policy.manifest;
    const half = {
      ...spec,
      policyTypes: policyTypesOf(spec),
      ...(spec.ingress && { ingress: spec.ingress.slice(index % 2) }),
      ...(spec.egress && { egress: spec.egress.slice(index % 2) }),
    };
    const name = `${policy.name}-half`;
    return { ...policy, id: `${policy.namespace}/${name}`, name, manifest: { ...policy.manifest, spec: half } };
  });
  return { ...cluster, policies: [...cluster.policies, ...halves] };
}

/** The cluster without all that was found. */
function without(cluster: Cluster, findings: readonly LintFinding[]): Cluster {
  const pathsOf = (id: string) =>
    new Set(findings.filter(({ object }) => object === `NetworkPolicy ${id}`).map(({ path }) => path));
  return {
    ...cluster,
    policies: cluster.policies.flatMap((policy): ClusterPolicy[] => {
      const paths = pathsOf(policy.id);
      if (paths.has('')) return [];
      const { spec } = policy.manifest;
      const left = {
        ...spec,
        policyTypes: policyTypesOf(spec),
        ...(spec.ingress && { ingress: spec.ingress.filter((_, index) => !paths.has(`spec.ingress[${index}]`)) }),
        ...(spec.egress && { egress: spec.egress.filter((_, index) => !paths.has(`spec.egress[${index}]`)) }),
      };
      return [{ ...policy, manifest: { ...policy.manifest, spec: left } }];
    }),
  };
}

test(`nothing changes when all that is redundant is taken away (seed ${seed})`, () => {
  let found = 0;
  findNothing(worlds, runs(150), (world) => {
    const cluster = withHalves(world.cluster);
    const findings = redundant(cluster);
    found += findings.length;
    const before = Reachability.of(cluster, { cni: world.cni });
    const after = Reachability.of(without(cluster, findings), { cni: world.cni });
    const reported = `${findings.map(({ object, path }) => `${object} ${path}`).join('\n')}\n${worldText({ ...world, cluster })}`;
    if (after.differenceFrom(before).length > 0) return `connections differ without\n${reported}`;
    for (const namespace of cluster.namespaces.keys()) {
      for (const direction of ['Ingress', 'Egress'] satisfies PolicyType[]) {
        const [one, other] = [before, after].map((judge) => judge.isolates(namespace, direction).verdict);
        if (one !== other) return `${namespace} is isolated otherwise for ${direction} without\n${reported}`;
      }
    }
    return undefined;
  });
  expect(found).toBeGreaterThan(runs(50));
});
