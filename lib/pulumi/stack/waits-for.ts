import { type Input, Resource } from '@pulumi/pulumi';
import { parentOf } from '../pulumi-internals';
import { type BoundaryEntry, entryOf } from './boundary-entry';

/**
 * Whether a boundary waits, by its `dependsOn`, for a later one: for the boundary itself, for a component around it, since
 * what depends on a component waits for everything in it, or for another boundary that does.
 */
export function waitsFor(entry: BoundaryEntry, later: BoundaryEntry): boolean {
  return reaches(entry, later, new Set());
}

function reaches(entry: BoundaryEntry, later: BoundaryEntry, seen: Set<BoundaryEntry>): boolean {
  if (seen.has(entry)) return false;
  seen.add(entry);
  return resourcesIn(entry.opts.dependsOn).some((resource) => {
    if (isOrHolds(resource, later.component)) return true;
    const other = entryOf(resource);
    return other !== undefined && reaches(other, later, seen);
  });
}

/** The resources that are given as such; what is only known later is not looked into. */
function resourcesIn(dependsOn: Input<Input<Resource>[]> | Input<Resource> | undefined): Resource[] {
  if (Array.isArray(dependsOn)) return dependsOn.flatMap((one) => resourcesIn(one));
  return Resource.isInstance(dependsOn) ? [dependsOn] : [];
}

function isOrHolds(resource: Resource, inner: Resource | undefined): boolean {
  for (let at = inner; at !== undefined; at = parentOf(at)) {
    if (at === resource) return true;
  }
  return false;
}
