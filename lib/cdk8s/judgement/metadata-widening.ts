import { wideningFindings } from '../../patterns/deny-cloud-metadata';
import { Isolation } from '../../policy/isolation';
import type { Finding } from '../../policy/validation/finding';
import type { Inventory } from './inventory';
import type { JudgedBoundary, SettledGrant } from './judged';
import { writtenPolicies } from './written-policies';

/** A boundary that opens everything but something, and so must be the only one that isolates its pods. */
interface WideningBoundary extends JudgedBoundary {
  readonly _opensAllElse: true;
}

/**
 * Boundaries that would open all else to pods which other policies of the app isolate for egress. The ways out that grants
 * open do not count: they are there because something else isolates the client, be it the boundary itself.
 */
export function wideningsOf(
  boundaries: readonly JudgedBoundary[],
  grants: readonly SettledGrant[],
  inventory: Inventory,
): (readonly [JudgedBoundary, Finding])[] {
  const widening = boundaries.filter(isWidening);
  if (widening.length === 0) return [];
  const follows = new Set<JudgedBoundary>(
    grants.filter(({ resolved }) => resolved.clientEgress !== 'always').map(({ grant }) => grant),
  );
  const others = boundaries.filter((other) => !isWidening(other) && !follows.has(other));
  const egress = new Isolation('Egress', writtenPolicies(others, inventory));
  return widening.flatMap((boundary) =>
    boundary._draft.manifests
      .flatMap((manifest) => wideningFindings(manifest, egress))
      .map((finding) => [boundary, finding] as const),
  );
}

function isWidening(boundary: JudgedBoundary): boundary is WideningBoundary {
  return '_opensAllElse' in boundary;
}
