import { problemWords } from '../cluster/problem-words';
import { UsageError } from '../files/usage-error';
import { addLiveCluster } from '../live/live-cluster';
import type { LiveObjects } from '../live/live-objects';
import { type BoundaryPairs, boundaryPairs } from '../live/probe/boundary-pairs';
import { claimPairs } from '../live/probe/claim-pairs';
import { EphemeralContainers, ephemeralName } from '../live/probe/ephemeral-containers';
import { Limiter } from '../live/probe/limits';
import { modelFindings } from '../live/probe/model-findings';
import { modelPermissions, modelPlan } from '../live/probe/model-plan';
import { ModelRun } from '../live/probe/model-run';
import { ModelWorld } from '../live/probe/model-world';
import { missingOf } from '../live/probe/permissions';
import { pluginNotes } from '../live/probe/plugin-notes';
import { PodConnector } from '../live/probe/pod-connector';
import { PodExec } from '../live/probe/pod-exec';
import { ProbeKubectl } from '../live/probe/probe-kubectl';
import { newRun, type ProbeRun } from '../live/probe/probe-run';
import { type RunningPod, runningPod } from '../live/probe/running-pods';
import { dnsLabelProblems } from '../policy/validation/names';
import { isMap } from '../policy/validation/structure';
import { Claims } from '../reachability/claims/claim';
import { judgeTerms } from '../reachability/claims/contract';
import { Reachability } from '../reachability/reachability';
import { exitOf, type JudgedClaim, type ProbeResult } from '../report/probe/probe-result';
import { type ContractFile, readContractFile } from '../settings/contract-file';
import { settingsOf } from './command-settings';
import type { ExitCode } from './exit-code';
import { InputReader } from './input-reader';
import { reportProblems } from './inputs';
import type { Io } from './io';
import { kubectlOf, reading } from './live-input';
import { printWarning } from './print-error';
import type { ProbeOptions } from './probe-options';
import { imageOf, notPermitted, numberOf, PROBE_WRITERS, secondsOf } from './probe-output';
import { planText } from './probe-plan-text';

/** They are probed only where they are named, and so are those of OpenShift itself, which begin as the second says. */
const SYSTEM: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
const SYSTEM_PREFIX = 'openshift-';

/** Connects between pods of the user, by commands in them, and compares what happens with the policies. */
export async function probeModel(options: ProbeOptions, io: Io): Promise<ExitCode> {
  const { contract: file, namespace, context } = options;
  const limits = { rate: numberOf('--rate', options.rate), most: numberOf('--most', options.most) };
  const contract = file === undefined ? undefined : readContractFile(file);
  const settings = settingsOf(options);
  const kubectl = kubectlOf(options, io);
  const running: RunningPod[] = [];
  const reader = new InputReader({ ...options, ...settings });
  const { name, notes } = reading(kubectl, io, () =>
    reader.addLive((builder) => {
      const objects: LiveObjects = {
        add(object) {
          const pod = isMap(object.manifest) ? runningPod(object.manifest) : undefined;
          if (pod !== undefined) running.push(pod);
          builder.add(object);
        },
        addUnread: (problem, unjudged) => builder.addUnread(problem, unjudged),
      };
      return addLiveCluster(objects, kubectl, { context });
    }),
  );
  for (const note of notes) printWarning(io, note);
  const { cluster } = reader.input();
  reportProblems(cluster, io);
  const reachability = Reachability.of(cluster, { cni: settings.profile });
  const world = new ModelWorld(reachability, running, namespacesOf(namespace, cluster.namespaces.keys()));
  const { pairs, unplanned, alike, untried } = planned(world, contract);
  const writer = new ProbeKubectl(kubectl.options);
  const run = newRun(LIFETIME);
  const added = {
    image: imageOf(options.image),
    lifetime: LIFETIME,
    start: secondsOf('--start-timeout', options.startTimeout),
  };
  if (!options.yes) {
    const plan = modelPlan(pairs, unplanned, options.ephemeral && { run, options: added });
    io.out(planText(plan, writer));
    if (!options.plan) printWarning(io, 'nothing was probed: --yes runs this plan, by commands in these pods');
    return options.plan ? 0 : 2;
  }
  const missing = await missingOf(writer, modelPermissions(pairs, options.ephemeral));
  if (missing.length > 0) return notPermitted(missing, io);
  const stop = io.onInterrupt?.(() => writer.interrupt());
  try {
    const ephemeral = options.ephemeral && new EphemeralContainers(writer, run, added);
    const connector = new PodConnector(new PodExec(writer, new Limiter(limits)), ephemeral);
    const say = (line: string) => io.err(`${line}\n`);
    const work = { world, connector, say, isInterrupted: () => writer.isInterrupted };
    const rows = await new ModelRun(work).rows(pairs, unplanned);
    if (writer.isInterrupted) throw new UsageError('interrupted', 'commands in pods end by themselves');
    const result: ProbeResult = {
      mode: 'model',
      cluster: context ?? name,
      run: run.id,
      rows,
      ...(contract !== undefined && { brokenClaims: brokenClaims(contract, reachability) }),
      unread: cluster.problems.map((problem) => problemWords(problem).what),
      findings: modelFindings(rows),
      notes: [...notesOf(world, { alike, untried }, ephemeral?.added ?? new Set(), run), ...pluginNotes(kubectl, rows)],
    };
    io.out(PROBE_WRITERS[options.output](result));
    return exitOf(result);
  } finally {
    stop?.();
  }
}

