import { addTo } from '../../policy/grouped';
import type { LabelSelector, StringMap } from '../../policy/manifest';
import { literalLabels, selectorMatches } from '../../policy/selector';

/** Things with labels, looked up by the first label that a selector demands: thousands of selectors do not go through all of them. */
export class Labelled<T extends { readonly labels: StringMap }> {
  private readonly byLabel = new Map<string, T[]>();

  constructor(private readonly all: readonly T[]) {
    for (const one of all) for (const label of Object.entries(one.labels)) addTo(this.byLabel, label.join('='), one);
  }

  matching(selector: LabelSelector): readonly T[] {
    const [first] = literalLabels(selector);
    const candidates = first === undefined ? this.all : (this.byLabel.get(first.join('=')) ?? []);
    return candidates.filter(({ labels }) => selectorMatches(selector, labels));
  }
}
