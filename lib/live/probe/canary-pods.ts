import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../files/usage-error';
import { oneLine } from '../../policy/unknown-value';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import { parseAddress } from '../../reachability/sets/address-set';
import { listPage } from '../api-answer';
import { mapIn, mapsIn, textIn } from '../object-fields';
import type { CanaryPod } from './canary-manifests';
import { meshOf } from './mesh';
import type { ProbeKubectl } from './probe-kubectl';

/** A canary that runs. */
export interface RunningCanary {
  readonly pod: CanaryPod;
  readonly addresses: readonly string[];
  readonly node: string;
  /** Whether a service mesh has put something into it, or around it. */
  readonly mesh?: string;
}

/** Canaries that run, or why one of them does not. */
export type StartedCanaries =
  | { readonly type: 'running'; readonly pods: readonly RunningCanary[] }
  | { readonly type: 'stuck'; readonly reason: string };

const POLL_MS = 500;
const PODS = { kind: 'Pod', apiVersion: 'v1', namespaced: true } as const;

/**
 * Waits until all canaries run and have addresses.
 * @param seconds how long that may take
 */
export async function startedCanaries(
  kubectl: ProbeKubectl,
  namespace: string,
  pods: readonly CanaryPod[],
  seconds: number,
): Promise<StartedCanaries> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const text = await kubectl.require(['get', `--raw=${path}`]);
    const { items } = listPage(text, PODS, path, namespace);
    const states = pods.map((pod) => stateOf(pod, items));
    const ended = states.find((state) => state.type === 'ended');
    if (ended?.type === 'ended') return { type: 'stuck', reason: ended.reason };
    const running = states.flatMap((state) => (state.type === 'running' ? [state.canary] : []));
    if (running.length === pods.length) return { type: 'running', pods: running };
    if (Date.now() >= deadline) {
      const waiting = states.flatMap((state) => (state.type === 'waiting' ? [state.reason] : []));
      return { type: 'stuck', reason: `after ${seconds} seconds ${waiting[0]}` };
    }
    await sleep(POLL_MS);
  }
}

type State =
  | { readonly type: 'running'; readonly canary: RunningCanary }
  | { readonly type: 'waiting' | 'ended'; readonly reason: string };

function stateOf(pod: CanaryPod, items: readonly JsonMap[]): State {
  const object = items.find((item) => nameIn(item) === pod.name);
  if (object === undefined) return { type: 'ended', reason: `pod ${pod.name} is gone` };
  const status = mapIn(object, 'status');
  const phase = field(status, 'phase');
  if (phase === 'Failed' || phase === 'Succeeded') {
    return { type: 'ended', reason: `pod ${pod.name} ended: ${waitingReason(status, phase)}` };
  }
  const given = field(status, 'podIPs');
  const ips = (Array.isArray(given) ? given : []).map((one) => (isMap(one) ? field(one, 'ip') : undefined));
  const single = field(status, 'podIP');
  const addresses = [...new Set([...(single === undefined ? [] : [single]), ...ips])];
  const node = field(mapIn(object, 'spec'), 'nodeName');
  if (phase !== 'Running' || addresses.length === 0 || typeof node !== 'string') {
    return { type: 'waiting', reason: `pod ${pod.name} does not run: ${waitingReason(status, phase)}` };
  }
  if (!addresses.every((one): one is string => typeof one === 'string' && parseAddress(one) !== undefined)) {
    throw new UsageError(`pod ${pod.name} has an address that is none`, 'look whether this program is kubectl');
  }
  const mesh = meshOf(object);
  return { type: 'running', canary: { pod, addresses, node, ...(mesh !== undefined && { mesh }) } };
}

function waitingReason(status: JsonMap, phase: unknown): string {
  const texts = [
    ...mapsIn(status, 'containerStatuses').flatMap((one) =>
      ['waiting', 'terminated'].map((state) => {
        const { reason, message } = textsOf(mapIn(one, 'state', state));
        return [reason, message].filter((text) => text !== '').join(': ');
      }),
    ),
    ...mapsIn(status, 'conditions').map((one) => (field(one, 'status') === 'False' ? textsOf(one).message : '')),
    textsOf(status).message,
  ];
  const first = texts.find((text) => text !== '');
  return oneLine(first ?? `its phase is ${typeof phase === 'string' ? phase : 'not known'}`);
}

function textsOf(map: JsonMap): { readonly reason: string; readonly message: string } {
  return { reason: textIn(map, 'reason'), message: textIn(map, 'message') };
}

function nameIn(object: JsonMap): unknown {
  return field(mapIn(object, 'metadata'), 'name');
}
