import type { ClusterProblem, UnjudgedPolicy } from '../cluster/cluster';
import type { LiveSource } from '../cluster/source';
import { someOf } from '../policy/texts';
import { forbidden, invalid } from '../policy/validation/finding';
import type { FoundKind } from './discovery';
import type { WantedKind } from './wanted-kinds';

/** Objects of a kind that may be there and were not read. */
export interface Unread {
  readonly wanted: WantedKind;
  /** How the API server serves it; absent where its own server does not answer. */
  readonly found?: FoundKind;
  readonly why: 'forbidden' | 'unavailable';
  /** What kubectl said. */
  readonly message: string;
  /** In which namespaces; absent where in all of them, or where the kind is in none. */
  readonly namespaces?: readonly string[];
  /** Whether there may be others in namespaces whose names are not known. */
  readonly elsewhere?: boolean;
}

const MOST_NAMED = 4;

/** What depends on objects that were not read: what they may decide, for whom. */
export function unjudgedOf({ wanted, namespaces, elsewhere }: Unread): Omit<UnjudgedPolicy, 'source'>[] {
  const { group, kind, canOpen, canClose, directions, reachFrom, rootNamespace, role } = wanted;
  const may = { reason: 'faulty', group, kind, canOpen, canClose, directions } as const;
  const isEverywhere = namespaces === undefined || role === 'context';
  // Its root namespace is not among those that could be asked for.
  const isRootUnread = elsewhere && rootNamespace !== undefined;
  if (isEverywhere || isRootUnread) return [{ ...may, reach: { type: 'cluster' } }];
  return namespaces.map((namespace) => ({ ...may, namespace, reach: reachFrom(namespace) }));
}

/** What was not read, and the permission that it takes. */
export function problemOf(unread: Unread, source: LiveSource): ClusterProblem {
  const { why, message, wanted } = unread;
  const detail = `${whatOf(unread)} not read: ${message}`;
  const finding =
    why === 'forbidden'
      ? forbidden('', detail, permissionFor(unread))
      : invalid('', `${wanted.group}/${wanted.kind}`, detail, 'see whether the APIService of this group is available');
  return { source, finding };
}

/** `NetworkPolicy objects (networking.k8s.io) of namespaces a, b were`. */
function whatOf({ wanted: { kind, group }, namespaces, elsewhere }: Unread): string {
  const what = `${kind} objects${group === 'core' ? '' : ` (${group})`}`;
  if (namespaces === undefined) return `${what} were`;
  if (namespaces.length === 0) return `${what} of namespaces whose names are not known were`;
  const others = elsewhere ? ', and of those whose names are not known,' : '';
  return `${what} of namespace${namespaces.length === 1 ? '' : 's'} ${someOf(namespaces, MOST_NAMED)}${others} were`;
}

/** The rule of RBAC that would allow it. */
function permissionFor({ wanted: { group }, found, namespaces }: Unread): string {
  const role =
    namespaces === undefined || found?.namespaced === false ? 'a ClusterRole' : 'a ClusterRole, or a Role there,';
  const apiGroup = group === 'core' ? '' : group;
  return `${role} allows it with the rule {apiGroups: ["${apiGroup}"], resources: ["${found?.resource ?? '*'}"], verbs: ["list"]}`;
}
