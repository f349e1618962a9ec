import type { World } from '../reference/reference';
import { judge, type Verdict, type WorkloadFlow } from '../reference/workloads';

export interface Judge {
  readonly name: string;
  /** What it finds of the flows of a world. */
  readonly of: (world: World) => (flow: WorkloadFlow) => Verdict;
}

const reference: Judge = { name: 'the reference', of: (world) => (flow) => judge(world, flow) };

/** Whoever can say whether a flow is allowed: every rule is tested with each of them. */
export const judges: readonly Judge[] = [reference];
