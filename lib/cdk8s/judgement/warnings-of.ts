import type { IConstruct } from 'constructs';
import { AppJudgement } from './app-judgement';
import { type BoundaryWarning, boundaryWarnings } from './boundary-warnings';

/**
 * What the boundaries of an app, a chart or any construct are warned of; a synthesis prints it on standard error. What is
 * silenced is left out.
 */
export function warningsOf(scope: IConstruct): readonly BoundaryWarning[] {
  const settled = AppJudgement.known(scope.node.root)?.settled().boundaries ?? [];
  const within = new Set<IConstruct>(scope.node.findAll());
  return settled.filter((boundary) => within.has(boundary)).flatMap(boundaryWarnings);
}
