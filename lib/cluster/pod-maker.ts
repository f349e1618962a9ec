import { plainAddress } from '../policy/cidr';
import type { LabelSelector } from '../policy/manifest';
import type { AddressedPod, PodNumbers } from './cluster';
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
  readonly startedAt: number | undefined;
  readonly source: Source;
}

/** Pods, by address. */
export function podsByAddress(makers: readonly PodMaker[]): Map<string, AddressedPod> {
  const pods = new Map<string, AddressedPod>();
  for (const { name, namespace, addresses, startedAt } of makers) {
    if (addresses.length === 0) continue;
    const pod = { name, namespace, ...(startedAt !== undefined && { startedAt }) };
    for (const address of addresses) pods.set(plainAddress(address) ?? address, pod);
  }
  return pods;
}
