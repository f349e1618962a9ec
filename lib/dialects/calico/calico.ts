import { later } from '../../policy/later';
import type { Dialect, DialectKind } from '../dialect';
import { CALICO_GROUPS } from '../plugin-groups';
import { DIRECTIONS } from '../stage';
import type { CalicoKind } from './read-calico';

const SOURCE = 'https://docs.tigera.io/calico/latest/reference/resources/';

const reader = later((): typeof import('./read-calico') => require('./read-calico'));

interface Kind extends Pick<DialectKind, 'scope' | 'role'> {
  readonly kind: CalicoKind;
  readonly page: string;
  /** Staged policies decide nothing. */
  readonly decides: boolean;
}

function policy(kind: CalicoKind, scope: DialectKind['scope'], page: string): Kind {
  return { kind, page, scope, role: 'policy', decides: true };
}

function staged(kind: CalicoKind, scope: DialectKind['scope'], page: string): Kind {
  return { kind, page, scope, role: 'reference', decides: false };
}

function reference(kind: CalicoKind, scope: DialectKind['scope'], page: string): Kind {
  return { kind, page, scope, role: 'reference', decides: true };
}

const KINDS: readonly Kind[] = [
  policy('NetworkPolicy', 'Namespaced', 'networkpolicy'),
  policy('GlobalNetworkPolicy', 'Cluster', 'globalnetworkpolicy'),
  staged('StagedNetworkPolicy', 'Namespaced', 'stagednetworkpolicy'),
  staged('StagedGlobalNetworkPolicy', 'Cluster', 'stagedglobalnetworkpolicy'),
  staged('StagedKubernetesNetworkPolicy', 'Namespaced', 'stagedkubernetesnetworkpolicy'),
  reference('Tier', 'Cluster', 'tier'),
  reference('NetworkSet', 'Namespaced', 'networkset'),
  reference('GlobalNetworkSet', 'Cluster', 'globalnetworkset'),
  reference('HostEndpoint', 'Cluster', 'hostendpoint'),
];

/** projectcalico.org, and crd.projectcalico.org. */
export const CALICO: Dialect = {
  name: 'calico',
  title: 'Calico',
  kinds: CALICO_GROUPS.flatMap(({ group, versions }) =>
    KINDS.map(
      ({ kind, page, scope, role, decides }): DialectKind => ({
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
        read: (manifest) => reader().readCalico(kind, manifest),
      }),
    ),
  ),
};
