import type { Finding } from '../../policy/validation/finding';
import type { ClusterProblem } from '../cluster';
import type { Position } from '../source';
import { PlaceSource } from './text-source';

/** A problem with a document or a part of it, at its place. */
export function problem(position: Position, finding: Finding): ClusterProblem {
  return { source: new PlaceSource(position), finding };
}
