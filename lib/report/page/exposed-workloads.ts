import type { ClusterWorkload } from '../../cluster/cluster';
import { DNS_PORTS, isMostOfAFamily, METADATA_SET, PUBLIC } from '../../compliance/known-addresses';
import { isEveryone } from '../../compliance/workload-controls';
import type { AllPairs } from '../../reachability/all-pairs/all-pairs';
import { possibleOf } from '../../reachability/answers/answer';
import type { Exposure } from '../../reachability/exposure';
import { AddressSet } from '../../reachability/sets/address-set';
import { ConnectionSet } from '../../reachability/sets/connection-set';
import type { PageRows } from './page-rows';
import type { Exposed } from './page-types';

interface AddressRow {
  readonly row: number;
  readonly addresses: AddressSet;
  /** Whether some of them are addresses of the internet. */
  readonly isPublic: boolean;
}

/** What of the first screen is true of each workload. What depends on something counts as open. */
export class ExposedWorkloads {
  private readonly rows: readonly AddressRow[];
  private readonly byRow = new Map<number, readonly Exposed[]>();
  private readonly most = new Map<string, boolean>();

  constructor(
    { endpointSets }: AllPairs,
    private readonly pairs: PageRows,
  ) {
    this.rows = endpointSets.flatMap((set, row) =>
      set.type === 'addresses' ? [{ row, addresses: set.addresses, isPublic: set.addresses.overlaps(PUBLIC) }] : [],
    );
  }

  of(row: number, { ingress }: Pick<Exposure, 'ingress'>): readonly Exposed[] {
    const byAddress = this.byRow.get(row) ?? this.byAddresses(row);
    this.byRow.set(row, byAddress);
    // Addresses are the row before: this is about pods.
    const toEveryPod = ingress.some((one) => one.peer?.type !== 'addresses' && isEveryone(one));
    if (!toEveryPod) return byAddress;
    // In the order of the first screen: who comes in, and then where it leads.
    const isInto = (one: Exposed) => one === 'internet' || one === 'some-internet';
    return [...byAddress.filter(isInto), 'every-pod', ...byAddress.filter((one) => !isInto(one))];
  }

  private byAddresses(row: number): Exposed[] {
    const into = this.rows.filter((one) => one.isPublic && !this.possible(one.row, row).isEmpty);
    const out = this.rows.filter((one) => one.isPublic && !this.possible(row, one.row).isEmpty);
    const outOnAll = out.filter((one) => this.possible(row, one.row).isAll);
    const reachesMetadata = this.rows.some(
      (one) => one.addresses.overlaps(METADATA_SET) && !this.possible(row, one.row).difference(DNS_PORTS).isEmpty,
    );
    return [
      ...(into.length === 0 ? [] : [this.isMost(into) ? ('internet' as const) : ('some-internet' as const)]),
      ...(out.length === 0 ? [] : [this.isMost(outOnAll) ? ('egress' as const) : ('some-egress' as const)]),
      ...(reachesMetadata ? ['metadata' as const] : []),
      ...(this.rows.some((one) => this.depends(one.row, row)) ? ['depends-outside' as const] : []),
    ];
  }

  private depends(address: number, row: number): boolean {
    return [this.pairs.answer(address, row), this.pairs.answer(row, address)].some(
      (answer) => (this.pairs.answers[answer]?.perhaps.length ?? 0) > 0,
    );
  }

  private possible(from: number, to: number): ConnectionSet {
    const answered = this.pairs.sets[this.pairs.answer(from, to)];
    return answered === undefined ? ConnectionSet.none : possibleOf(answered);
  }

  /** Whether they are most addresses of the internet together. */
  private isMost(rows: readonly AddressRow[]): boolean {
    const key = rows.map(({ row }) => row).join();
    const known = this.most.get(key);
    if (known !== undefined) return known;
    const isMost = isMostOfAFamily(AddressSet.unionOf(rows.map(({ addresses }) => addresses)).intersection(PUBLIC));
    this.most.set(key, isMost);
    return isMost;
  }
}

/** How many pairs of different pods there are. */
export interface CountedPairs {
  readonly all: number;
  /** Those that can connect whatever is unknown. */
  readonly open: number;
  /** Those that can connect only if something that is unknown is so. */
  readonly depends: number;
  /** Of the open ones those that can connect on more ports if something that is unknown is so. */
  readonly dependsMore: number;
}

export function countedPairs({ endpointSets }: AllPairs, { rows, answers, answer }: PageRows): CountedPairs {
  const workloads = endpointSets.map((set): readonly ClusterWorkload[] =>
    set.type === 'workloads' ? set.workloads : [],
  );
  const several = workloads.map((all) => all.filter(({ pods }) => pods.reduce((n, one) => n + one.replicas, 0) > 1));
  const total = workloads.reduce((sum, all) => sum + all.length, 0);
  const all = total * (total - 1) + several.reduce((sum, { length }) => sum + length, 0);
  const found = { open: 0, depends: 0, dependsMore: 0 };
  for (let from = 0; from < rows.length; from++) {
    for (let to = 0; to < rows.length; to++) {
      const number = answer(from, to);
      if (number < 0) continue;
      const size = workloads[from]?.length ?? 0;
      const pairs =
        from === to ? size * (size - 1) + (several[from]?.length ?? 0) : size * (workloads[to]?.length ?? 0);
      const { certain = [], perhaps = [] } = answers[number] ?? {};
      if (certain.length > 0) found.open += pairs;
      if (perhaps.length > 0) found[certain.length > 0 ? 'dependsMore' : 'depends'] += pairs;
    }
  }
  return { all, ...found };
}
