import { wideningFindings } from '../patterns/deny-cloud-metadata';
import { Isolation } from '../policy/isolation';
import type { Finding } from '../policy/validation/finding';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { writtenPolicies } from './written-policies';

/** A boundary that opens everything but something, and so must be the only one that isolates its pods. */
interface WideningBoundary extends JudgedBoundary {
  readonly _opensAllElse: true;
}

/** Boundaries that would open all else to pods which other policies of the app isolate for egress. */
export function wideningsOf(
  boundaries: readonly JudgedBoundary[],
  inventory: Inventory,
): (readonly [JudgedBoundary, Finding])[] {
  return boundaries.filter(isWidening).flatMap((boundary) => {
    const others = writtenPolicies(
      boundaries.filter((other) => !isWidening(other)),
      inventory,
    );
    const egress = new Isolation('Egress', others);
    return boundary._draft.manifests
      .flatMap((manifest) => wideningFindings(manifest, egress))
      .map((finding) => [boundary, finding] as const);
  });
}

function isWidening(boundary: JudgedBoundary): boundary is WideningBoundary {
  return '_opensAllElse' in boundary;
}
