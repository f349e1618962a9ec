import type { IConstruct } from 'constructs';
import { shared, sharedSoFar } from '../../copies/copies';
import { type BoundarySettings, type ReadSettings, readBoundarySettings } from '../../settings/boundary-settings';

const SETTINGS = 'settings';
const NOTHING: ReadSettings = {};

/**
 * Sets what holds for all boundaries in an app or a chart, made before or after. Where settings are nested, the
 * innermost counts.
 *
 * @example
 * configureBoundaries(app, { cni: Cni.awsVpcCni({ networkPolicy: true }), strict: true });
 *
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced, or a kind of policies
 * ignored, that there is not or without a reason
 */
export function configureBoundaries(scope: IConstruct, settings: BoundarySettings): void {
  const read = readBoundarySettings(settings, scope.node.path || 'the app');
  const given = shared(scope.node.root, SETTINGS, () => new Map<IConstruct, ReadSettings>());
  given.set(scope, { ...given.get(scope), ...read });
}

/** The constructs of an app by the cluster that they are for; one group where no cluster is named. */
export function byCluster(root: IConstruct, constructs: readonly IConstruct[]): readonly (readonly IConstruct[])[] {
  const given = sharedSoFar<ReadonlyMap<IConstruct, ReadSettings>>(root, SETTINGS);
  if (given === undefined || ![...given.values()].some(({ cluster }) => cluster !== undefined)) return [constructs];
  const groups = new Map<string | undefined, IConstruct[]>();
  for (const construct of constructs) {
    const cluster = clusterOfConstruct(construct);
    const group = groups.get(cluster) ?? [];
    groups.set(cluster, group);
    group.push(construct);
  }
  return [...groups.values()];
}

/** The cluster that a construct is for; undefined where none is named. */
export function clusterOfConstruct(construct: IConstruct): string | undefined {
  return settingsOf(construct).cluster;
}

/** Whether anything in an app has settings. */
export function hasSettings(root: IConstruct): boolean {
  return sharedSoFar(root, SETTINGS) !== undefined;
}

/** What finds the settings of constructs of an app; the app is asked once whether it has any. */
export function settingsIn(root: IConstruct): (construct: IConstruct) => ReadSettings {
  return hasSettings(root) ? settingsOf : () => NOTHING;
}

/** The settings of a construct, with those of the scopes around it. */
export function settingsOf(construct: IConstruct): ReadSettings {
  const given = sharedSoFar<ReadonlyMap<IConstruct, ReadSettings>>(construct.node.root, SETTINGS);
  // Most apps have no settings, and are not asked construct by construct.
  if (given === undefined) return NOTHING;
  const scopes = construct.node.scopes.map((scope) => given.get(scope) ?? NOTHING);
  const silence = Object.assign({}, ...scopes.map((one) => one.silence ?? {}));
  const kinds = scopes.flatMap((one) => [...(one.ignoredKinds ?? [])]);
  const changing = scopes.flatMap(({ changingLabels = [] }) => [...changingLabels]);
  return {
    ...Object.assign({}, ...scopes),
    silence,
    ...(kinds.length > 0 && { ignoredKinds: new Map(kinds) }),
    ...(changing.length > 0 && { changingLabels: new Set(changing) }),
  };
}
