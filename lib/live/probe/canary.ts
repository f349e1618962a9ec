import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../files/usage-error';
import type { JsonMap } from '../../policy/validation/structure';
import { compared, type Expected, type ProbeRow, type ProbeVerdict } from '../../report/probe/probe-result';
import {
  CANARY_PROBE_PORT,
  type CanaryOptions,
  type CanaryPod,
  namespaceManifest,
  podManifest,
} from './canary-manifests';
import { type CanaryStep, canarySteps, containerOf, createArgs, removePoliciesArgs } from './canary-plan';
import { type RunningCanary, startedCanaries } from './canary-pods';
import type { PodExec } from './pod-exec';
import type { ProbeKubectl } from './probe-kubectl';
import { portTitle } from './probe-port';
import { canaryNamespace, type ProbeRun } from './probe-run';
import type { Connect } from './tool-answers';
import type { Tool } from './tools';
import { verdictOf } from './verdicts';

/** How a run of canaries waits. */
export interface CanaryWaits {
  /** Seconds until all pods run. */
  readonly start: number;
  /** Seconds until a policy that was added or removed has an effect. */
  readonly settle: number;
}

export interface CanaryWork extends CanaryOptions, CanaryWaits {
  readonly kubectl: ProbeKubectl;
  readonly exec: PodExec;
  readonly run: ProbeRun;
  readonly pods: readonly CanaryPod[];
  /** Gets what goes on, line by line. */
  readonly say: (line: string) => void;
}

const TRIES = 2;
const RETRY_MS = 1000;
/** What cannot be known does not change by waiting as long as policies may take. */
const MOST_UNKNOWN = 5;

/** One client and one address of the server. */
interface Cell {
  readonly client: RunningCanary;
  readonly address: string;
}

/**
 * Makes the canaries, and connects in each step from each client. It removes nothing: the caller does, whatever comes of it.
 * @throws UsageError where something cannot be made or read
 */
export async function runCanaries(work: CanaryWork): Promise<ProbeRow[]> {
  const { kubectl, run, pods, say } = work;
  const namespace = canaryNamespace(run);
  say(`making namespace ${namespace}`);
  await kubectl.require(createArgs, JSON.stringify(namespaceManifest(run)));
  await makePods(work);
  const started = await startedCanaries(kubectl, namespace, pods, work.start);
  if (started.type === 'stuck') throw new UsageError(`the canaries do not start: ${started.reason}`, START_HINT);
  return new CanaryRun(work, started.pods).rows();
}

const START_HINT = '--image names another image, --start-timeout how long to wait';

/** The ServiceAccount that a pod needs is made a moment after its namespace. */
async function makePods({ kubectl, run, pods, say, ...options }: CanaryWork): Promise<void> {
  const deadline = Date.now() + options.start * 1000;
  for (const pod of pods) {
    say(`making pod ${pod.name}`);
    for (;;) {
      const answer = await kubectl.ask(createArgs, JSON.stringify(podManifest(pod, run, options)));
      if (answer.type === 'text') break;
      if (!/serviceaccount/i.test(answer.reason) || Date.now() > deadline || kubectl.isInterrupted) {
        throw new UsageError(`pod ${pod.name} cannot be made: ${answer.reason}`);
      }
      await sleep(RETRY_MS);
    }
  }
}

class CanaryRun {
  private readonly server: RunningCanary;
  private readonly clients: readonly RunningCanary[];
  /** The tool by which a pod has connected, by the pod and the address. */
  private readonly proved = new Map<string, Tool>();
  /** Those that have connected since the policies of this direction were absent. */
  private readonly works = new Set<string>();
  private readonly tools = new Map<string, readonly Tool[]>();

  constructor(
    private readonly work: CanaryWork,
    running: readonly RunningCanary[],
  ) {
    this.server = running.find(({ pod }) => pod.role === 'server') as RunningCanary;
    this.clients = running.filter(({ pod }) => pod.role !== 'server');
  }

  async rows(): Promise<ProbeRow[]> {
    const rows: ProbeRow[] = [];
    for (const step of canarySteps(this.work.run)) {
      if (this.work.kubectl.isInterrupted) break;
      await this.apply(step);
      // That the step has taken effect shows where it lets somebody through; who is not let through is asked after that.
      for (const expected of ['allowed', 'denied']) {
        const clients = this.clients.filter(({ pod }) => step.expected(pod) === expected);
        const found = await Promise.all(clients.map((client) => this.rowsOf(client, step)));
        rows.push(...found.flat());
      }
    }
    return rows;
  }

