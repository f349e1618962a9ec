import type { UnjudgedPolicy } from '../../cluster/cluster';
import { kindName } from '../../cluster/kinds/ignored-kinds';
import { escapeControls } from '../../policy/unknown-value';
import { unjudgedText } from '../../reachability/answers/unjudged-text';
import { appCluster } from './app-cluster';
import type { JudgedGrant, SettledApp, SettledGrant } from './judged';

/** So many grants are named in one warning; the others are counted. */
const MOST_GRANTS = 4;

/** Grants that policies of other APIs may deny, which are not judged. */
export interface UnjudgedGrants {
  readonly grants: readonly JudgedGrant[];
  readonly policies: readonly UnjudgedPolicy[];
}

/**
 * The grants of an app in the reach of policies that are not judged and may deny what they allow, together where the policies
 * are the same.
 * @public required where it is used, so that it is loaded only then
 */
export function unjudgedGrants({ boundaries, inventory, grants }: SettledApp): UnjudgedGrants[] {
  const { unjudged } = appCluster(boundaries, inventory);
  const closing = unjudged.filter(({ reason, canClose }) => reason === 'other-api' && canClose);
  const found = new Map<string, { readonly grants: JudgedGrant[]; readonly policies: readonly UnjudgedPolicy[] }>();
  for (const settled of closing.length === 0 ? [] : grants) {
    const policies = closing.filter((policy) => reaches(policy, settled));
    if (policies.length === 0) continue;
    const key = policies.map((policy) => closing.indexOf(policy)).join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, { grants: [settled.grant], policies });
    else known.grants.push(settled.grant);
  }
  return [...found.values()];
}

/**
 * What a warning or error says of such grants, in two lines.
 * @public as above
 */
export function unjudgedGrantsText({ grants, policies }: UnjudgedGrants): string {
  const named = grants.slice(0, MOST_GRANTS).map(({ node }) => node.path);
  const more = grants.length - named.length;
  const which = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  const subject = grants.length === 1 ? 'the grant' : 'these grants';
  const what = `${which}: ${subject} may not hold: ${unjudgedText(policies)}, and may deny what is granted`;
  const kind = kindName(policies[0] as { group: string; kind: string });
  const fix = `where the kind denies nothing of it, say so: configureBoundaries(app, { unjudged: { '${kind}': { ignore: 'the reason' } } })`;
  return `${escapeControls(what)}\n      ${escapeControls(fix)}`;
}

/** Whether a policy may decide on what a grant allows, at the end for which it decides. */
function reaches({ reach, directions }: UnjudgedPolicy, { resolved: { targets, clients } }: SettledGrant): boolean {
  if (reach.type === 'cluster') return true;
  const { namespace } = reach;
  const own = targets[0]?.place.name;
  if (directions.includes('Ingress') && own === namespace) return true;
  if (!directions.includes('Egress')) return false;
  return clients.some(({ peer }) => {
    if (peer.type !== 'pods') return false;
    if (peer.place.in === 'namespace') return peer.place.name === namespace;
    return peer.place.in !== 'same-namespace' || own === namespace;
  });
}
