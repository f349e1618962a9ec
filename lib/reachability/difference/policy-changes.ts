import type { Cluster, ClusterDialectObject } from '../../cluster/cluster';
import { isStaged, replacedByStaged } from '../../dialects/calico/staged';
import type { IpFamily } from '../../policy/cidr';
import type { PolicyType } from '../../policy/manifest';
import { withSortedKeys } from '../../policy/unknown-value';
import type { Engine } from '../engine';
import { waysIn } from '../entries/entry-ways';
import type { PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import type { ChangedEndpoints, PolicyChange } from './connection-change';

/** A cluster, and whether Calico's staged policies count as enforced in it. */
export interface PoliciesOf {
  readonly cluster: Cluster;
  readonly cni: { readonly staged?: boolean };
}

/** The policies that differ between two clusters, by their ids. */
export function policyChanges(before: PoliciesOf, after: PoliciesOf): Map<string, PolicyChange> {
  const changes = new Map<string, PolicyChange>();
  const [old, now] = [policiesOf(before), policiesOf(after)] as const;
  for (const [id, policy] of old) if (!now.has(id)) changes.set(id, { id, change: 'removed', policy });
  for (const [id, policy] of now) {
    const known = old.get(id);
    if (known === undefined) changes.set(id, { id, change: 'added', policy });
    else if (specText(known) !== specText(policy)) changes.set(id, { id, change: 'changed', policy });
  }
  return changes;
}

type AnyPolicy = PolicyChange['policy'];

function policiesOf({ cluster: { policies, dialectObjects }, cni }: PoliciesOf): Map<string, AnyPolicy> {
  const staged = dialectObjects.filter(isStaged);
  const isReplaced = cni.staged === true ? replacedByStaged(staged) : () => false;
  const counts = (policy: AnyPolicy) =>
    'kind' in policy
      ? (cni.staged === true || !isStaged(policy)) && !isReplaced(policy, false)
      : !isReplaced({ ...policy, kind: 'NetworkPolicy', spec: undefined }, true);
  return new Map([...policies, ...dialectObjects].filter(counts).map((policy) => [idOf(policy), policy]));
}

function idOf(policy: AnyPolicy): string {
  return 'kind' in policy && policy.group !== 'networking.k8s.io' ? `${policy.kind} ${policy.id}` : policy.id;
}

/** Which policies differ between two clusters, and which of those have part in a change of connections. */
export class PolicyChanges {
  private readonly byId: ReadonlyMap<string, PolicyChange>;

  constructor(
    private readonly before: Engine,
    private readonly after: Engine,
  ) {
    this.byId = policyChanges(before, after);
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
      for (const policy of isolating) {
        const change = this.byId.get(idOf(policy));
        if (change !== undefined) found.set(change.id, change);
      }
    }
    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** Policies that may isolate the pods are among them. */
function isolatingOf(engine: Engine, direction: PolicyType, endpoints: ChangedEndpoints): AnyPolicy[] {
  const { judge, match, stages } = engine;
  const pods = podsOf(engine, endpoints).map(({ endpoints: [pod] }) => pod as PodEndpoint);
  if (stages === undefined) return pods.flatMap((pod) => judge.mayIsolate(direction, pod)).map(({ policy }) => policy);
  return pods.flatMap((pod) => {
    const ends = judge.cells.endsOf(pod, pod, pod.address?.family ?? (match.families[0] as IpFamily));
    return stages.judge.concerning(direction, ends) as ClusterDialectObject[];
  });
}

/** One workload stands for all of them: they are isolated alike. */
function podsOf(engine: Engine, endpoints: ChangedEndpoints): readonly PodKind[] {
  if (endpoints.type === 'entry') return waysIn(engine).sendersOf(endpoints.entry);
  const workload = endpoints.type === 'workloads' ? engine.pods.byId(endpoints.ids[0] as string) : undefined;
  return workload === undefined ? [] : engine.pods.kindsOf(workload);
}

function specText(policy: AnyPolicy): string {
  return JSON.stringify(withSortedKeys('manifest' in policy ? policy.manifest.spec : policy.spec));
}
