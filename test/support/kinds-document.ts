import { HIDDEN_PODS } from '../../lib/cluster/kinds/hidden-pods';
import { OTHER_POLICIES } from '../../lib/cluster/kinds/other-policies';
import type { PolicyKind } from '../../lib/cluster/kinds/policy-kind';

/** docs/kinds.md, from the tables themselves. */
export function kindsDocument(): string {
  return `# What else decides, and what is not shown

ringfence judges NetworkPolicies of \`networking.k8s.io/v1\`. Other objects of the input matter too: policies of other APIs decide on
the same connections, and operators make pods that no manifest shows. ringfence names them. This page lists the kinds it knows.

## Policies of other APIs

In its reach, a policy that may open takes the certainty from *denied*, and one that may close takes it from *allowed*
([rules 26 and 28](semantics.md)). Kinds with the same name in different API groups are different kinds.

| kind | API group | may open | may close | decides on | reach |
|---|---|---|---|---|---|
${OTHER_POLICIES.map(rowOf).join('\n')}

Not in the table: kinds that only support others (IPPool, CiliumEndpoint, PolicyEndpoint), that are never enforced (Calico's staged
policies), that only route (CiliumEgressGatewayPolicy, EgressIP), and that are about secondary networks (MultiNetworkPolicy). Of
some kinds only objects that can change an answer count: a PeerAuthentication that demands mutual TLS, an AuthorizationPolicy
that does more than audit, a Sidecar with \`REGISTRY_ONLY\`, a primary UserDefinedNetwork, a Subnet of Kube-OVN that is private or
has \`acls\`, an EgressNetwork that denies.

## Kinds whose pods are not shown

Every object with a pod template is a workload, whatever its kind. These kinds have none: an operator decides which pods they make.

| API group | kinds |
|---|---|
${Object.entries(HIDDEN_PODS)
  .map(([group, kinds]) => `| \`${group}\` | ${kinds.join(', ')} |`)
  .join('\n')}
`;
}

function rowOf({ group, kind, canOpen, canClose, directions, reach, rootNamespace, source }: PolicyKind): string {
  const yes = (can: boolean) => (can ? 'yes' : 'no');
  const ends = directions.length === 2 ? 'both ends' : directions.map((direction) => direction.toLowerCase()).join();
  const everywhere = rootNamespace === undefined ? '' : `; the cluster from \`${rootNamespace}\``;
  const where = reach === 'cluster' ? 'the cluster' : `its namespace${everywhere}`;
  return `| [${kind}](${source}) | \`${group}\` | ${yes(canOpen)} | ${yes(canClose)} | ${ends} | ${where} |`;
}
