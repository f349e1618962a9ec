import type { PodNumbers } from './cluster';
import type { PodShape } from './pod-shape';

/** The pods of a workload that are alike. */
export interface AlikePods {
  replicas: number;
  readonly addresses: (readonly string[])[];
  numbers?: PodNumbers;
}

/** The pods of a workload by their shapes. Most workloads have one, so that they need no map. */
export class PodsByShape {
  private first: readonly [PodShape, AlikePods] | undefined;
  private others: Map<PodShape, AlikePods> | undefined;

  get isEmpty(): boolean {
    return this.first === undefined;
  }

  /** @returns all pods of this shape */
  add(shape: PodShape, replicas: number, addresses: readonly string[]): AlikePods {
    const known = this.first?.[0] === shape ? this.first[1] : this.others?.get(shape);
    if (known === undefined) {
      // Lists that grow keep room for more than most pods ever need.
      const pods: AlikePods = { replicas, addresses: addresses.length === 0 ? [] : [addresses] };
      this.put(shape, pods);
      return pods;
    }
    known.replicas += replicas;
    if (addresses.length > 0) known.addresses.push(addresses);
    return known;
  }

  /** In the order in which the shapes were added. */
  entries(): (readonly [PodShape, AlikePods])[] {
    return this.first === undefined ? [] : [this.first, ...(this.others ?? [])];
  }

  private put(shape: PodShape, pods: AlikePods): void {
    if (this.first === undefined) this.first = [shape, pods];
    else {
      this.others ??= new Map();
      this.others.set(shape, pods);
    }
  }
}
