import type { Cluster } from '../cluster/cluster';
import type { CniProfile } from '../cni/cni-profile';
import { notEnforced } from '../cni/cni-warnings';
import { stagedLines } from '../report/staged-lines';
import { faultyLine, ignoredLines, notShownLines, unjudgedLines } from '../report/unjudged-lines';
import type { UnjudgedChoice } from './formats';
import type { Io } from './io';
import { printError, printNote, printWarning } from './print-error';

/** What a command says of policies that do not decide. */
export interface UnjudgedOptions {
  readonly unjudged: UnjudgedChoice;
  /** Whether Calico's staged policies are judged as if they were enforced. */
  readonly staged?: true;
  /** The network plugin by which policies are judged, where the command does not report findings about it. */
  readonly profile?: CniProfile | undefined;
}

/** The most that a user can do about a kind that is known not to matter. */
const HINT = 'where a kind does not matter, say so with the reason: `unjudged` in .ringfence.yaml';

/**
 * Names on standard error the policies of other APIs, which are not judged, counts those that the settings ignore, and
 * names what makes pods that are not shown. Says as well where the plugin enforces nothing.
 * Gives whether that ends the command with 1.
 */
export function reportUnjudged(
  clusters: readonly Cluster[],
  { unjudged: choice, staged, profile }: UnjudgedOptions,
  io: Io,
): boolean {
  const once = (lines: (cluster: Cluster) => string[]) => [...new Set(clusters.flatMap(lines))];
  const ofStaged = (cluster: Cluster) => stagedLines(cluster, staged === true);
  if (clusters.some(({ policies }) => policies.length > 0)) reportNotEnforced(profile, io);
  for (const line of [...once(ignoredLines), ...once(notShownLines), ...once(ofStaged)]) printNote(io, line);
  const lines = once(unjudgedLines);
  if (choice === 'ignore') return false;
  const print = choice === 'error' ? printError : printWarning;
  for (const [index, line] of lines.entries()) print(io, line, index === lines.length - 1 ? HINT : undefined);
  return choice === 'error' && lines.length > 0;
}

/** Says on standard error that the answers are worth nothing on this plugin. */
function reportNotEnforced(profile: CniProfile | undefined, io: Io): void {
  const finding = profile && notEnforced(profile);
  if (finding === undefined) return;
  printWarning(
    io,
    `${finding.message.replace(/^Forbidden: /, '')}; the answers are those of a plugin that enforces them`,
    finding.fix,
  );
}

/** Says on standard error what depends on policies that could not be read or that are refused. */
export function reportFaulty(clusters: readonly Cluster[], io: Io): void {
  const lines = new Set(clusters.flatMap((cluster) => faultyLine(cluster) ?? []));
  for (const line of lines) printWarning(io, line);
}
