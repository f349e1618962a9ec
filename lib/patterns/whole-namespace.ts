import type { Isolation } from '../policy/isolation';
import type { PodsInNamespace } from '../policy/pods';
import { type Finding, forbidden } from '../policy/validation/finding';

/** Whether a grant is to every pod of a namespace. */
export function isForWholeNamespace(targets: readonly PodsInNamespace[]): boolean {
  return targets.some(({ all }) => all);
}

/**
 * What speaks against protecting every pod of a namespace: that nothing isolates them yet, so that the grant would.
 * @param ingress who is isolated for ingress, but for grants to whole namespaces: those must not vouch for one another
 * @param deny how the engine writes a default deny of a namespace
 */
export function wholeNamespaceFindings(
  targets: readonly PodsInNamespace[],
  ingress: Isolation | undefined,
  deny: (namespace: string) => string,
): Finding[] {
  return targets
    .filter(({ all }) => all)
    .filter(({ selector, place }) => ingress?.of({ namespace: place.name, selector }).isolated !== 'wholly')
    .map(({ place: { name } }) =>
      forbidden(
        'to',
        `a grant to every pod of namespace ${name} would isolate them all, and nothing isolates them yet`,
        `select the pods that are meant, or isolate the namespace on purpose: ${deny(name)}`,
      ),
    );
}
