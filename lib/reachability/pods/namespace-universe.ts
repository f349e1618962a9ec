import type { Cluster } from '../../cluster/cluster';
import { contains, exampleOf, type LabelSpace, listedValues, within } from '../../policy/label-space';
import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { dnsLabelProblems } from '../../policy/validation/names';
import type { NamespaceOfPod } from './endpoint';

/**
 * Every namespace that there can be: those that are declared, with just their labels, and any other, with any name and any
 * labels. One that is only mentioned counts as any other: its labels are not known.
 */
export class NamespaceUniverse {
  private readonly declared: ReadonlyMap<string, NamespaceOfPod>;
  /** The namespaces that have other names than those declared; every one has some name. */
  private readonly undeclared: LabelSelector;

  constructor({ namespaces }: Cluster) {
    this.declared = new Map([...namespaces].filter(([, { declared }]) => declared));
    const key = NAMESPACE_NAME_LABEL;
    this.undeclared = {
      matchExpressions: [
        { key, operator: 'Exists' },
        { key, operator: 'NotIn', values: [...this.declared.keys()] },
      ],
    };
  }

  /** Whether there can be a namespace with labels in the space. */
  has(space: LabelSpace): boolean {
    const names = listedValues(space, NAMESPACE_NAME_LABEL);
    // Some name that is not listed is always left, and with it any labels.
    return names === undefined || [...names].some((name) => this.named(name, space) !== undefined);
  }

  /** A namespace of the space, a declared one where there is any. */
  exampleOf(space: LabelSpace): NamespaceOfPod | undefined {
    for (const namespace of this.declared.values()) if (contains(space, namespace.labels)) return namespace;
    const names = listedValues(space, NAMESPACE_NAME_LABEL);
    if (names === undefined) {
      const labels = exampleOf(within(space, this.undeclared) ?? space);
      return { name: labels[NAMESPACE_NAME_LABEL] as string, labels };
    }
    for (const name of names) {
      const namespace = this.named(name, space);
      if (namespace !== undefined) return namespace;
    }
    return undefined;
  }

  /** Those that are declared and in the space. */
  declaredIn(space: LabelSpace): NamespaceOfPod[] {
    return [...this.declared.values()].filter(({ labels }) => contains(space, labels));
  }

  declaredNames(): Iterable<string> {
    return this.declared.keys();
  }

  isDeclared(name: string): boolean {
    return this.declared.has(name);
  }

  private named(name: string, space: LabelSpace): NamespaceOfPod | undefined {
    const known = this.declared.get(name);
    if (known !== undefined) return contains(space, known.labels) ? known : undefined;
    return dnsLabelProblems(name).length > 0
      ? undefined
      : { name, labels: { ...exampleOf(space), [NAMESPACE_NAME_LABEL]: name } };
  }
}
