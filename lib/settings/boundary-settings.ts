import { type IgnoredKinds, ignoredKindsOf, type UnjudgedSettings } from '../cluster/kinds/ignored-kinds';
import type { CniProfile } from '../cni/cni-profile';
import { type CniChoice, readCni } from '../cni/read-cni';
import { silenceFindings } from '../patterns/policy-options';
import { InvalidPolicyError } from '../patterns/written';
import { kindOf } from '../policy/unknown-value';
import type { ChangingLabels } from '../policy/unstable-labels';
import { type Finding, invalid, item } from '../policy/validation/finding';
import { qualifiedNameProblems } from '../policy/validation/names';

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
  /**
   * Keys of labels that change with a release here, such as `example.com/build`, beside those that ringfence knows
   * (docs/cdk8s.md lists them). What a workload or a Service stands for is never selected by them, unless the workload itself
   * finds its pods by one.
   * @default - none
   */
  readonly changingLabels?: readonly string[];
  /**
   * The cluster for which a chart is, where an app has charts for several: any name. Charts of different clusters have nothing to do with
   * each other: names, grants, contracts and warnings are those of each cluster by itself. A Pulumi program keeps clusters apart by
   * their providers instead.
   * @default - all charts without a cluster are for the same one
   */
  readonly cluster?: string;
}

/** The settings as they were read. */
export interface ReadSettings extends Omit<BoundarySettings, 'unjudged' | 'changingLabels'> {
  readonly ignoredKinds?: IgnoredKinds;
  readonly cni?: CniProfile;
  readonly changingLabels?: ChangingLabels;
}

/**
 * Reads settings that a user gave.
 * @param author for whom they are, for the message
 * @throws InvalidPolicyError where there is no such network plugin, or a warning is silenced, or a kind of policies
 * ignored, that there is not or without a reason, or where `changingLabels` are no keys of labels
 */
export function readBoundarySettings(
  { cni: choice, unjudged, changingLabels, ...others }: BoundarySettings,
  author: string,
): ReadSettings {
  const { ignored, findings: wrongKinds } = ignoredKindsOf(unjudged);
  const { profile: cni, findings: wrongCni } = readCni(choice);
  const findings = [
    ...wrongCni,
    ...wrongKinds,
    ...changingFindings(changingLabels),
    ...(others.cluster === undefined || (typeof others.cluster === 'string' && others.cluster !== '')
      ? []
      : [invalid('cluster', others.cluster, `must be a name, not ${kindOf(others.cluster)}`, "write cluster: 'eu-1'")]),
    ...(others.silence === undefined ? [] : silenceFindings(others.silence)),
  ];
  if (findings.length > 0) throw new InvalidPolicyError(findings, author);
  return {
    ...others,
    ...(cni !== undefined && { cni }),
    ...(ignored.size > 0 && { ignoredKinds: ignored }),
    ...(changingLabels !== undefined && { changingLabels: new Set(changingLabels) }),
  };
}

function changingFindings(labels: unknown): Finding[] {
  if (labels === undefined) return [];
  const fix = "write the keys of labels, such as changingLabels: ['example.com/build']";
  if (!Array.isArray(labels)) {
    return [invalid('changingLabels', labels, `must be a list of keys, not ${kindOf(labels)}`, fix)];
  }
  return Array.from(labels as readonly unknown[]).flatMap((key, index) => {
    const path = item('changingLabels', index);
    if (typeof key !== 'string') return [invalid(path, key, `must be the key of a label, not ${kindOf(key)}`, fix)];
    return qualifiedNameProblems(key).map((problem) => invalid(path, key, problem, fix));
  });
}
