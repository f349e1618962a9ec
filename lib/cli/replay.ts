import { sorted } from '../flows/denied-flows';
import { withDefaultDeny } from '../flows/deny-default';
import { replayOf, unusedRules } from '../flows/replayed-flows';
import { ruleText } from '../reachability/explanation/explanation-text';
import { engineOf, Reachability } from '../reachability/reachability';
import { grantsCode, grantsYaml } from '../report/flows/grants-text';
import { replayDocument, type Suggested } from '../report/flows/replay-document';
import { replayMarkdown, replayText } from '../report/flows/replay-text';
import { type SettingsOptions, settingsOf } from './command-settings';
import { suggestedGrants } from './denials';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkNamespace } from './find-by-name';
import { checkStandardInput, type FlowOptions, readFlows } from './flow-inputs';
import type { ReplayFormat, UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { readInput, readSide, reportProblems } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { policyYaml } from './policy-yaml';
import { reportFaulty, reportUnjudged } from './report-unjudged';

export interface ReplayCommandOptions extends InputOptions, SettingsOptions, FlowOptions {
  readonly output: ReplayFormat;
  readonly unjudged: UnjudgedChoice;
  /** What was in force when the log was written. */
  readonly against?: string;
  /** Namespaces that get a default deny which is not in the manifests. */
  readonly denyDefault?: readonly string[];
  /** Whether grants are written for what would be denied. */
  readonly suggest?: boolean;
}

/**
 * `ringfence replay`: which of the connections that a flow log says were allowed the manifests would deny.
 * @public required where it is called, so that it is loaded only then
 */
export async function replay(paths: readonly string[], options: ReplayCommandOptions, io: Io): Promise<ExitCode> {
  const { output, against, denyDefault = [] } = options;
  const settings = settingsOf(options);
  checkStandardInput([...paths, against], options);
  const input = readInput(paths, io, { ...options, ...settings });
  const old = against === undefined ? undefined : readSide(against, io, { ...options, ...settings });
  const [read, before] = [input.cluster, old?.cluster];
  const clusters = before === undefined ? [read] : [read, before];
  for (const cluster of clusters) reportProblems(cluster, io);
  reportFaulty(clusters, io);
  const isError = reportUnjudged(clusters, { ...options, profile: settings.profile }, io);
  for (const namespace of denyDefault) checkNamespace(namespace, read);
  const log = await readFlows(options, io);
  const { profile: cni } = settings;
  const cluster = withDefaultDeny(read, denyDefault);
  const reachability = Reachability.of(cluster, { cni });
  const replayed = replayOf(log, reachability, before && { against: Reachability.of(before, { cni }) });
  const isCode = output === 'typescript' || output === 'yaml';
  const suggested = options.suggest || isCode ? suggestion() : undefined;
  io.out(`${printed()}\n`);
  for (const { passedOver } of old === undefined ? [input] : [input, old]) notePassedOver(passedOver, 'replay', io);
  return exitCodeOf({
    unread: clusters.some(({ problems }) => problems.length > 0),
    found: isError || replayed.denied.length > 0,
  });

  function suggestion(): Suggested {
    const found = sorted(replayed.deniedFlows, reachability);
    const rules = engineOf(reachability).policies.all.flatMap(({ policy, ingress = [], egress = [] }) =>
      denyDefault.length === 0 || denyDefault.includes(policy.namespace) ? [...ingress, ...egress] : [],
    );
    return {
      grants: suggestedGrants(found, reachability, io),
      notGranted: found.notGranted,
      unused: unusedRules(rules, replayed),
    };
  }

  function printed(): string {
    const { grants = [], notGranted = [] } = suggested ?? {};
    switch (output) {
      case 'json':
        return JSON.stringify(replayDocument(log, replayed, cluster, suggested), null, 2);
      case 'markdown':
        return replayMarkdown(log, replayed);
      case 'typescript':
        return [grantsCode(log, grants, notGranted), ...unusedLines('//')].join('\n');
      case 'yaml':
        return [grantsYaml(log, grants, notGranted, policyYaml), ...unusedLines('#')].join('\n');
      case 'text':
        return [
          replayText(log, replayed),
          ...(suggested === undefined ? [] : ['', grantsCode(log, grants, notGranted), ...unusedLines('//')]),
        ].join('\n');
    }
  }

  function unusedLines(comment: string): string[] {
    const rules = suggested?.unused ?? [];
    return rules.length === 0
      ? []
      : [`${comment} rules that none of the traffic used:`, ...rules.map((rule) => `${comment}   ${ruleText(rule)}`)];
  }
}
