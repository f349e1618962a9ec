import type { Cluster } from '../cluster/cluster';
import { type Denials, denialsOf, type NotGrantedReason } from '../flows/denied-flows';
import type { FlowLog } from '../flows/flow-log';
import { grantsFor } from '../flows/missing-grants';
import { patchesFor } from '../flows/policy-patch';
import { provedGrants } from '../flows/proved-grants';
import { Reachability } from '../reachability/reachability';
import { denialsDocument, type GrantWithPatches } from '../report/flows/denials-document';
import { denialsMarkdown, denialsText } from '../report/flows/denials-text';
import { count } from '../report/flows/flow-log-document';
import { grantsCode, grantsYaml } from '../report/flows/grants-text';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkStandardInput, type FlowOptions, readFlows } from './flow-inputs';
import type { DenialsFormat, UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { policyYaml } from './policy-yaml';
import { printWarning } from './print-error';
import { reportFaulty, reportUnjudged } from './report-unjudged';

export interface DenialsOptions extends InputOptions, SettingsOptions, FlowOptions {
  readonly output: DenialsFormat;
  readonly unjudged: UnjudgedChoice;
}

/**
 * `ringfence denials`: the connections that a flow log says were denied, and the smallest grants that would allow them.
 * @public required where it is called, so that it is loaded only then
 */
export async function denials(paths: readonly string[], options: DenialsOptions, io: Io): Promise<ExitCode> {
  const settings = settingsOf(options);
  checkStandardInput(paths, options);
  const { cluster, passedOver } = readInput(paths, io, { ...options, ...settings });
  reportProblems(cluster, io);
  reportFaulty([cluster], io);
  const isError = reportUnjudged([cluster], { ...options, profile: settings.profile }, io);
  const log = await readFlows(options, io);
  const reachability = Reachability.of(cluster, { cni: settings.profile });
  const { withoutVerdict } = log.counts;
  if (withoutVerdict > 0) {
    printWarning(
      io,
      `${count(withoutVerdict, 'record')} without a word of whether the packet was allowed or denied: none counts as denied (--log-prefix says which lines of the kernel are of denied packets)`,
    );
  }
  const found = denialsOf(log, reachability);
  const grants = suggestedGrants(found, reachability, io);
  io.out(`${printed(options.output, log, found, grants, cluster)}\n`);
  const isMissing = found.missing.length > 0 || found.notGranted.some(({ reason }) => LACKS_GRANT.has(reason));
  notePassedOver(passedOver, 'denials', io);
  return exitCodeOf({ unread: cluster.problems.length > 0, found: isError || isMissing });
}

/** Reasons with which something has to be done so that the connection is allowed, though no grant can be written for it. */
const LACKS_GRANT: ReadonlySet<NotGrantedReason> = new Set(['outside', 'no-lasting-labels']);

/** The grants for what is missing, with what the engine says that they open, and what changes would do the same. */
export function suggestedGrants(
  { missing }: Pick<Denials, 'missing'>,
  reachability: Reachability,
  io: Io,
): GrantWithPatches[] {
  const taken = new Set(reachability.cluster.policies.map(({ id }) => id));
  const { grants, closed } = provedGrants(grantsFor(missing, taken), reachability);
  for (const { from, to } of closed.slice(0, 5)) printWarning(io, `the grants would close ${from} -> ${to}`);
  return grants.map((grant) => {
    const patches = patchesFor(grant, reachability);
    return { ...grant, ...(patches && { patches }) };
  });
}

function printed(
  format: DenialsFormat,
  log: FlowLog,
  found: Denials,
  grants: readonly GrantWithPatches[],
  cluster: Cluster,
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(denialsDocument(log, found, grants, cluster), null, 2);
    case 'markdown':
      return denialsMarkdown(log, found, grants);
    case 'typescript':
      return grantsCode(log, grants, found.notGranted);
    case 'yaml':
      return grantsYaml(log, grants, found.notGranted, policyYaml);
    case 'text':
      return denialsText(log, found, grants);
  }
}
