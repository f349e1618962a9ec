import { isSharedByCharts } from '../../patterns/fixed-names';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { withSortedKeys } from '../../policy/unknown-value';
import type { PolicyObject } from '../constructs/policy-object';
import type { JudgedBoundary } from './judged';

interface Default {
  readonly boundary: JudgedBoundary;
  readonly manifest: NetworkPolicyManifest;
  readonly object: PolicyObject;
}

/**
 * Leaves out default denies and DNS policies that another chart of the app writes already, equal in all: the first chart writes
 * each. Those that differ, that users changed, or that are twice in one chart stay, and collide.
 */
export function mergeDefaults(boundaries: readonly JudgedBoundary[]): void {
  for (const boundary of boundaries) boundary._leaveOut(NOTHING);
  const groups = new Map<string, Default[]>();
  for (const boundary of boundaries) {
    const { manifests, findings } = boundary._ownDraft;
    if (manifests.length === 0 || findings.length > 0) continue;
    for (const [index, manifest] of manifests.entries()) {
      if (!isSharedByCharts(manifest.metadata.name)) continue;
      const key = `${manifest.metadata.namespace}/${manifest.metadata.name}`;
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      group.push({ boundary, manifest, object: boundary._policyObjects[index] as PolicyObject });
    }
  }
  const left = new Map<JudgedBoundary, Set<NetworkPolicyManifest>>();
  for (const group of groups.values()) {
    for (const { boundary, manifest } of mergeable(group))
      left.set(boundary, (left.get(boundary) ?? new Set()).add(manifest));
  }
  for (const [boundary, manifests] of left) boundary._leaveOut(manifests);
}

const NOTHING: ReadonlySet<NetworkPolicyManifest> = new Set();

/** All but the first, where each chart has one and all are the same. */
function mergeable([first, ...others]: readonly Default[]): readonly Default[] {
  if (first === undefined || others.length === 0) return [];
  const all = [first, ...others];
  if (new Set(all.map(({ boundary }) => boundary._chart)).size < all.length) return [];
  if (all.some(({ object }) => object.isChangedByUsers)) return [];
  const writtenAs = ({ manifest: { metadata, spec }, object }: Default) =>
    JSON.stringify(withSortedKeys([metadata, object.chart.labels, spec]));
  return others.every((other) => writtenAs(other) === writtenAs(first)) ? others : [];
}
