import { dnsSubdomainProblems } from '../../policy/validation/names';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import type { Kubectl } from '../kubectl';
import { readList } from '../list-pages';
import { mapIn, mapsIn, textIn } from '../object-fields';

/** On which nodes canaries can run, or why that is not known. */
export type CanaryNodes =
  | { readonly type: 'known'; readonly names: readonly string[] }
  | { readonly type: 'unknown'; readonly why: string };

const NODES = { group: 'core', apiVersion: 'v1', kind: 'Node', resource: 'nodes', namespaced: false } as const;

/** @throws UsageError where the cluster cannot be read */
export function canaryNodes(kubectl: Kubectl): CanaryNodes {
  const names: string[] = [];
  const list = readList(kubectl, NODES, undefined, (items) => {
    for (const item of items) if (isUsable(item)) names.push(textIn(mapIn(item, 'metadata'), 'name'));
  });
  return list.type === 'read' ? { type: 'known', names } : { type: 'unknown', why: list.message };
}

function isUsable(node: JsonMap): boolean {
  const spec = mapIn(node, 'spec');
  const os = textIn(mapIn(node, 'metadata', 'labels'), 'kubernetes.io/os');
  const isTainted = mapsIn(spec, 'taints').some((taint) => field(taint, 'effect') !== 'PreferNoSchedule');
  const ready = mapsIn(mapIn(node, 'status'), 'conditions').find((one) => field(one, 'type') === 'Ready');
  return (
    dnsSubdomainProblems(textIn(mapIn(node, 'metadata'), 'name')).length === 0 &&
    field(spec, 'unschedulable') !== true &&
    !isTainted &&
    (os === '' || os === 'linux') &&
    isMap(ready) &&
    field(ready, 'status') === 'True'
  );
}
