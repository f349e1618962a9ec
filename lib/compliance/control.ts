import type { Reference } from '../policy/reference';
import type { Reachability } from '../reachability/reachability';

/** `unknown` where something that was given could not be read, or is too entangled to be decided. */
export type ControlStatus = 'covered' | 'partly' | 'missing' | 'unknown';

/** What a control comes to in one namespace. */
export interface ControlResult {
  readonly namespace: string;
  readonly status: ControlStatus;
  /** The policies that cover it, as `namespace/name`; those of other APIs with their kind before it. */
  readonly policies: readonly string[];
  /** What is missing, a sentence each. */
  readonly missing: readonly string[];
}

/** Something that the catalogues ask of each namespace. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly references: readonly Reference[];
  judge(reachability: Reachability, namespace: string): Omit<ControlResult, 'namespace'>;
}
