import type { Cluster } from '../../cluster/cluster';
import type { CniProfile } from '../../cni/cni-profile';
import { dialectKind } from '../../dialects/dialects';
import { isEnforced } from '../../dialects/enforced-objects';
import { grouped } from '../../policy/grouped';
import type { EnforcementVerdict } from '../enforcement/detected';

/** The policies of one kind, and whether anything enforces them. */
export interface PolicyKindCheck {
  readonly group: string;
  readonly kind: string;
  readonly count: number;
  readonly verdict: EnforcementVerdict;
  /** What says so. */
  readonly evidence: string;
}

/** Plugins with a switch for this group, which is off as installed and not read. */
const SWITCHED: ReadonlySet<string> = new Set(['cilium', 'antrea']);
const SWITCHED_GROUP = 'policy.networking.k8s.io';

/**
 * The kinds of policies in a cluster beside NetworkPolicies, and whether the plugin that was found enforces them.
 * @param profile of the plugin that certainly enforces NetworkPolicies; absent where none does or that is not known
 */
export function policyKinds({ dialectObjects, unjudged }: Cluster, profile: CniProfile | undefined): PolicyKindCheck[] {
  const judged = dialectObjects.filter(({ group, kind }) => dialectKind(group, kind)?.role === 'policy');
  const others = unjudged.flatMap(({ reason, group, kind }) =>
    reason === 'other-api' && group !== undefined && kind !== undefined ? [{ group, kind }] : [],
  );
  const nameOf = ({ group, kind }: { group: string; kind: string }) => `${group}/${kind}`;
  return [
    ...[...grouped(judged, nameOf).values()].map((some): PolicyKindCheck => {
      const [{ group, kind }] = some as [(typeof some)[number]];
      const enforced = profile === undefined ? 0 : some.filter((one) => isEnforced(one, profile)).length;
      return { group, kind, count: some.length, ...verdictOf(group, profile, enforced === some.length) };
    }),
    ...[...grouped(others, nameOf).values()].map((some): PolicyKindCheck => {
      const [{ group, kind }] = some as [(typeof some)[number]];
      const evidence = 'what enforces it is not a network plugin that is looked for';
      return { group, kind, count: some.length, verdict: 'unknown', evidence };
    }),
  ];
}

function verdictOf(
  group: string,
  profile: CniProfile | undefined,
  isOn: boolean,
): Pick<PolicyKindCheck, 'verdict' | 'evidence'> {
  if (profile === undefined)
    return { verdict: 'unknown', evidence: 'no network plugin was found that certainly enforces policies' };
  if (isOn) return { verdict: 'enforced', evidence: `${profile.title} enforces it` };
  if (group === SWITCHED_GROUP && SWITCHED.has(profile.name))
    return { verdict: 'unknown', evidence: `${profile.title} enforces it in some releases, and not as installed` };
  return { verdict: 'not-enforced', evidence: `${profile.title} does not enforce it` };
}
