import type { IConstruct } from 'constructs';
import type { CniProfile } from '../../cni/cni-profile';
import { brokenTerms } from '../../reachability/claims/contract';
import { Reachability } from '../../reachability/reachability';
import { appCluster } from './app-cluster';
import { brokenPromises } from './grant-claims';
import type { JudgedContract, SettledApp } from './judged';

/**
 * What the policies of an app, whoever wrote them, make of its grants and contracts: a line for each that does not hold.
 *
 * @param cni what the cluster's network plugin does, where the app says so
 * @public required where it is used, so that it is loaded only then
 */
export function* brokenClaims(
  { boundaries, inventory, grants }: SettledApp,
  contracts: readonly JudgedContract[],
  cni?: CniProfile,
): Iterable<readonly [IConstruct, string]> {
  const cluster = appCluster(boundaries, inventory);
  const reachability = Reachability.of(cluster, { cni });
  for (const { grant, resolved } of grants) {
    for (const line of brokenPromises(resolved, reachability)) yield [grant, line];
  }
  for (const contract of contracts) {
    const judged = contract._cni === undefined ? reachability : Reachability.of(cluster, { cni: contract._cni });
    for (const line of brokenTerms(contract._terms, judged)) yield [contract, line];
  }
}
