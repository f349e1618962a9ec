import type { ConnectionChange } from '../reachability/difference/connection-change';
import { diffChanges } from './diff-document';
import { endpointsText } from './diff-text';
import { type SarifResult, type SarifRule, sarifLog } from './sarif';

const RULES: readonly SarifRule[] = [
  {
    id: 'connection-opened',
    description: 'A change lets something connect that could not before.',
    help: 'See whether this is meant; the policies that differ are named.',
  },
  {
    id: 'connection-closed',
    description: 'A change keeps something from connecting that could before.',
    help: 'See whether nothing needs the connection any more.',
  },
];

/**
 * What a change opens and closes as SARIF, at the entries and policies that are responsible.
 * @param notes what decides on connections too and was not judged
 */
export function diffSarif(changes: readonly ConnectionChange[], notes: readonly string[] = []) {
  const sources = new Map(
    changes.flatMap(({ responsible, entries = [] }) => [
      ...responsible.map(({ id, policy }) => [id, policy.source] as const),
      ...entries.map(({ entry }) => [entry.title, entry.source] as const),
    ]),
  );
  return sarifLog(
    RULES,
    diffChanges(changes).map(({ opens, change, from, to, policies, entries = [] }): SarifResult => {
      const [first] = [...entries.map(({ title }) => title), ...policies.map(({ id }) => id)];
      const source = first === undefined ? undefined : sources.get(first);
      const position = source?.type === 'text' ? { file: source.file, line: source.line, column: source.column } : {};
      return {
        rule: opens ? 'connection-opened' : 'connection-closed',
        level: opens ? 'warning' : 'note',
        message: `${change}: ${endpointsText(from)} to ${to.map(endpointsText).join(', ')}`,
        ...position,
      };
    }),
    notes,
  );
}
