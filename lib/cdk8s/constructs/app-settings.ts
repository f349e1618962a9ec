import type { IConstruct } from 'constructs';
import { type BoundarySettings, type ReadSettings, readBoundarySettings } from '../../patterns/boundary-settings';

const given = new WeakMap<IConstruct, ReadSettings>();
/** Whether any app has settings: most have none, and are not asked construct by construct. */
let isAnythingSet = false;
const NOTHING: ReadSettings = {};

/**
 * Sets what holds for all boundaries in an app or a chart, made before or after. Where settings are nested, the
 * innermost counts.
 *
 * @example
 * configureBoundaries(app, { cni: Cni.awsVpcCni({ networkPolicy: true }), strict: true });
 *
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced that there is not or without a
 * reason
 */
export function configureBoundaries(scope: IConstruct, settings: BoundarySettings): void {
  const read = readBoundarySettings(settings, scope.node.path || 'the app');
  isAnythingSet = true;
  given.set(scope, { ...given.get(scope), ...read });
}

/** The settings of a construct, with those of the scopes around it. */
export function settingsOf(construct: IConstruct): ReadSettings {
  if (!isAnythingSet) return NOTHING;
  const scopes = construct.node.scopes.map((scope) => given.get(scope) ?? {});
  const silence = Object.assign({}, ...scopes.map((one) => one.silence ?? {}));
  return { ...Object.assign({}, ...scopes), silence };
}
