import { addressBlock } from '../../policy/cidr';
import { grouped } from '../../policy/grouped';
import type { DialectWorld } from '../dialect';
import type { Circumstance, EndBox } from '../stage';
import type { CiliumSettings } from './cilium-settings';
import type { CiliumCidrGroup } from './cilium-spec';
import { Labelled } from './labelled';

/** Some peers, and what has to be so besides for them to be matched. */
export interface CiliumEnds {
  readonly peers: readonly EndBox[];
  readonly circumstances: readonly Circumstance[];
}

/** What peers are looked up in. */
export interface CiliumWorld extends DialectWorld {
  readonly settings: CiliumSettings;
  /** The addresses of the API server, where the input has them: the endpoints of the Service `kubernetes`. */
  readonly apiServer: readonly string[];
  readonly cidrGroups: ReadonlyMap<string, CiliumCidrGroup>;
  readonly labelledGroups: Labelled<CiliumCidrGroup>;
  readonly namedServices: ReadonlyMap<string, readonly WorldService[]>;
  readonly labelledServices: Labelled<WorldService>;
}

export type WorldService = DialectWorld['services'][number];

export function ciliumWorld(world: DialectWorld, settings: CiliumSettings): CiliumWorld {
  const service = world.services.find(({ name, namespace }) => name === 'kubernetes' && namespace === 'default');
  const apiServer = (service?.endpoints ?? []).flatMap(({ addresses }) => addresses.map(addressBlock));
  const groups = world.objects.filter(({ kind }) => kind === 'CiliumCIDRGroup');
  const cidrGroups = new Map(groups.map(({ name, spec }) => [name, spec as CiliumCidrGroup] as const));
  return {
    ...world,
    settings,
    apiServer,
    cidrGroups,
    labelledGroups: new Labelled([...cidrGroups.values()]),
    namedServices: grouped(world.services, ({ name }) => name),
    labelledServices: new Labelled(world.services),
  };
}
