import { acrossAlternatives, tidyWays } from '../answers/alternatives';
import { type Answered, type Connections, everyWay, NOTHING_ALLOWED, narrowedTo, possibleOf } from '../answers/answer';
import type { Condition } from '../answers/condition';
import { describedPods } from '../answers/connected-pods';
import { connectionsInTable } from '../answers/groups';
import { connectionsOfPods } from '../connections';
import type { Engine } from '../engine';
import type { PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import type { Ends } from '../rules/direction-cells';
import { ConnectionSet } from '../sets/connection-set';
import type { CompiledBox, CompiledRule } from '../stages/compiled-rules';
import { spacesOf } from '../stages/rule-box';
import type { Sender } from './entry-senders';

/** Judges what the senders of entries reach; each answer is worked out once. */
export class EntryAnswers {
  private readonly known = new Map<string, Map<PodKind, Answered>>();

  constructor(private readonly engine: Engine) {}

  /** What a sender reaches of some pods of one workload. */
  answer(sender: Sender, kinds: readonly PodKind[]): Connections {
    return ofEachKind(
      kinds,
      kinds.map((kind) => this.ofKind(sender, kind)),
    );
  }

  private ofKind(sender: Sender, kind: PodKind): Answered {
    let known = this.known.get(sender.key);
    if (known === undefined) {
      known = new Map();
      this.known.set(sender.key, known);
    }
    let answered = known.get(kind);
    if (answered === undefined) {
      answered = sender.type === 'pods' ? this.fromPods(sender, kind) : this.fromAddresses(sender.key, kind);
      known.set(kind, answered);
    }
    return answered;
  }

  /** Where it is not known which pods send, what all of them reach is certain, and what some of them reach depends. */
  private fromPods({ kinds, undeclared }: Sender & { type: 'pods' }, kind: PodKind): Answered {
    const declared = kinds.length === 0 ? undefined : connectionsOfPods(this.engine, kinds, [kind], false);
    if (undeclared === undefined) return declared ?? NOTHING_ALLOWED;
    const other = this.orFromAddresses(this.fromUndeclared(undeclared, kind), kind);
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
  private orFromAddresses(pods: Answered, kind: PodKind): Answered {
    const shut = ConnectionSet.all.difference(possibleOf(pods));
    if (shut.isEmpty) return pods;
    const more = everyWay(this.fromAddresses('node', kind)).map(({ connections, conditions }) => ({
      connections: connections.intersection(shut),
      conditions: [IS_NO_POD, ...conditions],
    }));
    return { certain: pods.certain, depends: tidyWays([...pods.depends, ...more]) };
  }

  /**
   * Policies of a namespace that is not known say nothing certain of the egress of its pods; what policies for pods of every namespace
   * deny is not certain to come out.
   */
  private fromUndeclared(sender: PodEndpoint, kind: PodKind): Answered {
    return this.byIngress(sender, kind, (pod, into) => {
      const out = this.engine.judge.openedWhateverIs('Egress', sender, pod);
      const kept = everyWay(into).map(({ connections, conditions }) => ({
        connections: connections.difference(out),
        conditions: [...conditions, COMES_OUT],
      }));
      const depends = [...narrowedTo(out, into).depends, ...kept];
      return { certain: into.certain.intersection(out), depends: tidyWays(depends) };
    });
  }

  /** Policies of several APIs may treat nodes in another way than what is outside. */
  private fromAddresses(key: 'outside' | 'node', kind: PodKind): Answered {
    const outside = this.byIngress(OUTSIDE, kind);
    if (key === 'outside' || this.engine.stages === undefined) return outside;
    return acrossAlternatives([
      { answered: outside, conditions: [{ ...IS_NODE, holds: false }] },
      { answered: this.byIngress(NODE, kind), conditions: [IS_NODE] },
    ]);
  }

  /** Whether stages ask more than is worked out of a sender of which nothing is known: each rule may part what the others leave. */
  private isTooMuch(ends: Ends): boolean {
    const { stages } = this.engine;
    if (stages === undefined) return false;
    let conditions = 0;
    for (const { rule } of stages.judge.forSubject('Ingress', ends)) {
      conditions += conditionsIn(rule);
      if (conditions > MOST_CONDITIONS) return true;
    }
    return false;
  }

  /** What the ingress policies of pods let in, at each of their addresses. */
  private byIngress(
    sender: PodEndpoint,
    { endpoints }: PodKind,
    narrow = (_: PodEndpoint, answered: Answered): Answered => answered,
  ): Answered {
    const { judge } = this.engine;
    const meetings = endpoints.flatMap((pod) =>
      judge.match.familiesBetween(sender, pod).map((family) => ({ pod, family })),
    );
    return acrossAlternatives(
      meetings.map(({ pod, family }) => {
        const ends: Ends = judge.cells.endsOf(sender, pod, family);
        const conditions: Condition[] = [{ type: 'ip-family', family }];
        if (this.isTooMuch(ends)) return { answered: UNDECIDED, conditions };
        const answered = judge.answerAt(ends, EVERYTHING, judge.opened('Ingress', ends));
        return { answered: narrow(pod, answered), conditions };
      }),
    );
  }
}

/** What comes to all of some pods is certain; what comes to some of them depends on which these are. */
export function ofEachKind(kinds: readonly PodKind[], answers: readonly Answered[]): Connections {
  return connectionsInTable({
    sources: [[]],
    destinations: describedPods(kinds.map((kind) => [kind])),
    answers: [answers],
    isPair: () => true,
  });
}

/** In practice there are dozens. */
const MOST_CONDITIONS = 5_000;

const conditionsOfRule = new WeakMap<CompiledRule, number>();

/** How much a rule asks of its peers: each label, and each value of that. */
function conditionsIn(rule: CompiledRule): number {
  let conditions = conditionsOfRule.get(rule);
  if (conditions === undefined) {
    conditions = rule.peers.reduce((sum, box) => sum + 1 + (box.kind === 'outside' ? 0 : labelsIn(box)), 0);
    conditionsOfRule.set(rule, conditions);
  }
  return conditions;
}

function labelsIn(box: Exclude<CompiledBox, { kind: 'outside' }>): number {
  return spacesOf(box).reduce(
    (sum, space) => [...space.values()].reduce((all, { values }) => all + 1 + values.size, sum),
    0,
  );
}

const UNDECIDED: Answered = {
  certain: ConnectionSet.none,
  depends: [{ connections: ConnectionSet.all, conditions: [{ type: 'undecided' }] }],
};

const EVERYTHING = { certain: ConnectionSet.all, partly: [] };

/** What has an address alone: outside of the cluster, or as a node. */
const OUTSIDE: PodEndpoint = {
  type: 'pod',
  standsFor: 'outside',
  namespace: { name: '', labels: {}, declared: true },
  labels: {},
  ports: [],
  hostNetwork: true,
  address: undefined,
};
const NODE: PodEndpoint = { ...OUTSIDE, standsFor: 'node' };

const circumstance = (sentence: string) => ({ type: 'circumstance', sentence, holds: true }) as const;
const IS_NO_POD = circumstance('its sender is no pod, but has an address alone');
const IS_NODE = circumstance('a node sends it on');
const DECLARED = circumstance('a declared ingress controller serves it');
const UNDECLARED = { ...DECLARED, holds: false } as const;
const COMES_OUT = circumstance('policies let the egress of its sender out');
