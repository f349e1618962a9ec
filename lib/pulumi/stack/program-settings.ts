import { runtime } from '@pulumi/pulumi';
import type { CniProfile } from '../../cni/cni-profile';
import { type CniChoice, readCni } from '../../cni/read-cni';
import { silenceFindings } from '../../patterns/policy-options';
import { InvalidPolicyError } from '../../patterns/written';

/** Settings for all boundaries that a program makes from then on. */
export interface BoundarySettings {
  /**
   * The network plugin of the cluster, as a word of `Cni` or by its name. A plugin that enforces nothing is an error;
   * where it ignores something that a policy uses, there is a warning. It is also the plugin for which contracts are
   * judged.
   * @default - no warnings about plugins; policies are judged by the specification, read cautiously
   */
  readonly cni?: CniChoice;
  /**
   * Whether a warning is an error.
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

const NO_MONITOR = {};
const given = new WeakMap<object, ReadSettings>();

/**
 * Sets what holds for all boundaries that the program makes after the call.
 *
 * @example
 * configureBoundaries({ cni: Cni.gkeDataplaneV2(), strict: true });
 *
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced that there is not or without a
 * reason
 */
export function configureBoundaries(settings: BoundarySettings): void {
  const { cni: said, ...others } = settings;
  const { profile: cni, findings: wrongCni } = readCni(said);
  const findings = [...wrongCni, ...(others.silence === undefined ? [] : silenceFindings(others.silence))];
  if (findings.length > 0) throw new InvalidPolicyError(findings, 'the program');
  const program = runtime.getMonitor() ?? NO_MONITOR;
  given.set(program, { ...given.get(program), ...others, ...(cni !== undefined && { cni }) });
}

export function settingsOfProgram(): ReadSettings {
  return given.get(runtime.getMonitor() ?? NO_MONITOR) ?? {};
}
