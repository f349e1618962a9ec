import { UsageError } from '../files/usage-error';
import type { Kubectl } from '../live/kubectl';
import { clusterName } from '../live/live-cluster';
import { runCanaries } from '../live/probe/canary';
import { canaryFindings } from '../live/probe/canary-findings';
import { canaryNodes } from '../live/probe/canary-nodes';
import { canaryPermissions, canaryPlan, canaryPods } from '../live/probe/canary-plan';
import { leftovers, removeNamespace } from '../live/probe/cleanup';
import { Limiter } from '../live/probe/limits';
import { missingOf } from '../live/probe/permissions';
import { pluginNotes } from '../live/probe/plugin-notes';
import { PodExec } from '../live/probe/pod-exec';
import { ProbeKubectl } from '../live/probe/probe-kubectl';
import { canaryNamespace, newRun } from '../live/probe/probe-run';
import { exitOf, type ProbeResult } from '../report/probe/probe-result';
import type { ExitCode } from './exit-code';
import type { Io } from './io';
import { kubectlOf, reading } from './live-input';
import { printError, printWarning } from './print-error';
import { probeModel } from './probe-model';
import type { ProbeOptions } from './probe-options';
import { imageOf, notPermitted, numberOf, PROBE_WRITERS, secondsOf } from './probe-output';
import { planText } from './probe-plan-text';

/** How long a canary may live at most, in seconds: far longer than a run takes. */
const LIFETIME = 900;
const REMOVAL_SECONDS = 60;

/**
 * `ringfence probe`: connects from inside of the cluster.
 * @public required where it is called, so that it is loaded only then
 */
export async function probe(options: ProbeOptions, io: Io): Promise<ExitCode> {
  if (options.plan && options.yes) throw new UsageError('--plan and --yes are one too many', 'leave out one of them');
  if (options.model || options.contract !== undefined) return probeModel(options, io);
  if (options.ephemeral)
    throw new UsageError('--ephemeral is about pods of the user', 'use it with --model or --contract');
  if (options.namespace !== undefined)
    throw new UsageError('--namespace is about pods of the user', 'use it with --model or --contract');
  const kubectl = kubectlOf(options, io);
  if (options.cleanup) return cleanUp(new ProbeKubectl(kubectl.options), io);
  return canaries(kubectl, options, io);
}

async function canaries(kubectl: Kubectl, options: ProbeOptions, io: Io): Promise<ExitCode> {
  const image = imageOf(options.image);
  const waits = {
    start: secondsOf('--start-timeout', options.startTimeout),
    settle: secondsOf('--settle', options.settle),
  };
  const limits = { rate: numberOf('--rate', options.rate), most: numberOf('--most', options.most) };
  const nodes = reading(kubectl, io, () => canaryNodes(kubectl));
  const run = newRun(LIFETIME);
  const pods = canaryPods(nodes.type === 'known' ? nodes.names : []);
  const made = { image, lifetime: LIFETIME };
  const writer = new ProbeKubectl(kubectl.options);
  if (!options.yes) {
    io.out(planText(canaryPlan(run, pods, made), writer));
    if (!options.plan) printWarning(io, 'nothing was probed: --yes runs this plan');
    return options.plan ? 0 : 2;
  }
  const missing = await missingOf(writer, canaryPermissions(run));
  if (missing.length > 0) return notPermitted(missing, io);
  const namespace = canaryNamespace(run);
  const exec = new PodExec(writer, new Limiter(limits));
  const say = (line: string) => io.err(`${line}\n`);
  const rows = await withRemoval(writer, namespace, io, () =>
    runCanaries({ ...made, ...waits, kubectl: writer, exec, run, pods, say }),
  );
  const across =
    nodes.type === 'unknown' ? [`across nodes was not probed, since Nodes may not be read: ${nodes.why}`] : [];
  const notes = [...across, ...pluginNotes(kubectl, rows)];
  const result: ProbeResult = {
    mode: 'canary',
    cluster: options.context ?? clusterName(kubectl),
    run: run.id,
    rows,
    findings: canaryFindings(rows),
    notes,
  };
  io.out(PROBE_WRITERS[options.output](result));
  return exitOf(result);
}

/** Whatever comes of it, the namespace is removed again; also where the user interrupts. */
async function withRemoval<T>(kubectl: ProbeKubectl, namespace: string, io: Io, work: () => Promise<T>): Promise<T> {
  const stop = io.onInterrupt?.(() => {
    if (!kubectl.isInterrupted) io.err('interrupted: removing what was made; this takes a moment\n');
    kubectl.interrupt();
  });
  try {
    const result = await work();
    if (kubectl.isInterrupted) throw new UsageError('interrupted');
    return result;
  } finally {
    await removed(kubectl.afterInterrupt(), namespace, io);
    stop?.();
  }
}

async function removed(kubectl: ProbeKubectl, namespace: string, io: Io): Promise<void> {
  try {
    io.err(`removing namespace ${namespace}\n`);
    const isGone = await removeNamespace(kubectl, namespace, REMOVAL_SECONDS);
    if (!isGone) printWarning(io, `namespace ${namespace} is still being removed`);
  } catch (error) {
    const why = error instanceof UsageError ? error.errors.join('; ') : String(error);
    printError(io, `namespace ${namespace} could not be removed: ${why}`, 'remove it: ringfence probe --cleanup');
  }
}

/** Removes what runs have left. */
async function cleanUp(kubectl: ProbeKubectl, io: Io): Promise<ExitCode> {
  const found = await leftovers(kubectl);
  let isClean = true;
  for (const { namespace, expires } of found) {
    const isGone = await removeNamespace(kubectl, namespace, REMOVAL_SECONDS);
    isClean &&= isGone;
    io.out(
      `${isGone ? 'removed' : 'still being removed'}: namespace ${namespace}${expires === undefined ? '' : `, which was for use until ${expires}`}\n`,
    );
  }
  if (found.length === 0) io.out('nothing to remove: no namespace is of a run of probes\n');
  return isClean ? 0 : 2;
}
