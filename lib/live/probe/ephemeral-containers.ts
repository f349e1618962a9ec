import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../files/usage-error';
import { oneLine } from '../../policy/unknown-value';
import { dnsLabelProblems, dnsSubdomainProblems } from '../../policy/validation/names';
import { field, type JsonMap } from '../../policy/validation/structure';
import { mapIn, mapsIn, textIn } from '../object-fields';
import { RESTRICTED } from './canary-manifests';
import type { PodContainer } from './pod-exec';
import type { ProbeKubectl } from './probe-kubectl';
import type { ProbeRun } from './probe-run';
import { podTitle, type RunningPod } from './running-pods';

/** What the containers that are added run. */
export interface EphemeralOptions {
  /** An image with a shell and one of the tools that connect. */
  readonly image: string;
  /** How long one may run, in seconds: it ends by itself. */
  readonly lifetime: number;
  /** How long one may take to start, in seconds. */
  readonly start: number;
}

/** A container that was added to a pod, or why there is none. */
export type AddedContainer =
  | { readonly type: 'added'; readonly container: PodContainer }
  | { readonly type: 'none'; readonly reason: string };

const POLL_MS = 500;

/**
 * The request that adds a container to a pod that runs. It satisfies the restricted level of Pod Security, since the whole pod
 * is judged again.
 * @throws RangeError for names that no object of Kubernetes has: they could pass for options
 */
export function addArgs(
  pod: Pick<RunningPod, 'namespace' | 'name'>,
  run: ProbeRun,
  options: EphemeralOptions,
): string[] {
  const problems = [dnsLabelProblems(pod.namespace), dnsSubdomainProblems(pod.name)].flat();
  if (problems.length > 0) throw new RangeError(problems.join(', '));
  const container: JsonMap = {
    name: ephemeralName(run),
    image: options.image,
    command: ['sh', '-c', 'exec sleep "$1"', 'ringfence', String(options.lifetime)],
    securityContext: RESTRICTED,
  };
  const patch = JSON.stringify({ spec: { ephemeralContainers: [container] } });
  return [
    'patch',
    'pod',
    pod.name,
    `--namespace=${pod.namespace}`,
    '--subresource=ephemeralcontainers',
    '--type=strategic',
    `--patch=${patch}`,
  ];
}

/** A name is never used again in a pod. */
export function ephemeralName({ id }: ProbeRun): string {
  return `ringfence-${id}`;
}

/** Adds one container to each pod of which that is asked. None can be removed: it stays in the pod's description. */
export class EphemeralContainers {
  private readonly containers = new Map<string, Promise<AddedContainer>>();
  /** The pods to which one was added. */
  readonly added = new Set<string>();

  constructor(
    private readonly kubectl: ProbeKubectl,
    private readonly run: ProbeRun,
    private readonly options: EphemeralOptions,
  ) {}

  in(pod: RunningPod): Promise<AddedContainer> {
    const key = podTitle(pod);
    const known = this.containers.get(key) ?? this.add(pod);
    this.containers.set(key, known);
    return known;
  }

  private async add(pod: RunningPod): Promise<AddedContainer> {
    const answer = await this.kubectl.ask(addArgs(pod, this.run, this.options));
    if (answer.type === 'failed') return none(`no container can be added: ${answer.reason}`);
    this.added.add(podTitle(pod));
    const name = ephemeralName(this.run);
    const deadline = Date.now() + this.options.start * 1000;
    for (;;) {
      const state = await this.stateOf(pod, name);
      if (typeof state === 'string') return none(state);
      if (state.isRunning)
        return { type: 'added', container: { namespace: pod.namespace, pod: pod.name, container: name } };
      if (Date.now() >= deadline || this.kubectl.isInterrupted)
        return none(`the container that was added does not start: ${state.why}`);
      await sleep(POLL_MS);
    }
  }

  private async stateOf(pod: RunningPod, name: string): Promise<string | { isRunning: boolean; why: string }> {
    const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`;
    let object: JsonMap | undefined;
    try {
      object = await this.kubectl.object(path, 'Pod');
    } catch (error) {
      return error instanceof UsageError ? error.errors.join('; ') : String(error);
    }
    if (object === undefined) return 'the pod is gone';
    const status = mapsIn(mapIn(object, 'status'), 'ephemeralContainerStatuses').find(
      (one) => textIn(one, 'name') === name,
    );
    const state = mapIn(status ?? {}, 'state');
    const ended = mapIn(state, 'terminated');
    if (Object.keys(ended).length > 0)
      return oneLine(
        `the container that was added has ended: ${textIn(ended, 'reason')} ${textIn(ended, 'message')}`.trim(),
      );
    const waiting = mapIn(state, 'waiting');
    const why = [textIn(waiting, 'reason'), textIn(waiting, 'message')].filter((text) => text !== '').join(': ');
    return { isRunning: field(state, 'running') !== undefined, why: oneLine(why === '' ? 'it has no status' : why) };
  }
}

function none(reason: string): AddedContainer {
  return { type: 'none', reason };
}
