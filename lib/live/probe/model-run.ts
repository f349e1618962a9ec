import { compared, type ProbeRow, type ProbeVerdict } from '../../report/probe/probe-result';
import type { ModelWorld } from './model-world';
import type { PlannedPair, UnplannedPair } from './planned-pair';
import type { PodConnector, Proof } from './pod-connector';
import { controlSeconds, type Target } from './pod-exec';
import { isSamePort, type ProbePort, portTitle } from './probe-port';
import { podTitle, type RunningPod, type WorkloadPod } from './running-pods';
import type { Connect } from './tool-answers';
import { verdictOf } from './verdicts';

export interface ModelWork {
  readonly world: ModelWorld;
  readonly connector: PodConnector;
  /** Gets what goes on, line by line. */
  readonly say: (line: string) => void;
  readonly isInterrupted: () => boolean;
}

const TRIES = 2;
/** So many connections are tried at once. */
const AT_ONCE = 4;
/** So many other pods are asked, so that a pod shows that it can connect at all. */
const MOST_TOOL_CONTROLS = 3;

/** Tries connections between pods of the user. Nothing is made or changed in the cluster. */
export class ModelRun {
  /** Connections that were to show whether a pod can connect at all, each tried once, by the pod and the target. */
  private readonly toolControls = new Map<string, Promise<Connect>>();

  constructor(private readonly work: ModelWork) {}

  async rows(pairs: readonly PlannedPair[], unplanned: readonly UnplannedPair[]): Promise<ProbeRow[]> {
    const rows: ProbeRow[] = [];
    for (let start = 0; start < pairs.length; start += AT_ONCE) {
      rows.push(...(await Promise.all(pairs.slice(start, start + AT_ONCE).map((pair) => this.rowOf(pair)))));
    }
    return [...rows, ...unplanned.map(unplannedRow)];
  }

  private async rowOf(pair: PlannedPair): Promise<ProbeRow> {
    const { check, from, to, address, port, expected, model } = pair;
    this.work.say(`${podTitle(from)} to ${address} ${portTitle(port)}`);
    const observed = await this.observed(pair);
    const tool = this.work.connector.toolOf(from, port.protocol);
    const first = compared(expected, observed);
    return {
      check,
      from: podTitle(from),
      to: to === undefined ? address : podTitle(to),
      address,
      port: portTitle(port),
      ...(to !== undefined && from.node !== '' && to.node !== '' && { sameNode: from.node === to.node }),
      expected,
      ...(model !== undefined && { model }),
      observed,
      // As claimed, and yet not as the policies say.
      comparison: first === 'agrees' && model !== undefined && model !== 'depends' ? compared(model, observed) : first,
      ...(tool !== undefined && { tool }),
    };
  }

  private async observed({ from, to, address, port, expected, controls }: PlannedPair): Promise<ProbeVerdict> {
    const { connector, isInterrupted } = this.work;
    const mesh = from.mesh ?? to?.mesh;
    if (mesh !== undefined) return { verdict: 'unknown', reason: `a service mesh answers in place of pods: ${mesh}` };
    const target = { address, port };
    // First of all, so that one tool is known to work, and no others are tried.
    const tool = await this.toolControl(from, target);
    // What connects needs no control of the other end.
    if (expected === 'allowed' && (await connector.connect(from, target)).type === 'open')
      return { verdict: 'allowed' };
    const before = await this.control(controls, target);
    const tries: Connect[] = [];
    while (tries.length < TRIES && tries.at(-1)?.type !== 'open' && !isInterrupted())
      tries.push(await connector.connect(from, target));
    if (isInterrupted()) return { verdict: 'unknown', reason: 'interrupted' };
    const after = tries.at(-1)?.type === 'open' ? before : await this.control(controls, target);
    return verdictOf({ tries, before, after, tool });
  }

  /** Whether a port is open to any pod that may reach it: itself always may. */
  private async control(controls: readonly RunningPod[], target: Target): Promise<Connect> {
    let last: Connect = { type: 'error', reason: 'no other pod that may be probed may reach it' };
    for (const pod of controls) {
      last = await this.work.connector.connect(pod, target, 'open', controlSeconds(target.port));
      if (last.type === 'open') return last;
    }
    return last;
  }

  /** A pod shows that its tool works: at itself, or at another that the policies let it reach. */
  private async toolControl(from: WorkloadPod, but: Target): Promise<Connect> {
    const { protocol } = but.port;
    const own = from.ports
      .filter((port) => port.protocol === protocol)
      .flatMap((port) => from.addresses.map((address) => ({ address, port })));
    let last: Connect = { type: 'error', reason: 'it declares no port, and the policies let it reach no other pod' };
    for (const targets of [() => own, () => this.reached(from, but)]) {
      for (const target of targets()) {
        last = await this.toolControlAt(from, target);
        if (last.type === 'open') return last;
      }
    }
    return protocol === 'UDP' ? this.ownRefusal(from) : last;
  }

  /**
   * A pod to whose questions no server answers: that a closed port of its own refuses shows that the tool sends, and says
   * what comes back.
   */
  private async ownRefusal(from: WorkloadPod): Promise<Connect> {
    const [address = ''] = from.addresses;
    const own = await this.toolControlAt(from, { address, port: CLOSED_PORT }, 'refused');
    if (own.type === 'refused') return { type: 'open' };
    return own.type === 'error' ? own : { type: 'error', reason: 'not even a closed port of its own refuses' };
  }

  private toolControlAt(from: WorkloadPod, target: Target, proof: Proof = 'open'): Promise<Connect> {
    const key = `${podTitle(from)} ${target.address} ${portTitle(target.port)}`;
    const known = this.toolControls.get(key) ?? this.work.connector.connect(from, target, proof);
    this.toolControls.set(key, known);
    return known;
  }

  /** Ports of others that the policies let a pod reach. */
  private reached(from: WorkloadPod, but: Target): Target[] {
    const targets: Target[] = [];
    const { workloads, targets: all } = this.work.world;
    for (const { workload, addresses, ports, mesh } of but.port.protocol === 'UDP' ? all : workloads) {
      const [address] = addresses;
      if (workload === from.workload || address === undefined || mesh !== undefined) continue;
      const port = ports.find(
        (one) => one.protocol === but.port.protocol && this.work.world.verdict(from, address, one) === 'allowed',
      );
      if (port === undefined || (address === but.address && isSamePort(port, but.port))) continue;
      targets.push({ address, port });
      if (targets.length >= MOST_TOOL_CONTROLS) break;
    }
    return targets;
  }
}

/** Of UDP, and one on which next to nothing listens. */
const CLOSED_PORT: ProbePort = { protocol: 'UDP', port: 9 };

function unplannedRow({ check, why, expected = 'denied', port = '-' }: UnplannedPair): ProbeRow {
  const none = '-';
  return {
    check,
    from: none,
    to: none,
    address: none,
    port,
    expected,
    observed: { verdict: 'unknown', reason: why },
    comparison: 'not-probed',
  };
}
