import type { JsonMap } from '../../policy/validation/structure';
import type { Dialect, DialectKind, ReadSpec } from '../dialect';
import { DIRECTIONS } from '../stage';
import { readHostEndpoint, readNetworkSet, readTier } from './read-calico-objects';
import { readCalicoPolicy, readStagedKubernetesPolicy } from './read-calico-policy';

const SOURCE = 'https://docs.tigera.io/calico/latest/reference/resources/';

/** The API of Calico, and the group in which it keeps its objects, with the same specs. */
const GROUPS = [
  { group: 'projectcalico.org', versions: ['v3'] },
  { group: 'crd.projectcalico.org', versions: ['v1'] },
] as const;

interface Kind extends Pick<DialectKind, 'kind' | 'scope' | 'role'> {
  readonly page: string;
  /** Staged policies decide nothing. */
  readonly decides: boolean;
  readonly read: (manifest: JsonMap) => ReadSpec;
}

function policy(kind: string, page: string, isGlobal: boolean, isStaged: boolean): Kind {
  return {
    kind,
    page,
    scope: isGlobal ? 'Cluster' : 'Namespaced',
    role: isStaged ? 'reference' : 'policy',
    decides: !isStaged,
    read: (manifest) => readCalicoPolicy(manifest, { isGlobal, isStaged }),
  };
}

function reference(kind: string, page: string, scope: DialectKind['scope'], read: Kind['read']): Kind {
  return { kind, page, scope, role: 'reference', decides: true, read };
}

const KINDS: readonly Kind[] = [
  policy('NetworkPolicy', 'networkpolicy', false, false),
  policy('GlobalNetworkPolicy', 'globalnetworkpolicy', true, false),
  policy('StagedNetworkPolicy', 'stagednetworkpolicy', false, true),
  policy('StagedGlobalNetworkPolicy', 'stagedglobalnetworkpolicy', true, true),
  {
    ...reference(
      'StagedKubernetesNetworkPolicy',
      'stagedkubernetesnetworkpolicy',
      'Namespaced',
      readStagedKubernetesPolicy,
    ),
    decides: false,
  },
  reference('Tier', 'tier', 'Cluster', readTier),
  reference('NetworkSet', 'networkset', 'Namespaced', readNetworkSet),
  reference('GlobalNetworkSet', 'globalnetworkset', 'Cluster', readNetworkSet),
  reference('HostEndpoint', 'hostendpoint', 'Cluster', readHostEndpoint),
];

/** projectcalico.org, and crd.projectcalico.org. */
export const CALICO: Dialect = {
  name: 'calico',
  title: 'Calico',
  kinds: GROUPS.flatMap(({ group, versions }) =>
    KINDS.map(
      ({ kind, page, scope, role, decides, read }): DialectKind => ({
        group,
        kind,
        api: 'projectcalico.org',
        versions,
        scope,
        role,
        canOpen: decides,
        canClose: decides,
        directions: DIRECTIONS,
        source: `${SOURCE}${page}`,
        read,
      }),
    ),
  ),
};
