import type { ClusterWorkload } from '../../cluster/cluster';
import { type AllPairs, allPairsOf } from '../all-pairs/all-pairs';
import { acrossAlternatives, tidyWays } from '../answers/alternatives';
import { type Answered, type Connections, NOTHING_ALLOWED, possibleOf } from '../answers/answer';
import { describedPods } from '../answers/connected-pods';
import { connectionsInTable } from '../answers/groups';
import { connectionsOfPods } from '../connections';
import type { Engine } from '../engine';
import type { PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import { AddressSet, FAMILIES } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import type { Sender } from './entry-senders';

interface FromAddresses {
  readonly answered: Answered;
  readonly addresses: AddressSet;
}

/** Judges what the senders of entries reach; each answer is worked out once. */
export class EntryAnswers {
  private readonly known = new Map<string, Map<PodKind, Answered>>();
  private readonly ofAddresses = new Map<string, Map<ClusterWorkload, Answered>>();
  private byTarget: ReadonlyMap<ClusterWorkload, readonly FromAddresses[]> | undefined;

  constructor(private readonly engine: Engine) {}

  /** What a sender reaches of some pods of one workload. */
  answer(sender: Sender, workload: ClusterWorkload, kinds: readonly PodKind[]): Connections {
    if (sender.type === 'addresses') return this.fromAddresses(sender.key, workload);
    return connectionsInTable({
      sources: [[]],
      destinations: describedPods(kinds.map((kind) => [kind])),
      answers: [kinds.map((kind) => this.fromPods(sender, kind, workload))],
      isPair: () => true,
    });
  }

  private fromPods(sender: Sender & { type: 'pods' }, kind: PodKind, workload: ClusterWorkload): Answered {
    let known = this.known.get(sender.key);
    if (known === undefined) {
      known = new Map();
      this.known.set(sender.key, known);
    }
    let answered = known.get(kind);
    if (answered === undefined) {
      answered = this.judge(sender, kind, workload);
      known.set(kind, answered);
    }
    return answered;
  }

  /** Where it is not known which pods send, what all of them reach is certain, and what some of them reach depends. */
  private judge({ kinds, undeclared }: Sender & { type: 'pods' }, kind: PodKind, workload: ClusterWorkload): Answered {
    const declared = kinds.length === 0 ? undefined : connectionsOfPods(this.engine, kinds, [kind], false);
    if (undeclared === undefined) return declared ?? NOTHING_ALLOWED;
    const pods = acrossAlternatives(
      kind.endpoints.map((pod) => ({
        answered: this.fromUndeclared(undeclared, pod),
        conditions: pod.address === undefined ? [] : [{ type: 'ip-family', family: pod.address.family }],
      })),
    );
    const other = this.orFromAddresses(pods, kind, workload);
    if (declared === undefined) return other;
    return acrossAlternatives([
      { answered: declared, conditions: [DECLARED] },
      { answered: other, conditions: [UNDECLARED] },
    ]);
  }

  /**
   * What is not declared may be no pod at all: a controller on the network of its node, or a load balancer that sends to the pods
   * itself. Policies that let addresses in then let it in, where they let no pod in.
   */
  private orFromAddresses(pods: Answered, kind: PodKind, workload: ClusterWorkload): Answered {
    const shut = ConnectionSet.all.difference(possibleOf(pods));
    if (shut.isEmpty) return pods;
    const { engine } = this;
    const byAddress =
      engine.stages === undefined
        ? connectionsOfPods(engine, [NODE], [kind], false)
        : this.fromAddresses('outside', workload);
    const ways = [{ connections: byAddress.certain, conditions: [] }, ...byAddress.depends];
    const more = ways.map(({ connections, conditions }) => ({
      connections: connections.intersection(shut),
      conditions: [IS_NO_POD, ...conditions],
    }));
    return { certain: pods.certain, depends: tidyWays([...pods.depends, ...more]) };
  }

  /**
   * By the ingress of the destination. Policies of a namespace that is not known say nothing certain of the egress of its pods; what
   * policies for pods of every namespace deny is not certain to come out.
   */
  private fromUndeclared(sender: PodEndpoint, pod: PodEndpoint): Answered {
    const { judge } = this.engine;
    const families = judge.match.familiesBetween(sender, pod);
    if (families.length === 0) return NOTHING_ALLOWED;
    return acrossAlternatives(
      families.map((family) => {
        const ends = judge.cells.endsOf(sender, pod, family);
        const everything = { certain: ConnectionSet.all, partly: [] };
        const into = judge.answerAt(ends, everything, judge.opened('Ingress', ends));
        const out = judge.openedWhateverIs('Egress', sender, pod);
        const left = into.certain.difference(out);
        const ways = [...into.depends, { connections: left, conditions: [COMES_OUT] }];
        const answered = { certain: into.certain.intersection(out), depends: tidyWays(ways) };
        return { answered, conditions: families.length > 1 ? [{ type: 'ip-family', family }] : [] };
      }),
    );
  }

  private fromAddresses(key: 'outside' | 'node', workload: ClusterWorkload): Answered {
    let known = this.ofAddresses.get(key);
    if (known === undefined) {
      known = new Map();
      this.ofAddresses.set(key, known);
    }
    let answered = known.get(workload);
    if (answered === undefined) {
      answered = this.judgeAddresses(key, workload);
      known.set(workload, answered);
    }
    return answered;
  }

  private judgeAddresses(key: 'outside' | 'node', workload: ClusterWorkload): Answered {
    this.byTarget ??= addressesByTarget(allPairsOf(this.engine));
    const from = this.byTarget.get(workload) ?? [];
    const parts = from.map(({ answered, addresses }) => ({
      answered,
      conditions: [{ type: 'address-in', end: 'source', addresses } as const],
    }));
    const rest = restOf(AddressSet.unionOf(from.map(({ addresses }) => addresses)));
    const closed = rest.isEmpty
      ? []
      : [
          {
            answered: NOTHING_ALLOWED,
            conditions: [{ type: 'address-in', end: 'source', addresses: rest } as const],
          },
        ];
    const alternatives = [...parts, ...closed];
    const byAddress = alternatives.length === 0 ? NOTHING_ALLOWED : acrossAlternatives(alternatives);
    if (key === 'outside' || this.engine.stages === undefined || this.engine.cluster.nodes.length > 0) {
      return byAddress;
    }
    const node = connectionsOfPods(this.engine, [NODE], this.engine.pods.kindsOf(workload), false);
    return acrossAlternatives([
      { answered: byAddress, conditions: [{ ...IS_NODE, holds: false }] },
      { answered: node, conditions: [IS_NODE] },
    ]);
  }
}

/** A node that is not declared, as pods on its network are. */
const NODE: PodKind = {
  endpoints: [
    {
      type: 'pod',
      namespace: { name: '', labels: {}, declared: true },
      labels: {},
      ports: [],
      hostNetwork: true,
      address: undefined,
    },
  ],
  count: 1,
  addresses: [],
};

const IS_NO_POD = {
  type: 'circumstance',
  sentence: 'its sender is no pod, but has an address alone',
  holds: true,
} as const;
const IS_NODE = { type: 'circumstance', sentence: 'a node sends it on', holds: true } as const;
const DECLARED = { type: 'circumstance', sentence: 'a declared ingress controller serves it', holds: true } as const;
const UNDECLARED = { ...DECLARED, holds: false } as const;
const COMES_OUT = { type: 'circumstance', sentence: 'policies let the egress of its sender out', holds: true } as const;

/** The addresses that reach nothing of a workload, of the families in which others reach it; all where none does. */
function restOf(open: AddressSet): AddressSet {
  const families = FAMILIES.filter((family) => open.intervals(family).length > 0);
  if (families.length === 0) return AddressSet.all;
  return AddressSet.unionOf(families.map((family) => AddressSet.all.ofFamily(family))).difference(open);
}

function addressesByTarget(rows: AllPairs): Map<ClusterWorkload, FromAddresses[]> {
  const byTarget = new Map<ClusterWorkload, FromAddresses[]>();
  for (const { from, to } of rows) {
    if (from.type !== 'addresses') continue;
    for (const { certain, depends, endpointSets } of to) {
      const part = { answered: { certain, depends }, addresses: from.addresses };
      for (const set of endpointSets) {
        if (set.type !== 'workloads') continue;
        for (const workload of set.workloads) {
          const parts = byTarget.get(workload);
          if (parts === undefined) byTarget.set(workload, [part]);
          else parts.push(part);
        }
      }
    }
  }
  return byTarget;
}
