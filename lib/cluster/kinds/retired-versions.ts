import { type Finding, unsupported } from '../../policy/validation/finding';

interface RetiredVersion {
  /** The version of today, which means the same of what matters to policies. */
  readonly today: string;
  /** The release of Kubernetes that does not serve the old one any more. */
  readonly since: string;
  /** The kinds for which this holds. */
  readonly kinds: readonly string[];
}

/** Source: the deprecated API migration guide of Kubernetes. */
const RETIRED: Readonly<Record<string, readonly RetiredVersion[]>> = {
  'extensions/v1beta1': [
    { today: 'apps/v1', since: '1.16', kinds: ['DaemonSet', 'Deployment', 'ReplicaSet'] },
    { today: 'networking.k8s.io/v1', since: '1.16', kinds: ['NetworkPolicy'] },
  ],
  'apps/v1beta1': [{ today: 'apps/v1', since: '1.16', kinds: ['Deployment', 'StatefulSet'] }],
  'apps/v1beta2': [
    { today: 'apps/v1', since: '1.16', kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] },
  ],
  'batch/v1beta1': [{ today: 'batch/v1', since: '1.25', kinds: ['CronJob'] }],
  'batch/v2alpha1': [{ today: 'batch/v1', since: '1.21', kinds: ['CronJob'] }],
};

/**
 * The version in which Kubernetes knows a kind today, and what is to be said of the one that it does not know any more.
 * @returns undefined where the version was not retired
 */
export function retiredVersion(
  apiVersion: string,
  kind: string,
): { readonly today: string; readonly warning: Finding } | undefined {
  const versions = Object.hasOwn(RETIRED, apiVersion) ? RETIRED[apiVersion] : undefined;
  const retired = versions?.find(({ kinds }) => kinds.includes(kind));
  if (retired === undefined) return undefined;
  const { today, since } = retired;
  const fix = `write apiVersion: ${today}; API servers since Kubernetes ${since} refuse ${apiVersion}`;
  return { today, warning: { ...unsupported('apiVersion', apiVersion, [today]), fix } };
}
