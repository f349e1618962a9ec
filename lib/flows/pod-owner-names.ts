import type { FlowEnd } from './flow-record';

/** A workload that may have made a pod: its name, and of which kinds it may be; of any where absent. */
export interface PodOwnerName {
  readonly name: string;
  readonly kinds?: (kind: string) => boolean;
}

/**
 * What may have made a pod, by its name and the workload that a log names, the likeliest first. A controller puts one or two
 * parts behind its own name: `web-5d9f8c-x1z9k` is of a Deployment `web`, `db-0` of a StatefulSet `db`.
 */
export function podOwnerNames({ pod, workload }: Pick<FlowEnd, 'pod' | 'workload'>): PodOwnerName[] {
  return [...(workload === undefined ? [] : namesOfWorkload(workload)), ...(pod === undefined ? [] : namesOfPod(pod))];
}

function namesOfWorkload({ kind, name }: NonNullable<FlowEnd['workload']>): PodOwnerName[] {
  const own = { name, ...(kind && { kinds: (other: string) => other === kind }) };
  const [, above] = /^(.+)-[^-]+$/.exec(name) ?? [];
  if (above === undefined) return kind === undefined ? [own] : [own, { name }];
  // What a Deployment and a CronJob make, and logs name in their place.
  if (kind === 'ReplicaSet')
    return [own, { name: above, kinds: (other) => other !== 'Pod' && !MADE.includes(other) }, { name }];
  if (kind === 'Job') return [own, { name: above, kinds: (other) => other === 'CronJob' }];
  return [own, { name }];
}

const MADE: readonly string[] = ['StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'ReplicationController'];
/** Kinds that put one part behind their name. */
const ONE_PART: readonly string[] = ['StatefulSet', 'DaemonSet', 'Job', 'ReplicaSet', 'ReplicationController'];
/** Kinds that put two parts behind it. */
const TWO_PARTS: readonly string[] = ['Deployment', 'CronJob', 'Rollout', 'DeploymentConfig'];

function namesOfPod(pod: string): PodOwnerName[] {
  // The log has only the beginning, which is what the controller put its last part behind.
  const isBeginning = pod.endsWith('*');
  const whole = isBeginning ? pod.slice(0, -1).replace(/-$/, '') : pod;
  const once = isBeginning ? whole : withoutLastPart(whole);
  const twice = withoutLastPart(once ?? '');
  const last = once === undefined ? '' : whole.slice(once.length + 1);
  return [
    ...(isBeginning ? [] : [{ name: whole, kinds: (kind: string) => kind === 'Pod' }]),
    ...(once === undefined
      ? []
      : [
          {
            name: once,
            kinds: (kind: string) =>
              kind === 'StatefulSet' ? isBeginning || /^\d+$/.test(last) : kind !== 'Pod' && !TWO_PARTS.includes(kind),
          },
        ]),
    ...(twice === undefined
      ? []
      : [
          {
            name: twice,
            // A Job with indexes puts them before its last part.
            kinds: (kind: string) =>
              kind === 'Job' ? isNumber(once?.slice(twice.length + 1)) : kind !== 'Pod' && !ONE_PART.includes(kind),
          },
        ]),
  ];
}

function isNumber(text = ''): boolean {
  return /^\d+$/.test(text);
}

function withoutLastPart(name: string): string | undefined {
  const at = name.lastIndexOf('-');
  return at > 0 ? name.slice(0, at) : undefined;
}
