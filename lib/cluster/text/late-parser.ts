import type { ClusterProblem } from '../cluster';
import type { DocumentText } from './documents';
import type { TextObject } from './text-source';

/** What documents hold, by the parser of YAML. It is loaded for the first that needs it: most inputs are read without it. */
export function parsedObjects(documents: readonly DocumentText[]): Iterable<TextObject | ClusterProblem> {
  if (documents.length === 0) return [];
  const { readYaml }: typeof import('./read-yaml') = require('./read-yaml');
  return readYaml(documents);
}
