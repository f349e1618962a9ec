import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import type { DialectWorld } from '../dialect';
import { foldSelector, type Selector } from './calico-selector';
import type { AddressesSpec } from './calico-spec';
import { isSo, type ScopedSelector } from './pod-products';
import { type ResolvedKey, resolvedKey, type SelectorScope } from './selector-keys';

/** Addresses that selectors select by labels: those of a NetworkSet, a GlobalNetworkSet or a HostEndpoint. */
export interface LabelledAddresses {
  readonly spec: AddressesSpec;
  /** Undefined for what is in none. */
  readonly namespace: string | undefined;
}

/** Which addresses some selectors select, and which perhaps, since the labels of their namespace are not known. */
export interface SelectedAddresses {
  readonly nets: readonly string[];
  readonly perhaps: readonly string[];
  /** The names that they have besides, and perhaps have. */
  readonly domains: readonly string[];
}

/** The sets of a cluster as selectors see them. */
export class AddressSelection {
  constructor(
    private readonly all: readonly LabelledAddresses[],
    private readonly namespaces: DialectWorld['namespaces'],
  ) {}

  /** Those that all of the selectors select. */
  selectedBy(selectors: readonly ScopedSelector[]): SelectedAddresses {
    const nets = new Set<string>();
    const perhaps = new Set<string>();
    const domains = new Set<string>();
    for (const set of this.all) {
      const answers = selectors.map(({ scope, selector }) => this.selects(scope, selector, set));
      if (answers.includes(false)) continue;
      const into = answers.includes(undefined) ? perhaps : nets;
      for (const net of set.spec.nets) into.add(net);
      for (const name of set.spec.domains) domains.add(name);
    }
    return { nets: [...nets], perhaps: [...perhaps], domains: [...domains] };
  }

  /** Undefined where it is not known. */
  private selects(scope: SelectorScope, selector: Selector, set: LabelledAddresses): boolean | undefined {
    return foldSelector<boolean | undefined>(selector, {
      predicate: (predicate) => {
        const not = predicate.not === true;
        if (predicate.type === 'all' && scope !== 'namespaces') return !not;
        // In a selector of namespaces, all() is what is in one.
        if (predicate.type === 'all') return (set.namespace !== undefined) !== not;
        if (predicate.type === 'global') return (set.namespace === undefined) !== not;
        const label = this.label(resolvedKey(scope, predicate.key), set);
        if (label === undefined) return undefined;
        return (label.value !== undefined && isSo(predicate, label.value)) !== not;
      },
      and: (parts) => (parts.includes(false) ? false : parts.includes(undefined) ? undefined : true),
      or: (parts) => (parts.includes(true) ? true : parts.includes(undefined) ? undefined : false),
    });
  }

  /** Undefined where it is not known whether there is one. */
  private label({ of, key }: ResolvedKey, { spec, namespace }: LabelledAddresses): { value?: string } | undefined {
    switch (of) {
      case 'pods':
        return Object.hasOwn(spec.labels, key) ? { value: spec.labels[key] } : {};
      case 'namespaces': {
        if (namespace === undefined) return {};
        if (key === NAMESPACE_NAME_LABEL) return { value: namespace };
        const known = this.namespaces.get(namespace);
        if (known !== undefined && Object.hasOwn(known.labels, key)) return { value: known.labels[key] };
        return known?.declared ? {} : undefined;
      }
      case 'serviceAccounts':
      case 'orchestrator':
        return {};
    }
  }
}
