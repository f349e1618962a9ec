import { HIDDEN_PODS } from '../../lib/cluster/kinds/hidden-pods';
import { OTHER_POLICIES } from '../../lib/cluster/kinds/other-policies';
import type { PolicyKind } from '../../lib/cluster/kinds/policy-kind';
import type { Dialect, DialectKind } from '../../lib/dialects/dialect';
import { DIALECTS } from '../../lib/dialects/dialects';

/** docs/kinds.md, from the tables themselves. */
export function kindsDocument(): string {
  return `# What else decides, and what is not shown

ringfence judges NetworkPolicies of \`networking.k8s.io/v1\`, and the policies of some other APIs. More objects of the input matter:
policies that are not judged decide on the same connections, and operators make pods that no manifest shows. ringfence names them.
This page lists the kinds it knows.

## Policies of other APIs that are judged

With NetworkPolicies, in the order in which the network plugin asks them. What they refer to is read too.

| API | versions | kinds |
|---|---|---|
${DIALECTS.flatMap(judgedRows).join('\n')}

## Policies of other APIs that are not judged

In its reach, a policy that may open takes the certainty from *denied*, and one that may close takes it from *allowed*
([rules 26 and 28](semantics.md)). Kinds with the same name in different API groups are different kinds.

| kind | API group | may open | may close | decides on | reach |
|---|---|---|---|---|---|
${OTHER_POLICIES.map(rowOf).join('\n')}

Not in the table: kinds that only support others (IPPool, CiliumEndpoint, PolicyEndpoint), that only route
(CiliumEgressGatewayPolicy, EgressIP), and that are about secondary networks (MultiNetworkPolicy). Of
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

/** A row for each group and version of an API. */
function judgedRows({ kinds }: Dialect): string[] {
  const rows = new Map<string, DialectKind[]>();
  for (const kind of kinds) {
    const key = `| \`${kind.group}\` | ${kind.versions.map((version) => `\`${version}\``).join(', ')}`;
    rows.set(key, [...(rows.get(key) ?? []), kind]);
  }
  return [...rows].map(
    ([key, same]) => `${key} | ${same.map(({ kind, source }) => `[${kind}](${source})`).join(', ')} |`,
  );
}

function rowOf({ group, kind, canOpen, canClose, directions, reach, rootNamespace, source }: PolicyKind): string {
  const yes = (can: boolean) => (can ? 'yes' : 'no');
  const ends = directions.length === 2 ? 'both ends' : directions.map((direction) => direction.toLowerCase()).join();
  const everywhere = rootNamespace === undefined ? '' : `; the cluster from \`${rootNamespace}\``;
  const where = reach === 'cluster' ? 'the cluster' : `its namespace${everywhere}`;
  return `| [${kind}](${source}) | \`${group}\` | ${yes(canOpen)} | ${yes(canClose)} | ${ends} | ${where} |`;
}
