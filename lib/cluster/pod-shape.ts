import type { StringMap } from '../policy/manifest';
import { withOwnTexts } from '../policy/own-text';
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

/** Keeps equal shapes as one object, and equal lists of ports: pods by the thousand have few. */
export class PodShapes {
  /** By the text of the shape, and by the text that the pods were written in, where that is another. */
  private readonly byText = new Map<string, PodShape>();
  private readonly ports = new Map<string, readonly ContainerPort[]>();

  /** @param added what a controller adds to the labels of a template, whatever the template says */
  of({ labels, ports, hostNetwork, serviceAccount }: DeclaredPods, added?: AddedLabels): PodShape {
    if (added === undefined) {
      const written = JSON.stringify({ labels, ports, hostNetwork, serviceAccount });
      const shape =
        this.byText.get(written) ??
        this.shared({ labels: withSortedKeys(labels), ports: distinct(ports), hostNetwork, serviceAccount });
      this.byText.set(written, shape);
      return shape;
    }
    const unknownKeys = [...added.unknown, ...(added.numbers?.labels ?? []).map(({ key }) => key)].sort();
    const unknownLabels = unknownKeys.length === 0 ? undefined : unknownKeys.map((key) => ({ key }));
    const known = withSortedKeys({ ...without(labels, unknownKeys), ...added.known });
    return this.shared({ labels: known, unknownLabels, ports: distinct(ports), hostNetwork, serviceAccount });
  }

  private shared(shape: PodShape): PodShape {
    const text = JSON.stringify(shape);
    let known = this.byText.get(text);
    if (known === undefined) {
      const { labels, unknownLabels, ports, hostNetwork, serviceAccount } = shape;
      known = shapeOf({
        labels: withOwnTexts(labels),
        unknownLabels,
        ports: this.sharedPorts(ports),
        hostNetwork,
        serviceAccount: withOwnTexts(serviceAccount),
      });
      this.byText.set(text, known);
    }
    return known;
  }

  private sharedPorts(ports: readonly ContainerPort[]): readonly ContainerPort[] {
    const text = JSON.stringify(ports);
    let known = this.ports.get(text);
    if (known === undefined) {
      known = withOwnTexts(ports);
      this.ports.set(text, known);
    }
    return known;
  }
}

/**
 * A shape, and nothing for what it does not have. There is one for each workload, and all that is worked out of pods reads it: fields
 * that are put together by spreads are read many times slower.
 */
export function shapeOf({ labels, unknownLabels, ports, hostNetwork, serviceAccount }: PodShape): PodShape {
  const shape: { -readonly [name in keyof PodShape]: PodShape[name] } =
    unknownLabels === undefined ? { labels, ports, hostNetwork } : { labels, unknownLabels, ports, hostNetwork };
  if (serviceAccount !== undefined) shape.serviceAccount = serviceAccount;
  return shape;
}

function without(labels: StringMap, keys: readonly string[]): StringMap {
  if (!keys.some((key) => Object.hasOwn(labels, key))) return labels;
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
function distinct(ports: readonly ContainerPort[]): readonly ContainerPort[] {
  if (ports.length < 2) return ports;
  const byText = new Map(
    ports.map((port) => [`${String(port.port).padStart(5, '0')} ${port.protocol} ${port.name ?? ''}`, port]),
  );
  return [...byText.keys()].sort().map((key) => byText.get(key) as ContainerPort);
}
