import type { NotGranted } from '../../flows/denied-flows';
import type { FlowLog } from '../../flows/flow-log';
import type { ProvedGrant } from '../../flows/proved-grants';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { escapeControls, oneLine } from '../../policy/unknown-value';
import { notGrantedLines } from './denials-text';
import { count, flowLogLines, timesText } from './flow-log-document';

/** Grants as the TypeScript that writes them, each with the traffic that it is for as comments. */
export function grantsCode(
  log: Pick<FlowLog, 'window' | 'counts'>,
  grants: readonly ProvedGrant[],
  notGranted: readonly NotGranted[],
): string {
  const head = headOf(log, grants, notGranted).map((line) => `// ${line}`);
  return [
    ...head,
    ...grants.flatMap((grant) => ['', ...evidenceOf(grant).map((line) => `// ${line}`), grant.code]),
  ].join('\n');
}

/**
 * The same as the policies that they write.
 * @param yamlOf writes policies as YAML
 */
export function grantsYaml(
  log: Pick<FlowLog, 'window' | 'counts'>,
  grants: readonly ProvedGrant[],
  notGranted: readonly NotGranted[],
  yamlOf: (manifests: readonly NetworkPolicyManifest[]) => string,
): string {
  const head = headOf(log, grants, notGranted).map((line) => `# ${line}`);
  const documents = grants.map((grant) =>
    [...evidenceOf(grant).map((line) => `# ${line}`), yamlOf(grant.manifests)].join('\n'),
  );
  return [head.join('\n'), ...documents].join('\n---\n');
}

function headOf(
  log: Pick<FlowLog, 'window' | 'counts'>,
  grants: readonly ProvedGrant[],
  notGranted: readonly NotGranted[],
): string[] {
  return [
    `${grants.length === 0 ? 'no grant is missing' : count(grants.length, 'grant')}, from a log:`,
    ...flowLogLines(log),
  ]
    .map(oneLine)
    .concat(notGranted.length === 0 ? [] : ['not granted:', ...notGrantedLines(notGranted).map(escapeControls)]);
}

/** So many connections stand above a grant. */
const MOST_SHOWN = 10;

function evidenceOf({ connections, opens }: ProvedGrant): string[] {
  const lines = connections.slice(0, MOST_SHOWN).map((connection) => {
    const { from, to, protocol, port, count: tried } = connection;
    return `${from.id} -> ${to.id} ${protocol} ${port}: ${count(tried, 'time')}${timesText(connection)}`;
  });
  const more = connections.length > MOST_SHOWN ? [`and ${connections.length - MOST_SHOWN} more connections`] : [];
  const besides = opens.unwanted.slice(0, MOST_SHOWN).map(({ from, to }) => `opens besides: ${from} -> ${to}`);
  const rest = opens.unwanted.length > MOST_SHOWN ? [`and ${opens.unwanted.length - MOST_SHOWN} more`] : [];
  return [...lines, ...more, ...besides, ...rest].map(oneLine);
}
