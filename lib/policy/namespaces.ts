import type { LabelCondition } from './label-expression';
import { NAMESPACE_NAME_LABEL, type StringMap } from './manifest';
import { everything, labelled, matching, type Selection } from './selection';

/** Some namespaces, by name or by label. Alone it is no peer of a policy: `Pods.all().inNamespaces(...)` is. */
export interface NamespaceSelection<S = string> extends Selection<S> {
  readonly type: 'namespaces';
  /** The names, where the namespaces were named. */
  readonly names?: readonly S[];
}

/** How to say which namespaces are meant. */
export interface NamespaceWords<S> {
  /**
   * The namespaces with these names. They are selected by `kubernetes.io/metadata.name`, which cannot be faked.
   */
  named(...names: readonly [S, ...S[]]): NamespaceSelection<S>;
  /** The namespaces that carry all of these labels. Anyone who may patch a namespace can set them. */
  labelled(labels: StringMap<S>): NamespaceSelection<S>;
  /** The namespaces for which all of these conditions hold. */
  matching(...conditions: readonly [LabelCondition<S>, ...LabelCondition<S>[]]): NamespaceSelection<S>;
  /** Every namespace, those that do not exist yet included. */
  all(): NamespaceSelection<S>;
}

/** The words, for any leaf type. */
export function namespaceWords<S>(): NamespaceWords<S> {
  return {
    named: (...names) => ({ type: 'namespaces', names, ...byName(names) }),
    labelled: (labels) => ({ type: 'namespaces', ...labelled(labels) }),
    matching: (...conditions) => ({ type: 'namespaces', ...matching(conditions) }),
    all: () => ({ type: 'namespaces', ...everything<S>() }),
  };
}

function byName<S>(names: readonly S[]): Selection<S> {
  return names.length === 1
    ? labelled({ [NAMESPACE_NAME_LABEL]: names[0] as S })
    : matching([{ key: NAMESPACE_NAME_LABEL as S, operator: 'In', values: names }]);
}

/** The names that a selection spells out, also where it does so by the label of the name; undefined for any other. */
export function namesOfNamespaces<S>({ names, selector }: NamespaceSelection<S>): readonly S[] | undefined {
  if (names !== undefined) return names;
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key: key as S, values: [value] }));
  const lists = (selector.matchExpressions ?? []).map(({ key, operator, values }) =>
    operator === 'In' ? { key, values } : { key },
  );
  const [only, ...others] = [...labels, ...lists];
  return only?.key === NAMESPACE_NAME_LABEL && others.length === 0 ? only.values : undefined;
}
