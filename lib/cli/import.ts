import { writeFileSync } from 'node:fs';
import type { Cluster, ClusterPolicy } from '../cluster/cluster';
import { describeSource } from '../cluster/source';
import { appCode, programCode } from '../codegen/import/app-code';
import { type ImportedPolicy, importPolicies, type TargetEngine } from '../codegen/import/import-policies';
import { dialectKind } from '../dialects/dialects';
import { UsageError } from '../files/usage-error';
import { escapeControls } from '../policy/unknown-value';
import { contentsText } from '../report/contents-text';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkNamespace } from './find-by-name';
import type { UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { printError } from './print-error';
import { reportUnjudged } from './report-unjudged';

export interface ImportOptions extends InputOptions, Pick<SettingsOptions, 'config'> {
  readonly unjudged: UnjudgedChoice;
  /** Only the policies of this namespace. */
  readonly namespace?: string;
  readonly engine: TargetEngine;
  /** The file to write. */
  readonly output?: string;
  /** Whether a file that is there may be replaced. */
  readonly force?: boolean;
}

/**
 * `ringfence import`: NetworkPolicies as a cdk8s app or a Pulumi program that writes the same. What became of each policy goes to standard
 * error; nothing is written unless all of them could be imported.
 * @public required where it is called, so that it is loaded only then
 */
export function importManifests(paths: readonly string[], options: ImportOptions, io: Io): ExitCode {
  const { namespace, engine, output, force = false } = options;
  const input = readInput(paths, io, { ...options, ...settingsOf(options) });
  const { cluster } = input;
  reportProblems(cluster, io);
  const found = reportUnjudged([cluster], options, io);
  notePassedOver(input.passedOver, 'import', io);
  if (cluster.problems.length > 0) return 2;
  const left = leftAsTheyAre(cluster, namespace);
  if (cluster.policies.length === 0) {
    const [first] = left;
    throw first === undefined
      ? new UsageError(`no policies to import; the input holds ${contentsText(cluster)}`)
      : new UsageError(`no NetworkPolicies to import; ${first.title} and the like are left as they are`);
  }
  const { statements, policies } = importPolicies(policiesIn(namespace, cluster), engine);
  for (const imported of policies) reportOutcome(imported, io);
  for (const { title, source } of left) {
    io.err(
      `${escapeControls(`${describeSource(source)}: ${title}: left as it is: import writes NetworkPolicies alone`)}\n`,
    );
  }
  if (policies.some(({ problems }) => problems.length > 0)) return 2;
  const code = engine === 'cdk8s' ? appCode(statements) : programCode(statements);
  if (output === undefined) io.out(code);
  else write(output, code, force);
  return exitCodeOf({ found });
}

/** Policies of other APIs, which are judged with the others; those that are not judged are named by themselves. */
function leftAsTheyAre({ dialectObjects }: Cluster, namespace: string | undefined) {
  return dialectObjects
    .filter(({ group, kind }) => dialectKind(group, kind)?.role === 'policy')
    .filter((one) => namespace === undefined || one.namespace === namespace)
    .map(({ group, kind, id, source }) => ({ title: `${kind} ${id} (${group})`, source }));
}

/** @throws UsageError where there are none */
function policiesIn(namespace: string | undefined, cluster: Cluster): readonly ClusterPolicy[] {
  if (namespace === undefined) return cluster.policies;
  checkNamespace(namespace, cluster);
  const policies = cluster.policies.filter((policy) => policy.namespace === namespace);
  if (policies.length > 0) return policies;
  const others = new Set(cluster.policies.map((policy) => policy.namespace));
  throw new UsageError(
    `no policies to import in namespace ${namespace}`,
    `there are some in ${[...others].join(', ')}`,
  );
}

function reportOutcome({ policy, construct, problems, notKept }: ImportedPolicy, io: Io): void {
  const place = `${describeSource(policy.source)}: NetworkPolicy ${policy.id}`;
  if (problems.length > 0) {
    printError(io, `${place}: could not be imported: ${problems.join('; ')}`);
    return;
  }
  const without = notKept.length === 0 ? '' : `; not kept: ${notKept.join(', ')}`;
  io.err(`${escapeControls(`${place}: ${construct}, proved equal${without}`)}\n`);
}

function write(file: string, code: string, force: boolean): void {
  try {
    writeFileSync(file, code, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code: reason, message } = error as NodeJS.ErrnoException;
    if (reason === 'EEXIST') throw new UsageError(`${file} is there already; --force replaces it`);
    throw new UsageError(`${file} cannot be written: ${message}`);
  }
}