/** How long a container that was added may run, in seconds. */
const LIFETIME = 900;

function notesOf(
  world: ModelWorld,
  { alike, untried }: Pick<BoundaryPairs, 'alike' | 'untried'>,
  added: ReadonlySet<string>,
  run: ProbeRun,
): string[] {
  const exhausted = 'so many pairs were judged that some were not looked at: name namespaces by -n';
  const left = `these pods have a container ${ephemeralName(run)} in their description until they go; it ends by itself: ${[...added].join(', ')}`;
  const same = `not probed: ${alike} more of the workloads that the same policies close as one that was`;
  const open = `not probed, since each pod that may be probed is let through: ${untried} of the boundaries; name more namespaces by -n`;
  const seen = new Set(world.workloads.map(({ workload }) => workload.id));
  const { workloads } = world.reachability.cluster;
  const isAsked = world.dnsServers.some(({ ports }) => ports.some(({ protocol }) => protocol === 'UDP'));
  const noDns =
    "the cluster's DNS server was not asked: no pod of it that runs, is ready, and has an address of its own was found";
  const absent = workloads.filter(({ id, namespace }) => world.namespaces.has(namespace) && !seen.has(id)).length;
  const without = `not probed: workloads without a pod that runs, is ready, and has an address of its own (${absent})`;
  return [
    ...(alike > 0 ? [same] : []),
    ...(untried > 0 ? [open] : []),
    ...(absent > 0 ? [without] : []),
    ...(isAsked ? [] : [noDns]),
    ...(world.isExhausted ? [exhausted] : []),
    ...(added.size > 0 ? [left] : []),
  ];
}

function planned(world: ModelWorld, contract: ContractFile | undefined): BoundaryPairs {
  return contract === undefined ? boundaryPairs(world) : { ...claimPairs(contract, world), alike: 0, untried: 0 };
}

/** @throws UsageError for what is no name */
function namespacesOf(named: string | undefined, all: Iterable<string>): ReadonlySet<string> {
  if (named === undefined)
    return new Set([...all].filter((name) => !SYSTEM.has(name) && !name.startsWith(SYSTEM_PREFIX)));
  const names = named.split(',');
  const known = new Set(all);
  for (const name of names) {
    const [problem] = dnsLabelProblems(name);
    if (problem !== undefined) throw new UsageError(`--namespace ${named}: ${problem}`);
    if (!known.has(name)) throw new UsageError(`no namespace ${name} in the cluster`);
  }
  return new Set(names);
}

/** What the policies themselves do not keep, whatever happens in the cluster. */
function brokenClaims(contract: ContractFile, reachability: Reachability): JudgedClaim[] {
  const isolated = contract.isolated.flatMap(({ namespace, direction }): JudgedClaim[] => {
    const claim = Claims.isolated(namespace, direction);
    const { verdict, reason } = claim.judge(reachability);
    return verdict === 'holds' ? [] : [{ verdict, text: `${claim.text}\n${reason}` }];
  });
  const { isolated: _, ...terms } = contract;
  const isAny = Object.values(terms).some((list) => list.length > 0);
  return [...(isAny ? judgeTerms(terms, reachability) : []), ...isolated];
}
