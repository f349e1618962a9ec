import type { Answer } from '../../reachability/answers/condition';
import type { Expected } from '../../report/probe/probe-result';
import type { ModelWorld } from './model-world';
import type { ProbePort } from './probe-port';
import type { RunningPod, WorkloadPod } from './running-pods';

/** A connection that is going to be tried. */
export interface PlannedPair {
  /** The boundary or the claim that it is a part of. */
  readonly check: string;
  readonly from: WorkloadPod;
  /** Absent for an address outside. */
  readonly to?: WorkloadPod;
  readonly address: string;
  readonly port: ProbePort;
  readonly expected: Expected;
  /** What the policies say, where that is not what is expected. */
  readonly model?: Answer;
  /** Pods from which the same port must be open, in the order in which they are asked. */
  readonly controls: readonly RunningPod[];
}

/** A connection that cannot be tried, and why. */
export interface UnplannedPair {
  readonly check: string;
  readonly words: string;
  readonly why: string;
  /** @default 'denied' */
  readonly expected?: Expected;
  /** The port, as it is said; absent where there is not a certain one. */
  readonly port?: string;
}

const MOST_CONTROLS = 2;

/** All ways to try a connection between two workloads: each address, and on one node and across nodes where both are there. */
export function pairsOf(
  world: ModelWorld,
  {
    check,
    from,
    to,
    port,
    expected,
  }: Pick<PlannedPair, 'check' | 'from' | 'port' | 'expected'> & { readonly to: WorkloadPod },
): PlannedPair[] {
  return world.placed(from, to).flatMap((source) =>
    to.addresses.flatMap((address): PlannedPair[] => {
      const model = world.verdict(source, address, port);
      if (model === undefined) return [];
      return [
        {
          check,
          from: source,
          to,
          address,
          port,
          expected,
          ...(model !== expected && { model }),
          controls: [...(world.mayRunIn(to) ? [to] : []), ...world.allowed(address, port, [to, source], MOST_CONTROLS)],
        },
      ];
    }),
  );
}
