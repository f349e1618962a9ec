import { grantCode } from '../codegen/grant-code';
import { grantManifests } from '../codegen/grant-manifests';
import { UsageError } from '../files/usage-error';
import type { Explanation } from '../reachability/explanation/explanation';
import { explanationText } from '../reachability/explanation/explanation-text';
import { Reachability } from '../reachability/reachability';
import { explainDocument } from '../report/explain-document';
import { explainColours } from './colours';
import { type SettingsOptions, settingsOf } from './command-settings';
import { endNamed, portAt } from './ends-named';
import { type ExitCode, exitCodeOf } from './exit-code';
import { explainedFlow } from './explained-flow';
import type { ExplainFormat, GrantFormat, UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { policyYaml } from './policy-yaml';
import { type AskedPort, readPort } from './port-named';
import { print } from './print';
import { reportFaulty, reportUnjudged } from './report-unjudged';

export interface ExplainOptions extends InputOptions, SettingsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  /** A line of a flow log, in place of the three. */
  readonly flow?: string;
  /** What the suggested grant is written in. */
  readonly as: GrantFormat;
  readonly output: ExplainFormat;
  readonly unjudged: UnjudgedChoice;
}

/**
 * `ringfence explain`: why a connection is allowed or denied, and what would allow it.
 * @public required where it is called, so that it is loaded only then
 */
export function explain(paths: readonly string[], options: ExplainOptions, io: Io): ExitCode {
  const { output, as } = options;
  const question = questionOf(options);
  const settings = settingsOf(options);
  const input = readInput(paths, io, { ...options, ...settings });
  const { cluster } = input;
  // First, since what could not be read may be what is asked for.
  reportProblems(cluster, io);
  reportFaulty([cluster], io);
  const found = reportUnjudged([cluster], { ...options, profile: settings.profile }, io);
  notePassedOver(input.passedOver, 'explain', io);
  const reachability = Reachability.of(cluster, { cni: settings.profile });
  const explanation =
    'flow' in question ? explainedFlow(question.flow, reachability) : explained(reachability, question);
  const manifests = grantManifests(explanation, new Set(cluster.policies.map(({ id }) => id)));
  if (output === 'json') io.out(`${JSON.stringify(explainDocument(explanation, manifests, cluster), null, 2)}\n`);
  else print(io, textOf(explanation, as === 'yaml' ? policyYaml(manifests) : undefined), explainColours);
  return exitCodeOf({ unread: cluster.problems.length > 0, found });
}

/** @param yaml the suggested grant; without it, it is written in TypeScript */
function textOf(explanation: Explanation, yaml?: string): string {
  const text = explanationText(explanation);
  const { grant } = explanation;
  if (grant === undefined) return text;
  return `${text}\n\nthe smallest grant that would allow it:\n\n${yaml ?? grantCode(grant)}`;
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly asked: AskedPort;
}

/** @throws UsageError where the question is not whole, or asked in two ways */
function questionOf({ from, to, port, flow }: ExplainOptions): Question | { readonly flow: string } {
  const given = Object.entries({ from, to, port }).filter(([, value]) => value !== undefined);
  if (flow !== undefined) {
    if (given.length === 0) return { flow };
    throw new UsageError(
      `--flow and --${given[0]?.[0]} ask in two ways`,
      'give a line of a log, or --from, --to and --port',
    );
  }
  if (from !== undefined && to !== undefined && port !== undefined) return { from, to, asked: readPort(port) };
  const missing = Object.entries({ from, to, port }).flatMap(([name, value]) =>
    value === undefined ? [`--${name}`] : [],
  );
  throw new UsageError(
    `${missing.join(', ')} missing`,
    'name both ends and a port, or give a line of a flow log with --flow',
  );
}

function explained(reachability: Reachability, { from, to, asked }: Question): Explanation {
  const { cluster } = reachability;
  const [source, destination] = [endNamed(from, cluster), endNamed(to, cluster)];
  if ('clusterIps' in source) {
    throw new UsageError(`${from} is a Service, and a Service opens no connections`, 'name the workload that does');
  }
  const { through, ...port } = portAt(asked, destination, to, cluster);
  try {
    const explanation = reachability.explain(source, destination, { type: 'port', ...port });
    return through === undefined ? explanation : { ...explanation, through };
  } catch (error) {
    // A Service without that port, or one that leads to several.
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
