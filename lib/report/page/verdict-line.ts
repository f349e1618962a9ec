/** What sentences of the first screen there are, in the order of harm. */
export const VERDICT_IDS = [
  'not-enforced',
  'errors',
  'unread',
  'opens',
  'closes',
  'same',
  'internet',
  'entries',
  'not-followed',
  'some-internet',
  'every-pod',
  'egress',
  'some-egress',
  'metadata',
  'default-deny-ingress',
  'default-deny-egress',
  'unjudged',
  'hidden',
  'depends',
  'depends-more',
  'depends-outside',
  'refused',
  'denied',
  'unseen',
  'warnings',
  'good',
] as const;
export type VerdictId = (typeof VERDICT_IDS)[number];

/** What sentences there are about what was looked for and is not open. */
export const IN_ORDER_IDS = [
  'internet',
  'every-pod',
  'egress',
  'metadata',
  'default-deny-ingress',
  'default-deny-egress',
  'known',
] as const;
export type InOrderId = (typeof IN_ORDER_IDS)[number];

/** How much harm something does: `error` and `open` are bad, `doubt` may be, `good` is not. */
export type VerdictLevel = 'error' | 'open' | 'doubt' | 'good';

/** One sentence of the first screen, and the view that shows what it says. */
export interface VerdictLine<Id extends string = VerdictId | InOrderId> {
  readonly id: Id;
  readonly level: VerdictLevel;
  /** How much is meant, large beside the sentence. The view behind the link shows as much. */
  readonly count: number;
  readonly text: string;
  /** The first of those that are counted. */
  readonly names: readonly string[];
  /** Without the `#`. */
  readonly link: string;
}
