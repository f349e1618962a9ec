import type { LabelSelector } from '../../policy/manifest';
import type { FieldPath } from '../../policy/validation/finding';
import type { PortMatch } from '../stage';

/**
 * What a ClusterNetworkPolicy says, and in the same form an AdminNetworkPolicy (tier Admin) or a BaselineAdminNetworkPolicy (tier
 * Baseline).
 */
export interface AdminPolicySpec {
  readonly tier: 'Admin' | 'Baseline';
  /** A lower one comes first. */
  readonly priority: number;
  readonly subject: PodsPeer;
  readonly ingress: readonly AdminRule[];
  readonly egress: readonly AdminRule[];
}

/** The first one that matches decides. */
export interface AdminRule {
  readonly path: FieldPath;
  readonly name?: string;
  readonly action: 'Accept' | 'Deny' | 'Pass';
  /** Any of these. */
  readonly peers: readonly AdminPeer[];
  /** Any of these; absent for everything. */
  readonly ports?: readonly PortMatch[];
}

export type AdminPeer =
  | PodsPeer
  | { readonly type: 'networks'; readonly cidrs: readonly string[] }
  | { readonly type: 'nodes'; readonly nodes: LabelSelector }
  | { readonly type: 'domains'; readonly names: readonly string[] }
  /** Of a newer version of the API: it may be anyone. */
  | { readonly type: 'unknown' };

/** Pods by their labels and those of their namespace; `namespaces` alone selects all of their pods. */
export interface PodsPeer {
  readonly type: 'pods';
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
}
