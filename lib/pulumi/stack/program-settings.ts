import { runtime } from '@pulumi/pulumi';
import type { CniProfile } from '../../cni/cni-profile';
import { silenceFindings } from '../../patterns/policy-options';
import { InvalidPolicyError } from '../../patterns/written';

/** What holds for all boundaries that a program makes from then on. */
export interface BoundarySettings {
  /**
   * The network plugin of the cluster. It is an error if that enforces nothing; where it leaves something out that a policy
   * uses, a warning says so. Contracts are judged by it as well.
   * @default - nothing is said of plugins; the specification read cautiously
   */
  readonly cni?: CniProfile;
  /**
   * Whether a warning is an error.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Warnings that do not apply here, by id, each with the reason. Policies keep it in the annotation
   * `ringfence/silence-<id>`.
   * @default - none
   */
  readonly silence?: Readonly<Record<string, string>>;
}

const NO_MONITOR = {};
const given = new WeakMap<object, BoundarySettings>();

/**
 * Says what holds for all boundaries that the program makes after it.
 *
 * @example
 * configureBoundaries({ cni: Cni.gkeDataplaneV2(), strict: true });
 *
 * @throws InvalidPolicyError where a warning is silenced that there is not, or without a reason
 */
export function configureBoundaries(settings: BoundarySettings): void {
  const findings = settings.silence === undefined ? [] : silenceFindings(settings.silence);
  if (findings.length > 0) throw new InvalidPolicyError(findings, 'the program');
  const program = runtime.getMonitor() ?? NO_MONITOR;
  given.set(program, { ...given.get(program), ...settings });
}

export function settingsOfProgram(): BoundarySettings {
  return given.get(runtime.getMonitor() ?? NO_MONITOR) ?? {};
}
