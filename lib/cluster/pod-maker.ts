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
  readonly source: Source;
}