  private async apply({ add, remove, words }: CanaryStep): Promise<void> {
    const { kubectl, run, say } = this.work;
    say(words);
    if (add === undefined) this.works.clear();
    if (remove !== undefined) await kubectl.require(removePoliciesArgs(remove, run));
    if (add !== undefined) await kubectl.require(createArgs, JSON.stringify(add satisfies JsonMap));
  }

  /** One connection at a time from each pod. */
  private async rowsOf(client: RunningCanary, step: CanaryStep): Promise<ProbeRow[]> {
    const rows: ProbeRow[] = [];
    for (const address of this.server.addresses) rows.push(await this.rowOf({ client, address }, step));
    return rows;
  }

  private async rowOf(cell: Cell, { check, expected: expectedOf, add }: CanaryStep): Promise<ProbeRow> {
    const { client, address } = cell;
    const expected = expectedOf(client.pod);
    const isFirst = add === undefined;
    const observed = await this.observed(cell, expected, isFirst);
    const namespace = canaryNamespace(this.work.run);
    const tool = this.proved.get(keyOf(cell));
    return {
      check,
      from: `${namespace}/${client.pod.name}`,
      to: `${namespace}/${this.server.pod.name}`,
      address,
      port: portTitle(CANARY_PROBE_PORT),
      sameNode: client.node === this.server.node,
      expected,
      observed,
      comparison: compared(expected, observed),
      ...(tool !== undefined && { tool }),
    };
  }

  private async observed(cell: Cell, expected: Expected, isFirst: boolean): Promise<ProbeVerdict> {
    const mesh = cell.client.mesh ?? this.server.mesh;
    if (mesh !== undefined) return { verdict: 'unknown', reason: `a service mesh answers in place of pods: ${mesh}` };
    if (!isFirst && !this.works.has(keyOf(cell))) {
      return {
        verdict: 'unknown',
        reason: 'it did not connect without policies, so that nothing can be known with them',
      };
    }
    return this.settled(cell, expected);
  }

  /** Policies take effect after a while, so what should not be is asked again until then. */
  private async settled(cell: Cell, expected: Expected): Promise<ProbeVerdict> {
    const { settle, kubectl } = this.work;
    const deadline = Date.now() + settle * 1000;
    for (let unknown = 0; ; ) {
      const verdict = await this.verdict(cell);
      if (kubectl.isInterrupted) return { verdict: 'unknown', reason: 'interrupted' };
      if (verdict.verdict === 'unknown') unknown += 1;
      if (verdict.verdict === expected || unknown >= MOST_UNKNOWN || Date.now() >= deadline) return verdict;
      await sleep(Math.min(RETRY_MS, settle * 500));
    }
  }

  private async verdict(cell: Cell): Promise<ProbeVerdict> {
    const toItself: Cell = { client: this.server, address: cell.address };
    const before = await this.connect(toItself);
    const tries: Connect[] = [];
    while (tries.length < TRIES && tries.at(-1)?.type !== 'open') tries.push(await this.connect(cell));
    const after = tries.at(-1)?.type === 'open' ? before : await this.connect(toItself);
    const tool: Connect = this.works.has(keyOf(cell)) ? { type: 'open' } : NEVER_CONNECTED;
    return verdictOf({ tries, before, after, tool });
  }

  /** With the tool that has connected before; else with each in turn until one does. */
  private async connect(cell: Cell): Promise<Connect> {
    const { client, address } = cell;
    const { exec, run } = this.work;
    const from = containerOf(client.pod.name, run);
    const target = { address, port: CANARY_PROBE_PORT };
    const key = keyOf(cell);
    const proved = this.proved.get(key);
    if (proved !== undefined) return this.noted(key, proved, await exec.connect(from, proved, target));
    const found = await this.toolsOf(client.pod.name);
    if (typeof found === 'string') return { type: 'error', reason: found };
    let last: Connect = NEVER_CONNECTED;
    for (const tool of found) {
      last = this.noted(key, tool, await exec.connect(from, tool, target));
      if (last.type === 'open') break;
    }
    return last;
  }

  private noted(key: string, tool: Tool, connect: Connect): Connect {
    if (connect.type === 'open') {
      this.proved.set(key, tool);
      this.works.add(key);
    }
    return connect;
  }

  private async toolsOf(name: string): Promise<readonly Tool[] | string> {
    const known = this.tools.get(name);
    if (known !== undefined) return known;
    const found = await this.work.exec.tools(containerOf(name, this.work.run));
    if (found.type === 'none') return found.reason;
    this.tools.set(name, found.tools);
    return found.tools;
  }
}

const NEVER_CONNECTED: Connect = { type: 'error', reason: 'it has not connected in any step' };

function keyOf({ client, address }: Cell): string {
  return `${client.pod.name} ${address}`;
}
