import type { IConstruct } from 'constructs';
import { severalVersions } from '../../copies/copies';
import { InvalidPolicyError } from '../../patterns/written';
import { AppJudgement } from './app-judgement';
import { appWarnings } from './app-warnings';
import type { BoundaryWarning } from './boundary-warnings';

/**
 * What the boundaries of an app, a chart or any construct are warned of; a synthesis prints it on standard error. What is
 * silenced is left out.
 * @throws InvalidPolicyError where boundaries of several versions of ringfence are in the app
 */
export function warningsOf(scope: IConstruct): readonly BoundaryWarning[] {
  const several = severalVersions(scope.node.root);
  if (several !== undefined) throw new InvalidPolicyError([several], 'the app');
  const settled = AppJudgement.known(scope.node.root)?.settled() ?? [];
  const within = new Set<IConstruct>(scope.node.findAll());
  return settled.flatMap((app) =>
    [...appWarnings(app)].flatMap(([boundary, warnings]) => (within.has(boundary) ? warnings : [])),
  );
}
