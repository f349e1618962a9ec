import { escapeControls } from '../policy/unknown-value';
import type { ClusterProblem } from './cluster';
import { describeSource } from './source';

/** What could not be read, with its place, and what to write instead; without characters that a terminal would obey. */
export function problemWords({ source, object, finding: { path, message, fix } }: ClusterProblem): {
  readonly what: string;
  readonly fix: string;
} {
  const what = [describeSource(source, path), object, path, message].filter((part) => part).join(': ');
  return { what: escapeControls(what), fix: escapeControls(fix) };
}
