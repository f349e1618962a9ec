import type { LabelSelector } from '../../policy/manifest';
import type { FieldPath } from '../../policy/validation/finding';
import type { PortMatch } from '../stage';

/** What a CiliumNetworkPolicy or a CiliumClusterwideNetworkPolicy says: the rules of `spec` and of `specs` together. */
export interface CiliumSpec {
  readonly rules: readonly CiliumRule[];
  /** Whether any of them selects nodes as peers, so that Cilium ignores the policy unless it is set up for that. */
  readonly selectsNodes: boolean;
}

/** One rule of Cilium, which has a subject and sections of its own. */
export interface CiliumRule {
  readonly path: FieldPath;
  readonly subject: { readonly of: 'endpoints' | 'nodes'; readonly selector: LabelSelector };
  readonly ingress: readonly CiliumPart[];
  readonly ingressDeny: readonly CiliumPart[];
  readonly egress: readonly CiliumPart[];
  readonly egressDeny: readonly CiliumPart[];
  /** Fields that it has and Cilium has not. */
  readonly unknown: readonly FieldPath[];
  /** Sections that are there and have no item, which is the same as not there. */
  readonly emptySections: readonly ('ingress' | 'egress')[];
  /** Where the rule says that a section does not isolate; absent where it leaves that to the default. */
  readonly enableDefaultDeny: { readonly ingress?: boolean; readonly egress?: boolean };
}

/** One item of a section: peers, and ports of the destination. */
export interface CiliumPart {
  readonly path: FieldPath;
  /** Absent where none is written, which is everyone where ports are. */
  readonly peers?: CiliumPeers;
  /** Any of these; absent for every port. */
  readonly ports?: readonly CiliumPorts[];
  /** It is about ICMP alone. */
  readonly icmp: boolean;
  /** Peers have to authenticate each other. */
  readonly authenticates: boolean;
  /** Fields that it has and Cilium has not. */
  readonly unknown: readonly FieldPath[];
}

/** The one kind of peers that an item may have. */
export type CiliumPeers =
  /** A list that is there and empty. */
  | { readonly type: 'no-one' }
  | { readonly type: 'endpoints'; readonly selectors: readonly LabelSelector[] }
  | { readonly type: 'entities'; readonly names: readonly string[] }
  | { readonly type: 'blocks'; readonly blocks: readonly CiliumBlock[] }
  | { readonly type: 'services'; readonly services: readonly CiliumService[] }
  | { readonly type: 'names'; readonly names: readonly CiliumName[] }
  | { readonly type: 'nodes'; readonly selectors: readonly LabelSelector[] }
  /** Security groups of a cloud, each as it was written. */
  | { readonly type: 'groups'; readonly groups: readonly string[] };

export type CiliumBlock =
  | { readonly cidr: string; readonly except: readonly string[] }
  | { readonly group: string; readonly except: readonly string[] }
  | { readonly groups: LabelSelector; readonly except: readonly string[] };

export type CiliumService =
  | { readonly name: string; readonly namespace?: string }
  | { readonly selector: LabelSelector; readonly namespace?: string };

export interface CiliumName {
  /** `matchName`: one name. `matchPattern`: `*` stands for a part of one. */
  readonly type: 'name' | 'pattern';
  readonly text: string;
}

/** One item of `toPorts`. */
export interface CiliumPorts {
  readonly path: FieldPath;
  /** Any of these; a protocol that is none of TCP, UDP and SCTP is no match. */
  readonly any: readonly PortMatch[];
  /** Who decides on requests, as in `the rules for HTTP`; absent where no one does. */
  readonly layer7?: string;
  /** The names that TLS has to ask for; absent where any will do. */
  readonly serverNames?: readonly string[];
}

/** Who decides on requests for DNS names, as `layer7` has it. */
export const DNS_RULES = 'the rules for DNS';

/** What a CiliumCIDRGroup says. */
export interface CiliumCidrGroup {
  readonly cidrs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}
