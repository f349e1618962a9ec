import type { Cluster, ClusterPolicy } from '../../cluster/cluster';
import type { PolicyType } from '../../policy/manifest';
import { withSortedKeys } from '../../policy/unknown-value';
import type { Engine } from '../engine';
import type { PodEndpoint } from '../pods/endpoint';
import type { ChangedEndpoints, PolicyChange } from './connection-change';

/** The policies that differ between two clusters, by their ids. */
export function policyChanges(before: Cluster, after: Cluster): Map<string, PolicyChange> {
  const changes = new Map<string, PolicyChange>();
  const old = new Map(before.policies.map((policy) => [policy.id, policy]));
  const now = new Map(after.policies.map((policy) => [policy.id, policy]));
  for (const [id, policy] of old) if (!now.has(id)) changes.set(id, { id, change: 'removed', policy });
  for (const [id, policy] of now) {
    const known = old.get(id);
    if (known === undefined) changes.set(id, { id, change: 'added', policy });
    else if (specText(known) !== specText(policy)) changes.set(id, { id, change: 'changed', policy });
  }
  return changes;
}

/** Which policies differ between two clusters, and which of those have part in a change of connections. */
export class PolicyChanges {
  private readonly byId: ReadonlyMap<string, PolicyChange>;

  constructor(
    private readonly before: Engine,
    private readonly after: Engine,
  ) {
    this.byId = policyChanges(before.cluster, after.cluster);
  }

  /** The policies that differ and isolate one of the ends in the direction of the connection, before or after. */
  responsible(from: ChangedEndpoints, to: readonly ChangedEndpoints[]): PolicyChange[] {
    if (this.byId.size === 0) return [];
    const found = new Map<string, PolicyChange>();
    for (const side of [this.before, this.after]) {
      const isolating = [
        ...isolatingOf(side, 'Egress', from),
        ...to.flatMap((endpoints) => isolatingOf(side, 'Ingress', endpoints)),
      ];
      for (const { id } of isolating) {
        const change = this.byId.get(id);
        if (change !== undefined) found.set(id, change);
      }
    }
    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** One workload stands for all of them: they are isolated alike. Policies that may isolate it are among them. */
function isolatingOf(engine: Engine, direction: PolicyType, endpoints: ChangedEndpoints): ClusterPolicy[] {
  const workload = endpoints.type === 'workloads' ? engine.pods.byId(endpoints.ids[0] as string) : undefined;
  if (workload === undefined) return [];
  return engine.pods
    .kindsOf(workload)
    .flatMap(({ endpoints: [pod] }) => engine.judge.mayIsolate(direction, pod as PodEndpoint))
    .map(({ policy }) => policy);
}

function specText({ manifest }: ClusterPolicy): string {
  return JSON.stringify(withSortedKeys(manifest.spec));
}
