import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { SERVICE_ACCOUNT_NAME } from '../stage';

/** Whose labels a selector speaks of: those of endpoints, or where it stands in a field for those, of namespaces or service accounts. */
export type SelectorScope = 'endpoints' | 'namespaces' | 'service-accounts';

/** Where a label is looked up. */
export type LabelOwner = 'pods' | 'namespaces' | 'serviceAccounts';

/** A label as Calico sees it on endpoints: their own, or one that they have from their namespace or service account. */
export interface ResolvedKey {
  /** `orchestrator`: Calico's own label of that name, which every pod has. */
  readonly of: LabelOwner | 'orchestrator';
  readonly key: string;
}

const NAMESPACE_NAME: ResolvedKey = { of: 'namespaces', key: NAMESPACE_NAME_LABEL };
const ACCOUNT_NAME: ResolvedKey = { of: 'serviceAccounts', key: SERVICE_ACCOUNT_NAME };

/** Calico's label for the name of a namespace or service account, on itself. */
const OWN_NAME = 'projectcalico.org/name';
const NAMESPACE_PREFIX = 'pcns.';
const ACCOUNT_PREFIX = 'pcsa.';

/** The value of the label `projectcalico.org/orchestrator`. */
export const ORCHESTRATOR = 'k8s';

/** What a key of a selector means: the labels that Calico sets by itself, and those that endpoints inherit. */
export function resolvedKey(scope: SelectorScope, key: string): ResolvedKey {
  switch (scope) {
    case 'namespaces':
      return key === OWN_NAME ? NAMESPACE_NAME : { of: 'namespaces', key };
    case 'service-accounts':
      return key === OWN_NAME ? ACCOUNT_NAME : { of: 'serviceAccounts', key };
    case 'endpoints':
      if (key === 'projectcalico.org/namespace') return NAMESPACE_NAME;
      if (key === 'projectcalico.org/serviceaccount') return ACCOUNT_NAME;
      if (key === 'projectcalico.org/orchestrator') return { of: 'orchestrator', key };
      if (key.startsWith(NAMESPACE_PREFIX)) return resolvedKey('namespaces', key.slice(NAMESPACE_PREFIX.length));
      if (key.startsWith(ACCOUNT_PREFIX)) return resolvedKey('service-accounts', key.slice(ACCOUNT_PREFIX.length));
      return { of: 'pods', key };
  }
}

/** Whether every pod has the label, whatever its value is. */
export function isOnEveryPod({ of, key }: ResolvedKey): boolean {
  return (
    of === 'orchestrator' ||
    (of === 'namespaces' && key === NAMESPACE_NAME_LABEL) ||
    (of === 'serviceAccounts' && key === SERVICE_ACCOUNT_NAME)
  );
}

/** Of a label that endpoints have from their namespace or service account, whose it is, and what they call it. */
export function inheritedAs(key: string): ResolvedKey | undefined {
  const isInherited = key.startsWith(NAMESPACE_PREFIX) || key.startsWith(ACCOUNT_PREFIX);
  return isInherited ? resolvedKey('endpoints', key) : undefined;
}

/** A key and whose it is as one text. No label has a line break in it. */
export function textOfKey({ of, key }: ResolvedKey): string {
  return `${of}\n${key}`;
}
