import { stringify } from 'yaml';
import type { World } from './reference';

/** A world as YAML, for the message of a test that failed in it. */
export function worldText({ cluster, cni, admin = [] }: World): string {
  const namespaces = [...cluster.namespaces.values()].map(({ name, labels, declared }) => ({ name, declared, labels }));
  const workloads = cluster.workloads.map(({ id, pods }) => ({ id, pods }));
  const policies = cluster.policies.map(({ id, manifest: { spec } }) => ({ id, spec }));
  const unjudged = cluster.unjudged.map(({ canOpen, canClose, directions, reach }) => {
    return { canOpen, canClose, directions, reach };
  });
  return stringify(
    { cni, families: cluster.families, unjudged, namespaces, workloads, policies, admin },
    { aliasDuplicateObjects: false },
  );
}
