import { plainAddress } from '../policy/cidr';
import type { LabelSelector } from '../policy/manifest';
import type { PodNumbers } from './cluster';
import type { Owner } from './identity';
import type { PodShape } from './pod-shape';
import type { Source } from './source';

/** An object that makes pods, or is one. */
export interface PodMaker {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly owner: Owner | undefined;
  readonly shape: PodShape;
  /** How the pods of its template are numbered. */
  readonly numbers: Omit<PodNumbers, 'without'> | undefined;
  /** How it finds its pods, where these may come without what is between them. */
  readonly selector: LabelSelector | undefined;
  readonly replicas: number;
  /** The addresses of a Pod. */
  readonly addresses: readonly string[];
  /** Since when a Pod has them; milliseconds since 1970. */
  readonly startedAt?: number;
  readonly source: Source;
}

/** Since when Pods have their addresses, by address. */
export function podStarts(makers: readonly PodMaker[]): Map<string, number> {
  const starts = new Map<string, number>();
  for (const { addresses, startedAt } of makers) {
    if (startedAt === undefined) continue;
    for (const address of addresses) starts.set(plainAddress(address) ?? address, startedAt);
  }
  return starts;
}
