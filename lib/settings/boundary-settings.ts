import { type IgnoredKinds, ignoredKindsOf, type UnjudgedSettings } from '../cluster/kinds/ignored-kinds';
import type { CniProfile } from '../cni/cni-profile';
import { type CniChoice, readCni } from '../cni/read-cni';
import { silenceFindings } from '../patterns/policy-options';
import { InvalidPolicyError } from '../patterns/written';

/** Settings for many boundaries at once: those of an app, a chart, a part of one, or a program. */
export interface BoundarySettings {
  /**
   * The network plugin of the cluster, as a word of `Cni` or by its name. A plugin that enforces nothing is an error;
   * where it ignores something that a policy uses, there is a warning. Contracts are judged for it, and so are the grants
   * of an app for which it is set.
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
  /**
   * Kinds of policies of other APIs that do not matter in this app, part or program, each with the reason: by `Kind.group`,
   * such as `AuthorizationPolicy.security.istio.io`. In an app this is about the policies that the scope declares. Nothing
   * depends on them then.
   * @default - none: what depends on a policy that is not judged does not hold
   */
  readonly unjudged?: UnjudgedSettings;
}

/** The settings as they were read. */
export interface ReadSettings extends Omit<BoundarySettings, 'unjudged'> {
  readonly ignoredKinds?: IgnoredKinds;
  readonly cni?: CniProfile;
}

/**
 * Reads settings that a user gave.
 * @param author for whom they are, for the message
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced, or a kind of policies
 * ignored, that there is not or without a reason
 */
export function readBoundarySettings(
  { cni: choice, unjudged, ...others }: BoundarySettings,
  author: string,
): ReadSettings {
  const { ignored, findings: wrongKinds } = ignoredKindsOf(unjudged);
  const { profile: cni, findings: wrongCni } = readCni(choice);
  const findings = [
    ...wrongCni,
    ...wrongKinds,
    ...(others.silence === undefined ? [] : silenceFindings(others.silence)),
  ];
  if (findings.length > 0) throw new InvalidPolicyError(findings, author);
  return { ...others, ...(cni !== undefined && { cni }), ...(ignored.size > 0 && { ignoredKinds: ignored }) };
}
