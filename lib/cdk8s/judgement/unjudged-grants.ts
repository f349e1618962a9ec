import type { UnjudgedPolicy } from '../../cluster/cluster';
import { kindName } from '../../cluster/kinds/ignored-kinds';
import type { PolicyType } from '../../policy/manifest';
import { someOf } from '../../policy/texts';
import { escapeControls } from '../../policy/unknown-value';
import { unjudgedText } from '../../reachability/answers/unjudged-text';
import { UnjudgedPolicies } from '../../reachability/rules/unjudged-policies';
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
  const others = unjudged.filter(({ reason, canClose }) => reason === 'other-api' && canClose);
  const byNamespace = new UnjudgedPolicies(others);
  const anywhere = others.filter(({ directions }) => directions.includes('Egress'));
  const numbers = new Map<readonly UnjudgedPolicy[], number>();
  const found = new Map<string, { readonly grants: JudgedGrant[]; readonly policies: readonly UnjudgedPolicy[] }>();
  for (const { grant, resolved } of grants) {
    // What is wrong with a grant is reported already, and it may name no one.
    if (grant._draft.findings.length > 0) continue;
    // Equal lists are one and the same, so that thousands of grants do not compare what is in them.
    const lists = new Set(
      endsOf(resolved).map(([direction, name]) =>
        name === undefined ? anywhere : byNamespace.inNamespace(direction, 'close', name),
      ),
    );
    const closing = [...lists].filter(({ length }) => length > 0);
    if (closing.length === 0) continue;
    for (const list of closing) if (!numbers.has(list)) numbers.set(list, numbers.size);
    const key = closing
      .map((list) => numbers.get(list))
      .sort()
      .join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, { grants: [grant], policies: [...new Set(closing.flat())] });
    else known.grants.push(grant);
  }
  return [...found.values()];
}

/**
 * What a warning or error says of such grants, in two lines.
 * @public as above
 */
export function unjudgedGrantsText({ grants, policies }: UnjudgedGrants): string {
  const paths = grants.map(({ node }) => node.path);
  const which = someOf(paths, MOST_GRANTS);
  const subject = grants.length === 1 ? 'the grant' : 'these grants';
  const what = `${which}: ${subject} may not hold: ${unjudgedText(policies)}, and may deny what is granted`;
  const kind = kindName(policies[0] as { group: string; kind: string });
  const fix = `where the kind denies nothing of it, say so: configureBoundaries(app, { unjudged: { '${kind}': { ignore: 'the reason' } } })`;
  return `${escapeControls(what)}\n      ${escapeControls(fix)}`;
}

/** Both ends of what a grant allows: their namespaces, undefined for any, and the direction that is decided there. */
function endsOf({ targets, clients }: SettledGrant['resolved']): (readonly [PolicyType, string | undefined])[] {
  const own = targets[0]?.place.name;
  const from = clients.flatMap(({ peer }) => {
    if (peer.type !== 'pods') return [];
    if (peer.place.in === 'namespace') return [peer.place.name];
    return peer.place.in === 'same-namespace' ? [own] : [undefined];
  });
  return [['Ingress', own], ...from.map((name) => ['Egress', name] as const)];
}
