import type { NetworkPolicyManifest } from './manifest';
import type { FieldPath } from './validation/finding';

/** What is allowed and most often a mistake; each can be silenced by its id, with a reason. */
export type WarningId =
  | 'namespace-label'
  | 'rollout-label'
  | 'version-label'
  | 'client-closed'
  | 'target-closed'
  | `cni-${string}`;

/** A policy that will be taken, and may not do what its author thinks. */
export interface PolicyWarning {
  readonly id: WarningId;
  readonly path: FieldPath;
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

/** An annotation of a policy begins so; the id of what it silences follows. */
export const SILENCE_ANNOTATION = 'ringfence/silence-';

/** The annotation of a policy in which the reason is kept why a warning is silenced. */
export function silenceAnnotation(id: string): string {
  return `${SILENCE_ANNOTATION}${id}`;
}

/** Why a policy silences a warning; undefined where it does not. */
export function silenceOf({ metadata }: NetworkPolicyManifest, id: string): string | undefined {
  const key = silenceAnnotation(id);
  const annotations = metadata.annotations ?? {};
  return Object.hasOwn(annotations, key) ? annotations[key] : undefined;
}
