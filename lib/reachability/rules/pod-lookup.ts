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

  private labelled(key: string, value: string): number[] {
    const found = this.byLabel.get(key)?.get(value) ?? [];
    return typeof found === 'number' ? [found] : found;
  }

  private candidates(pods: LabelSelector, namespaces: LabelSelector): readonly number[] {
    const lists = [
      ...demandedValues(pods).map(({ key, values }) => [
        ...values.map((value) => this.labelled(key, value)),
        ...[this.byUnknownLabel.get(key) ?? []].filter(({ length }) => length > 0),
      ]),
      ...demandedValues(namespaces)
        .filter(({ key }) => key === NAMESPACE_NAME_LABEL)
        .map(({ values }) => values.map((value) => this.byNamespace.get(value) ?? [])),
    ];
    const sizeOf = (parts: readonly number[][]) => parts.reduce((sum, { length }) => sum + length, 0);
    const [fewest] = lists.sort((a, b) => sizeOf(a) - sizeOf(b));
    if (fewest === undefined) return this.everyone;
    const [only, ...others] = fewest;
    return others.length === 0 ? (only ?? []) : [...new Set(fewest.flat())].sort((a, b) => a - b);
  }
}

/** For each label that a selector demands, the values that will do. */
function demandedValues({ matchLabels, matchExpressions }: LabelSelector) {
  return [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, values: [value] })),
    ...(matchExpressions ?? [])
      .filter(({ operator }) => operator === 'In')
      .map(({ key, values }) => ({ key, values: values ?? [] })),
  ];
}
