import type { UnjudgedPolicy } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';

const MOST_NAMED = 3;

/** `AuthorizationPolicy data/c (security.istio.io) is not judged`, for one policy or several. */
export function unjudgedText(policies: readonly UnjudgedPolicy[]): string {
  const verb = policies.length === 1 ? 'is' : 'are';
  return `${policiesText(policies)} ${verb} not judged`;
}

export function policiesText(policies: readonly UnjudgedPolicy[]): string {
  const names = policies.slice(0, MOST_NAMED).map(unjudgedName);
  const more = policies.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(' and ');
}

/** As far as it could be read. */
function unjudgedName({ kind, group, namespace, name, source }: UnjudgedPolicy): string {
  if (kind === undefined || name === undefined) return `what could not be read in ${describeSource(source)}`;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return `${kind} ${place}${group === undefined ? '' : ` (${group})`}`;
}
