import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
} from './manifest';
import { peersPath, rulesOfManifest } from './manifest-rules';
import { quote } from './unknown-value';
import { changesWithRelease, changesWithRollout } from './unstable-labels';
import { child, type FieldPath, item } from './validation/finding';
import type { PolicyWarning } from './warning';

/** Labels of namespaces that the platform itself sets, and keeps. */
const PLATFORM_NAMESPACE_LABELS: readonly string[] = [
  NAMESPACE_NAME_LABEL,
  'policy-group.network.openshift.io/ingress',
  'policy-group.network.openshift.io/host-network',
  'network.openshift.io/policy-group',
];

/**
 * Where a policy selects by what an attacker or a roll-out can change. Any namespace label but its name can be set by
 * anyone who may patch namespaces (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
export function labelWarnings({ spec }: NetworkPolicyManifest): PolicyWarning[] {
  const warnings: PolicyWarning[] = [];
  podWarnings(spec.podSelector, () => 'spec.podSelector', warnings);
  for (const rule of rulesOfManifest(spec)) {
    rule.peers?.forEach((peer, at) => {
      peerWarnings(peer, () => item(peersPath(rule), at), warnings);
    });
  }
  return warnings;
}

/** @param pathOf the path is put together for a warning alone: thousands of policies have none */
function peerWarnings(
  { podSelector, namespaceSelector }: NetworkPolicyPeer,
  pathOf: () => FieldPath,
  warnings: PolicyWarning[],
): void {
  podWarnings(podSelector, () => child(pathOf(), 'podSelector'), warnings);
  const keys = keysOf(namespaceSelector);
  // A selector that asks for the name as well cannot be met by another namespace.
  if (keys.length === 0 || asksForName(namespaceSelector)) return;
  const settable = keys.filter((key) => !PLATFORM_NAMESPACE_LABELS.includes(key));
  if (settable.length === 0) return;
  warnings.push({
    id: 'namespace-label',
    path: child(pathOf(), 'namespaceSelector'),
    message: `anyone who may label namespaces can set ${settable.map((key) => quote(key)).join(', ')} on one of their own, which then counts as well`,
    fix: `select namespaces by name (${NAMESPACE_NAME_LABEL}), or say who alone may set the label: silence: { 'namespace-label': '...' }`,
  });
}

function podWarnings(selector: LabelSelector | undefined, pathOf: () => FieldPath, warnings: PolicyWarning[]): void {
  const keys = keysOf(selector);
  if (keys.length === 0) return;
  const ofRollouts = keys.filter(changesWithRollout);
  if (ofRollouts.length > 0) {
    warnings.push({
      id: 'rollout-label',
      path: pathOf(),
      message: `${ofRollouts.map((key) => quote(key)).join(', ')} is set anew by a controller, so that the next roll-out is no longer selected`,
      fix: 'select by a label of the pod template that stays, such as app',
    });
  }
  const ofReleases = keys.filter((key) => changesWithRelease(key) && asksForRelease(selector, key));
  if (ofReleases.length > 0) {
    warnings.push({
      id: 'version-label',
      path: pathOf(),
      message: `${ofReleases.map((key) => quote(key)).join(', ')} changes with a release, and then nothing is selected`,
      fix: 'select by a label that stays, such as app.kubernetes.io/name',
    });
  }
}

/**
 * Whether a selector asks for a certain release. `chart` and `version` without a prefix may mean anything: only a value such as
 * 7.2 is a release, and `v1` names a variant.
 */
function asksForRelease({ matchLabels, matchExpressions }: LabelSelector = {}, key: string): boolean {
  if (key.includes('/')) return true;
  const values: unknown[] = [
    ...(Object.hasOwn(matchLabels ?? {}, key) ? [matchLabels?.[key]] : []),
    ...(matchExpressions ?? []).flatMap((one) => (one.key === key ? (one.values ?? []) : [])),
  ];
  // A value that is known only later may be a release.
  return values.some((value) => typeof value !== 'string' || (/\d/.test(value) && !/^v\d+$/.test(value)));
}

/** Whether a selector names the namespaces that it means, whatever else it asks of them. */
function asksForName({ matchLabels, matchExpressions }: LabelSelector = {}): boolean {
  const byName = (matchExpressions ?? []).some(
    ({ key, operator }) => key === NAMESPACE_NAME_LABEL && operator === 'In',
  );
  return byName || Object.hasOwn(matchLabels ?? {}, NAMESPACE_NAME_LABEL);
}

/** The keys of a selector, each once. */
function keysOf(selector: LabelSelector | undefined): string[] {
  const labels = Object.keys(selector?.matchLabels ?? {});
  const expressions = selector?.matchExpressions;
  return expressions?.length ? [...new Set([...labels, ...expressions.map(({ key }) => key)])] : labels;
}
