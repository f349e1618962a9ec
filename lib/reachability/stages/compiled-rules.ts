import type { PortMatch, Stage, StageRule, TextOperator } from '../../dialects/stage';
import type { KeyStates, LabelSpace } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import type { AddressSet } from '../sets/address-set';
import type { ConnectionSet } from '../sets/connection-set';

/** Stages as they are asked: every condition as a set. */
export type CompiledStages = { readonly [direction in PolicyType]: readonly CompiledStage[] };

export interface CompiledStage {
  readonly stage: Stage;
  readonly ranks: readonly CompiledRank[];
}

export interface CompiledRank {
  readonly policies: readonly CompiledPolicy[];
  /** Whether its policies decide in more than one way, so that it matters which of them comes first. */
  readonly isMixed: boolean;
}

/** The rules of a policy in a rank, in order. */
export interface CompiledPolicy {
  /** What distinguishes it from all others. */
  readonly id: string;
  /** Of the same one are those whose order is known; its id where it is the only one. */
  readonly series: string;
  readonly rules: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly rule: StageRule;
  readonly stage: Stage;
  readonly action: StageRule['action'];
  /** Those that no endpoint can be in are left out. */
  readonly subjects: readonly CompiledBox[];
  readonly peers: readonly CompiledBox[];
  readonly ports: CompiledPorts;
  /** As labels of a box; without those of requests, which leave a port open. */
  readonly circumstances: LabelSpace;
  /** What requests have to be like; empty where any will do. */
  readonly requests: readonly string[];
}

/** One end of a rule. */
export type CompiledBox =
  | {
      readonly kind: 'pod';
      readonly pods: LabelSpace;
      readonly namespaces: LabelSpace;
      readonly serviceAccounts: LabelSpace;
      readonly texts: readonly CompiledText[];
      readonly addresses: AddressSet;
      /** The namespaces that it may be in, by name; undefined for any. */
      readonly inNamespaces: ReadonlySet<string> | undefined;
    }
  | {
      readonly kind: 'node';
      readonly nodes: LabelSpace;
      readonly texts: readonly CompiledText[];
      readonly addresses: AddressSet;
    }
  | { readonly kind: 'outside'; readonly addresses: AddressSet };

/** A condition on the text of a label. */
export interface CompiledText {
  readonly of: 'pod' | 'namespace' | 'service-account' | 'node';
  readonly key: string;
  readonly operator: TextOperator;
  readonly text: string;
  /** Whether it asks for the contrary, which an absent label is too. */
  readonly not: boolean;
  /** `app contains 'web'`. */
  readonly sentence: string;
}

/** Ports by number, and by names that a destination resolves; less others. */
export interface CompiledPorts {
  readonly any: CompiledPortSet;
  readonly none: CompiledPortSet | undefined;
}

export interface CompiledPortSet {
  readonly numbers: ConnectionSet;
  readonly named: readonly Extract<PortMatch, { name: string }>[];
}

/** Of a fact that is a coordinate of a box. */
export const IS_SO: KeyStates = { absent: false, except: false, values: new Set(['yes']) };
export const IS_NOT_SO: KeyStates = { absent: true, except: true, values: new Set(['yes']) };
