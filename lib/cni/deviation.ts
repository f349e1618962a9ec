/** The parts of the specification in which network plugins differ. */
export const POLICY_FEATURES = [
  'end-port',
  'named-ports',
  'sctp',
  'except',
  'negative-selectors',
  'pod-addresses',
  'both-families',
  'many-ports',
  'service-labels',
  'both-directions',
  'unknown-port-names',
  'except-among-blocks',
] as const;

/** A part of the specification that some network plugin ignores or reads differently. */
export type PolicyFeature = (typeof POLICY_FEATURES)[number];

/** What a network plugin does with such a part. */
export interface Deviation {
  readonly feature: PolicyFeature;
  /** What happens, as part of a sentence. */
  readonly fact: string;
  /** What to write instead. */
  readonly fix: string;
  /** Where that is documented. */
  readonly source: string;
}
