import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
} from './manifest';
import { quote } from './unknown-value';
import { child, type FieldPath, item } from './validation/finding';
import type { PolicyWarning } from './warning';

/** Labels that a controller makes anew with each roll-out or pod. */
const ROLLOUT_LABELS: readonly string[] = [
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
];

/** Labels that change with a release of the application or of its chart. */
const VERSION_LABELS: readonly string[] = ['helm.sh/chart', 'chart', 'app.kubernetes.io/version', 'version'];

/** Labels of namespaces that the platform itself sets, and keeps. */
const PLATFORM_NAMESPACE_LABELS: readonly string[] = [
  NAMESPACE_NAME_LABEL,
  'policy-group.network.openshift.io/ingress',
  'policy-group.network.openshift.io/host-network',
  'network.openshift.io/policy-group',
];

/**
 * Where a policy selects by what an attacker or a roll-out can change. Any namespace label but its name can be set by
 * whoever may patch namespaces (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
export function labelWarnings({ spec }: NetworkPolicyManifest): PolicyWarning[] {
  const rules = [
    ...(spec.ingress ?? []).map(({ from }, index) => [child(item('spec.ingress', index), 'from'), from] as const),
    ...(spec.egress ?? []).map(({ to }, index) => [child(item('spec.egress', index), 'to'), to] as const),
  ];
  return [
    ...podWarnings(spec.podSelector, 'spec.podSelector'),
    ...rules.flatMap(([path, peers]) => (peers ?? []).flatMap((peer, index) => peerWarnings(peer, item(path, index)))),
  ];
}

function peerWarnings({ podSelector, namespaceSelector }: NetworkPolicyPeer, path: FieldPath): PolicyWarning[] {
  return [
    ...podWarnings(podSelector, child(path, 'podSelector')),
    ...keysOf(namespaceSelector)
      .filter((key) => !PLATFORM_NAMESPACE_LABELS.includes(key))
      .map(
        (key): PolicyWarning => ({
          id: 'namespace-label',
          path: child(path, 'namespaceSelector'),
          message: `whoever may label namespaces can set ${quote(key)} on one of their own, which then counts as well`,
          fix: `select namespaces by name (${NAMESPACE_NAME_LABEL}), or say who alone may set the label: silence: { 'namespace-label': '...' }`,
        }),
      ),
  ];
}

function podWarnings(selector: LabelSelector | undefined, path: FieldPath): PolicyWarning[] {
  return keysOf(selector).flatMap((key): PolicyWarning[] => {
    if (ROLLOUT_LABELS.includes(key)) {
      return [
        {
          id: 'rollout-label',
          path,
          message: `${quote(key)} is set anew by a controller, so that the next roll-out is no longer selected`,
          fix: 'select by a label of the pod template that stays, such as app',
        },
      ];
    }
    if (!VERSION_LABELS.includes(key)) return [];
    return [
      {
        id: 'version-label',
        path,
        message: `${quote(key)} changes with a release, and then nothing is selected`,
        fix: 'select by a label that stays, such as app.kubernetes.io/name',
      },
    ];
  });
}

function keysOf(selector: LabelSelector | undefined): string[] {
  const expressions = (selector?.matchExpressions ?? []).map(({ key }) => key);
  return [...new Set([...Object.keys(selector?.matchLabels ?? {}), ...expressions])];
}
