import { addTo } from '../../policy/grouped';
import type { LabelSpace } from '../../policy/label-space';
import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import type { PodEndpoint } from '../pods/endpoint';
import { asksOfNamespace, asksOfPod } from '../unknowns/unknown-labels';

/** What matches whatever is unknown, and what may match at all. Where nothing is unknown they are the same object. */
export interface Bounds<T> {
  readonly certain: T;
  readonly possible: T;
}

/** Finds the pods that a peer selects among many, by the label or namespace that leaves the fewest. */
export class PodLookup {
  private readonly byNamespace = new Map<string, number[]>();
  /** By key and value; most values of adversarial inputs are those of one pod, which stands without a list. */
  private readonly byLabel = new Map<string, Map<string, number | number[]>>();
  /** Pods that have a label with a value that is not known. */
  private readonly byUnknownLabel = new Map<string, number[]>();
  private readonly everyone: number[] = [];

  /**
   * @param pods those that selectors can match, and holes in their places for others
   */
  constructor(private readonly pods: readonly (PodEndpoint | undefined)[]) {
    pods.forEach((pod, index) => {
      if (pod === undefined) return;
      this.everyone.push(index);
      addTo(this.byNamespace, pod.namespace.name, index);
      for (const [key, value] of Object.entries(pod.labels)) this.addLabel(key, value, index);
      for (const { key } of pod.unknownLabels ?? []) addTo(this.byUnknownLabel, key, index);
    });
  }

  /** The places of the pods that match, ascending. */
  matching(pods: LabelSelector, namespaces: LabelSelector): Bounds<number[]> {
    const certain: number[] = [];
    const possible: number[] = [];
    const ofNamespaces = new Map<PodEndpoint['namespace'], LabelSpace | undefined>();
    const candidates = this.everyone.length === 0 ? [] : this.candidates(pods, namespaces);
    for (const index of candidates) {
      const pod = this.pods[index] as PodEndpoint;
      const { namespace } = pod;
      let ofNamespace = ofNamespaces.get(namespace);
      if (ofNamespace === undefined && !ofNamespaces.has(namespace)) {
        ofNamespace = asksOfNamespace(namespaces, namespace);
        ofNamespaces.set(namespace, ofNamespace);
      }
      const ofPod = ofNamespace && asksOfPod(pods, pod, 'source');
      if (ofNamespace === undefined || ofPod === undefined) continue;
      possible.push(index);
      if (ofNamespace.size + ofPod.size === 0) certain.push(index);
    }
    return certain.length === possible.length ? { certain, possible: certain } : { certain, possible };
  }

  private addLabel(key: string, value: string, index: number): void {
    let byValue = this.byLabel.get(key);
    if (byValue === undefined) {
      byValue = new Map();
      this.byLabel.set(key, byValue);
    }
    const known = byValue.get(value);
    if (known === undefined) byValue.set(value, index);
    else if (typeof known === 'number') byValue.set(value, [known, index]);
    else known.push(index);
  }

  /** The pods that have one of these values, or may; in lists that are not for the caller to change. */
  private labelled(key: string, values: readonly string[]): (readonly number[])[] {
    const byValue = this.byLabel.get(key);
    const lists: (readonly number[])[] = [];
    for (const value of values) {
      const found = byValue?.get(value);
      if (found !== undefined) lists.push(typeof found === 'number' ? [found] : found);
    }
    const unknown = this.byUnknownLabel.get(key);
    if (unknown !== undefined) lists.push(unknown);
    return lists;
  }

  private candidates(pods: LabelSelector, namespaces: LabelSelector): readonly number[] {
    let fewest: readonly (readonly number[])[] | undefined;
    let size = Number.POSITIVE_INFINITY;
    const offer = (lists: readonly (readonly number[])[]) => {
      let own = 0;
      for (const { length } of lists) own += length;
      if (own >= size) return;
      [fewest, size] = [lists, own];
    };
    eachDemand(pods, (key, values) => {
      offer(this.labelled(key, values));
    });
    eachDemand(namespaces, (key, values) => {
      if (key === NAMESPACE_NAME_LABEL) offer(values.map((value) => this.byNamespace.get(value) ?? NO_PODS));
    });
    if (fewest === undefined) return this.everyone;
    const [only, ...others] = fewest;
    return others.length === 0 ? (only ?? NO_PODS) : [...new Set(fewest.flat())].sort((a, b) => a - b);
  }
}

const NO_PODS: readonly number[] = [];

/** Visits each label that a selector demands, with the values that will do. */
function eachDemand(
  { matchLabels, matchExpressions }: LabelSelector,
  visit: (key: string, values: readonly string[]) => void,
): void {
  for (const [key, value] of Object.entries(matchLabels ?? {})) visit(key, [value]);
  for (const { key, operator, values } of matchExpressions ?? []) if (operator === 'In') visit(key, values ?? []);
}
