import type { StringMap } from '../policy/manifest';
import { withSortedKeys } from '../policy/unknown-value';
import type { AddedLabels } from './added-labels';
import type { UnknownLabel } from './cluster';
import type { ContainerPort, DeclaredPods } from './declared-pods';

/** What a policy can distinguish pods by, but for their addresses. */
export interface PodShape {
  readonly labels: StringMap;
  readonly unknownLabels?: readonly UnknownLabel[];
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  /** Absent for `default`. */
  readonly serviceAccount?: string;
}

/** Keeps equal shapes as one object: pods by the thousand have few. */
export class PodShapes {
  private readonly known = new Map<string, PodShape>();
  /** Those of pods that were written alike: cheaper to look up than the form in which equal ones are the same. */
  private readonly written = new Map<string, PodShape>();

  /** @param added what a controller adds to the labels of a template, whatever the template says */
  of(pods: DeclaredPods, added?: AddedLabels): PodShape {
    if (added !== undefined) return this.sharedOf(pods, added);
    const { labels, ports, hostNetwork, serviceAccount } = pods;
    const written = JSON.stringify([labels, ports, hostNetwork, serviceAccount]);
    let shape = this.written.get(written);
    if (shape === undefined) {
      shape = this.sharedOf(pods);
      this.written.set(written, shape);
    }
    return shape;
  }

  private sharedOf({ labels, ports, hostNetwork, serviceAccount }: DeclaredPods, added?: AddedLabels): PodShape {
    const unknownKeys = added && [...added.unknown, ...(added.numbers?.labels ?? []).map(({ key }) => key)].sort();
    const own = added === undefined ? labels : { ...without(labels, unknownKeys ?? []), ...added.known };
    const text = JSON.stringify({
      labels: withSortedKeys(own),
      ...(unknownKeys?.length && { unknownLabels: unknownKeys.map((key) => ({ key })) }),
      ports: distinct(ports),
      hostNetwork,
      ...(serviceAccount !== undefined && { serviceAccount }),
    });
    const known = this.known.get(text);
    if (known !== undefined) return known;
    // Read back, it shares no strings with the text that it came from, and so does not keep that in memory.
    const shape = JSON.parse(text) as PodShape;
    this.known.set(text, shape);
    return shape;
  }
}

function without(labels: StringMap, keys: readonly string[]): StringMap {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !keys.includes(key)));
}

/** Whether pods of this shape can come from a template of that: the cluster adds labels to those of the template. */
export function comesFrom({ labels, ports, hostNetwork, serviceAccount }: PodShape, template: PodShape): boolean {
  return (
    hostNetwork === template.hostNetwork &&
    serviceAccount === template.serviceAccount &&
    JSON.stringify(ports) === JSON.stringify(template.ports) &&
    Object.entries(template.labels).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
  );
}

/** Each port once, in the order of numbers. */
function distinct(ports: readonly ContainerPort[]): ContainerPort[] {
  const byText = new Map(
    ports.map(({ name, port, protocol }) => [
      `${String(port).padStart(5, '0')} ${protocol} ${name ?? ''}`,
      { name, port, protocol },
    ]),
  );
  return [...byText.keys()].sort().map((key) => byText.get(key) as ContainerPort);
}
