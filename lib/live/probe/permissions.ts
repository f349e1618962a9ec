import { addTo } from '../../policy/grouped';
import type { ProbeKubectl } from './probe-kubectl';

/** Something that a user has to be allowed to do. */
export interface Permission {
  readonly verb: string;
  /** '' for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Absent for the whole cluster, and for what is in no namespace. */
  readonly namespace?: string;
}

/** The request that asks whether one has a permission. */
function asks({ verb, group, resource, subresource, namespace }: Permission): string[] {
  return [
    'auth',
    'can-i',
    verb,
    group === '' ? resource : `${resource}.${group}`,
    ...(subresource === undefined ? [] : [`--subresource=${subresource}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ];
}

/** At most so many questions at once. */
const AT_ONCE = 4;

/**
 * Those that this user does not have.
 * @throws UsageError where that cannot be asked
 */
export async function missingOf(kubectl: ProbeKubectl, permissions: readonly Permission[]): Promise<Permission[]> {
  const missing: Permission[] = [];
  for (let start = 0; start < permissions.length; start += AT_ONCE) {
    const some = permissions.slice(start, start + AT_ONCE);
    const answers = await Promise.all(some.map((one) => kubectl.may(asks(one))));
    missing.push(...some.filter((_, index) => !answers[index]));
  }
  return missing;
}

/** Rules of RBAC that give these permissions, as YAML: a ClusterRole for all of them. */
export function rbacYaml(permissions: readonly Permission[], name = 'ringfence-probe'): string {
  const verbs = new Map<string, string[]>();
  for (const { verb, group, resource, subresource } of permissions) {
    const key = JSON.stringify([group, subresource === undefined ? resource : `${resource}/${subresource}`]);
    if (!verbs.get(key)?.includes(verb)) addTo(verbs, key, verb);
  }
  const rules = [...verbs].map(([key, all]) => {
    const [group, resource] = JSON.parse(key) as [string, string];
    return `  - apiGroups: [${group === '' ? '""' : group}]\n    resources: [${resource}]\n    verbs: [${all.join(', ')}]`;
  });
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
${rules.join('\n')}
`;
}
