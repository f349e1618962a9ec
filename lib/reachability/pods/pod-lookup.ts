import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { selectorMatches } from '../../policy/selector';
import type { PodEndpoint } from './endpoint';

/** Finds the pods that a peer selects among many, by the label or namespace that leaves the fewest. */
export class PodLookup {
  private readonly byNamespace = new Map<string, number[]>();
  private readonly byLabel = new Map<string, number[]>();
  private readonly everyone: number[] = [];

  /**
   * @param pods those that selectors can match, and holes in their places for others
   */
  constructor(private readonly pods: readonly (PodEndpoint | undefined)[]) {
    pods.forEach((pod, index) => {
      if (pod === undefined) return;
      this.everyone.push(index);
      push(this.byNamespace, pod.namespace.name, index);
      for (const label of Object.entries(pod.labels)) push(this.byLabel, label.join('='), index);
    });
  }

  /** The places of the pods that match, ascending. */
  matching(pods: LabelSelector, namespaces: LabelSelector): number[] {
    if (this.everyone.length === 0) return [];
    const inNamespace = new Map<PodEndpoint['namespace'], boolean>();
    const isMatch = ({ namespace, labels }: PodEndpoint) => {
      let matches = inNamespace.get(namespace);
      if (matches === undefined) {
        matches = selectorMatches(namespaces, namespace.labels);
        inNamespace.set(namespace, matches);
      }
      return matches && selectorMatches(pods, labels);
    };
    return this.candidates(pods, namespaces).filter((index) => isMatch(this.pods[index] as PodEndpoint));
  }

  private candidates(pods: LabelSelector, namespaces: LabelSelector): readonly number[] {
    const lists = [
      ...demandedValues(pods).map((labels) => labels.map((label) => this.byLabel.get(label) ?? [])),
      ...demandedValues(namespaces)
        .filter((labels) => labels.every((label) => label.startsWith(NAME_PREFIX)))
        .map((labels) => labels.map((label) => this.byNamespace.get(label.slice(NAME_PREFIX.length)) ?? [])),
    ];
    const sizeOf = (parts: readonly number[][]) => parts.reduce((sum, { length }) => sum + length, 0);
    const [fewest] = lists.sort((a, b) => sizeOf(a) - sizeOf(b));
    if (fewest === undefined) return this.everyone;
    const [only, ...others] = fewest;
    return others.length === 0 ? (only ?? []) : [...new Set(fewest.flat())].sort((a, b) => a - b);
  }
}

const NAME_PREFIX = `${NAMESPACE_NAME_LABEL}=`;

/** For each label that a selector demands, the values that will do. */
function demandedValues({ matchLabels, matchExpressions }: LabelSelector): string[][] {
  return [
    ...Object.entries(matchLabels ?? {}).map((label) => [label.join('=')]),
    ...(matchExpressions ?? [])
      .filter(({ operator }) => operator === 'In')
      .map(({ key, values }) => (values ?? []).map((value) => `${key}=${value}`)),
  ];
}

function push(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}
