import type { IConstruct } from 'constructs';
import type { CniProfile } from '../../cni/cni-profile';
import { type CniChoice, readCni } from '../../cni/read-cni';
import { silenceFindings } from '../../patterns/policy-options';
import { InvalidPolicyError } from '../../patterns/written';

/** Settings for all boundaries of an app, a chart or a part of one. */
export interface BoundarySettings {
  /**
   * The network plugin of the cluster, as a word of `Cni` or by its name. The synth fails where the plugin enforces
   * nothing; where it ignores something that a policy uses, there is a warning. Set for the app, it is also the plugin
   * for which grants and contracts are judged.
   * @default - no warnings about plugins; policies are judged by the specification, read cautiously
   */
  readonly cni?: CniChoice;
  /**
   * Whether a warning fails the synth.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Warnings that do not apply here, by id, each with the reason. Policies keep the reason in the annotation
   * `ringfence/silence-<id>`.
   * @default - none
   */
  readonly silence?: Readonly<Record<string, string>>;
}

/** The settings as they were read. */
interface ReadSettings extends BoundarySettings {
  readonly cni?: CniProfile;
}

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
  const { cni: said, ...others } = settings;
  const { profile: cni, findings: wrongCni } = readCni(said);
  const findings = [...wrongCni, ...(others.silence === undefined ? [] : silenceFindings(others.silence))];
  if (findings.length > 0) throw new InvalidPolicyError(findings, scope.node.path || 'the app');
  isAnythingSet = true;
  given.set(scope, { ...given.get(scope), ...others, ...(cni !== undefined && { cni }) });
}

/** The settings of a construct, with those of the scopes around it. */
export function settingsOf(construct: IConstruct): ReadSettings {
  if (!isAnythingSet) return NOTHING;
  const scopes = construct.node.scopes.map((scope) => given.get(scope) ?? {});
  const silence = Object.assign({}, ...scopes.map((one) => one.silence ?? {}));
  return { ...Object.assign({}, ...scopes), silence };
}
