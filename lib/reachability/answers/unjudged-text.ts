import type { UnjudgedPolicy } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import { someOf } from '../../policy/texts';

const MOST_NAMED = 3;

/** `AuthorizationPolicy data/c (security.istio.io) is not judged`, for one policy or several. */
export function unjudgedText(policies: readonly UnjudgedPolicy[]): string {
  const verb = policies.length === 1 ? 'is' : 'are';
  return `${policiesText(policies)} ${verb} not judged`;
}

export function policiesText(policies: readonly UnjudgedPolicy[]): string {
  const names = policies.map(unjudgedName);
  return names.length > MOST_NAMED ? someOf(names, MOST_NAMED) : names.join(' and ');
}

/** As far as it could be read. */
function unjudgedName({ kind, group, namespace, name, source }: UnjudgedPolicy): string {
  if (kind === undefined || name === undefined) return `what could not be read in ${describeSource(source)}`;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return `${kind} ${place}${group === undefined ? '' : ` (${group})`}`;
}
