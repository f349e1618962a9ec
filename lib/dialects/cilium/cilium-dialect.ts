import { later } from '../../policy/later';
import type { Dialect, DialectKind } from '../dialect';
import { DIRECTIONS } from '../stage';

const SOURCE = 'https://docs.cilium.io/en/stable/security/policy/';
const VERSIONS = ['v2'];

const reader = later((): typeof import('./read-cilium') => require('./read-cilium'));

function kindOf(kind: string, scope: DialectKind['scope']): DialectKind {
  return {
    api: 'cilium.io',
    group: 'cilium.io',
    kind,
    versions: VERSIONS,
    scope,
    role: 'policy',
    canOpen: true,
    canClose: true,
    directions: DIRECTIONS,
    source: SOURCE,
    read: (manifest) => reader().readCiliumPolicy(manifest, scope),
  };
}

/** cilium.io: CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy, and the groups of blocks that they name. */
export const CILIUM: Dialect = {
  name: 'cilium',
  title: 'Cilium',
  kinds: [
    kindOf('CiliumNetworkPolicy', 'Namespaced'),
    kindOf('CiliumClusterwideNetworkPolicy', 'Cluster'),
    {
      api: 'cilium.io',
      group: 'cilium.io',
      kind: 'CiliumCIDRGroup',
      versions: ['v2', 'v2alpha1'],
      scope: 'Cluster',
      role: 'reference',
      canOpen: true,
      canClose: true,
      directions: DIRECTIONS,
      source: SOURCE,
      read: (manifest) => reader().readCidrGroup(manifest),
    },
  ],
};
