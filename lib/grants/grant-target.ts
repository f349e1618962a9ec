import { namesOfNamespaces } from '../policy/namespaces';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace, PodsPeer } from '../policy/pods';
import { noPlace } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import { type FieldPath, type Finding, forbidden, required } from '../policy/validation/finding';

/**
 * The pods that a grant protects; none, and a finding, where a peer cannot be protected.
 * @param own where "the same namespace" is
 */
export function targetPods<S>(
  peer: Peer<S>,
  own: S | undefined,
  path: FieldPath,
  findings: Finding[],
): PodsInNamespace<S>[] {
  if (peer?.type === 'pods') {
    const name = nameOfPlace(peer, own);
    if (name !== undefined) return [{ type: 'pods', selector: peer.selector, all: peer.all, place: name }];
    findings.push(
      forbidden(
        path,
        'a policy protects pods of one namespace only, and these may be in several',
        "name the namespace with .inNamespace('shop'), and write a grant for each",
      ),
    );
  } else if (peer?.type === 'ipBlock') {
    findings.push(
      forbidden(path, 'addresses cannot be protected: a NetworkPolicy isolates pods', 'say which pods are meant'),
    );
  } else if ((peer as { type?: unknown } | undefined)?.type === 'pod-selection') {
    findings.push(noPlace(path));
  } else {
    findings.push(
      required(
        path,
        `must say which pods are protected, and in which namespace; ${kindOf(peer)} does not`,
        "write Pods.labelled({ app: 'cache' }).inNamespace('shop'), or give a workload or Service",
      ),
    );
  }
  return [];
}

/** The one namespace of a peer; an own one that is missing is the pattern's to report. */
function nameOfPlace<S>({ place }: PodsPeer<S>, own: S | undefined): PodsInNamespace<S>['place'] | undefined {
  switch (place?.in) {
    case 'namespace':
      return place;
    case 'same-namespace':
      return { in: 'namespace', name: own as S };
    case 'namespaces': {
      const [name, ...others] = namesOfNamespaces(place.namespaces) ?? [];
      return name !== undefined && others.length === 0 ? { in: 'namespace', name } : undefined;
    }
  }
}

/** Whether a grant is to every pod of a namespace. */
export function isForWholeNamespace(targets: readonly PodsInNamespace[]): boolean {
  return targets.some(({ all }) => all);
}
