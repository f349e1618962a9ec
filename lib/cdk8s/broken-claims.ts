import type { IConstruct } from 'constructs';
import { Reachability } from '../reachability/reachability';
import { appCluster } from './app-cluster';
import { brokenClauses } from './contract-claims';
import type { JudgedContract, SettledApp } from './judged';
import { brokenPromises } from './promises';

/** What all policies of an app make of its grants and contracts: the constructs of which something does not hold. */
export function* brokenClaims(
  { boundaries, inventory, grants }: SettledApp,
  contracts: readonly JudgedContract[],
): Iterable<readonly [IConstruct, string]> {
  const cluster = appCluster(boundaries, inventory);
  const reachability = Reachability.of(cluster);
  for (const { grant, resolved } of grants) {
    for (const line of brokenPromises(resolved, reachability)) yield [grant, line];
  }
  for (const contract of contracts) {
    const cni = contract._props?.cni;
    const judged = cni === undefined ? reachability : Reachability.of(cluster, { cni });
    for (const line of brokenClauses(contract._props, judged)) yield [contract, line];
  }
}
