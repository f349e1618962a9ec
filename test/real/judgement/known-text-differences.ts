import type { Read } from './compare-texts';

/** A text that ringfence and Kubernetes read differently, on purpose. */
export interface KnownTextDifference {
  readonly name: string;
  readonly reason: string;
  readonly isOne: (text: string, kubernetes: Read, ringfence: Read) => boolean;
}

export const KNOWN_TEXT_DIFFERENCES: readonly KnownTextDifference[] = [];
