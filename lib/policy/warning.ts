import type { NetworkPolicyManifest } from './manifest';
import type { FieldPath } from './validation/finding';

/**
 * The rules of lint that run at the end of a synth: those that can be decided from what an app writes and declares. What is about
 * whole namespaces (`no-default-deny-*`), openness (`wide-open-*`) and redundancy stays with `ringfence check`.
 */
export const SYNTH_RULES = [
  'egress-without-dns',
  'peers-as-or',
  'empty-peer-list',
  'emptied-key',
  'rules-without-policy-type',
  'policy-types-default',
  'selects-no-pod',
  'host-network-selected',
  'peer-matches-nothing',
  'half-grant',
  'service-port',
  'named-port-unresolved',
  'port-not-declared',
  'dns-over-udp-only',
  'ip-block-over-pods',
  'pods-of-any-namespace',
  'load-balancer-source',
  'service-address-block',
  'entry-behind-deny',
  'webhook-unreachable',
  'scrape-denied',
] as const;

/** The id of such a rule. */
export type SynthRule = (typeof SYNTH_RULES)[number];

/** What is allowed and most often a mistake; each can be silenced by its id, with a reason. */
export type WarningId =
  | SynthRule
  | 'namespace-label'
  | 'rollout-label'
  | 'version-label'
  | 'client-closed'
  | 'target-closed'
  | 'ambient-mesh'
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
