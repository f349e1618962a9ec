import type { Cluster, ClusterNode } from '../../lib/cluster/cluster';
import { Cni } from '../../lib/cni/cni';
import type { CniOptions } from '../../lib/cni/cni-profile';
import type { DialectObject } from '../../lib/dialects/dialect';
import {
  EVERY_PORT_MATCH,
  EVERYONE,
  type LabelCondition,
  type PodBox,
  type RankedRules,
  type StageRule,
  type Stages,
} from '../../lib/dialects/stage';
import { NAMESPACE_NAME_LABEL, type PolicyType, type StringMap } from '../../lib/policy/manifest';
import type { AddressEndpoint, Endpoint, PodEndpoint } from '../../lib/reachability/pods/endpoint';
import { DirectionCells, type Ends } from '../../lib/reachability/rules/direction-cells';
import { PeerMatch } from '../../lib/reachability/rules/peer-match';
import { PolicySet } from '../../lib/reachability/rules/policy-set';
import { type Address, parseAddress } from '../../lib/reachability/sets/address-set';
import { BoxMatch } from '../../lib/reachability/stages/box-match';
import { compiledStages } from '../../lib/reachability/stages/compiled-stages';
import { StageJudge } from '../../lib/reachability/stages/stage-judge';

/** Stages as plain data, of policies of no API in particular, and endpoints of no cluster. */

export const addressOf = (text: string) => parseAddress(text) as Address;

export function podIn(namespace: string, labels: StringMap = {}, more: Partial<PodEndpoint> = {}): PodEndpoint {
  return {
    type: 'pod',
    namespace: { name: namespace, labels: { [NAMESPACE_NAME_LABEL]: namespace } },
    labels,
    ports: [],
    hostNetwork: false,
    address: undefined,
    ...more,
  };
}

export const outsideAt = (address: string): AddressEndpoint => ({ type: 'address', address: addressOf(address) });

export const isIn = (key: string, ...values: string[]): LabelCondition => ({ key, operator: 'In', values });

/** Pods with a label `app`, anywhere. */
export const app = (...values: string[]): PodBox => ({ kind: 'pod', pods: [isIn('app', ...values)], namespaces: [] });

export const policyNamed = (name: string, namespace?: string): DialectObject => ({
  group: 'example.com',
  kind: 'Policy',
  version: 'v1',
  name,
  ...(namespace !== undefined && { namespace }),
  spec: {},
});

/** A rule for everyone, from everyone, on every port, but for what is said. */
export function rule(action: StageRule['action'], more: Partial<StageRule> = {}): StageRule {
  const origin = { policy: policyNamed('a'), path: 'spec' };
  return { action, subjects: EVERYONE, peers: EVERYONE, ports: EVERY_PORT_MATCH, origin, ...more };
}

export const tcp = (...ports: number[]): StageRule['ports'] => ({
  any: ports.map((port) => ({ protocol: 'TCP', port })),
});

/** A policy, whose rules are its own. */
export function ranked(name: string, rules: readonly StageRule[], series?: string): RankedRules {
  const policy = policyNamed(name);
  const own = rules.map((one) => ({ ...one, origin: { policy, path: 'spec' } }));
  return { policy, rules: own, ...(series !== undefined && { series }) };
}

/** Stages of ingress: for each its ranks, and for each of these its policies. */
export function ingressOf(...stages: readonly (readonly (readonly RankedRules[])[])[]): Stages {
  return {
    Ingress: stages.map((ranks, index) => ({ name: `stage ${index}`, ranks: ranks.map((policies) => ({ policies })) })),
    Egress: [],
  };
}

interface World {
  readonly nodes?: readonly Pick<ClusterNode, 'addresses' | 'labels'>[];
  readonly serviceAccounts?: Cluster['serviceAccounts'];
  readonly cni?: CniOptions;
}

export function boxMatch({ nodes = [], serviceAccounts = new Map(), cni = {} }: World = {}) {
  const match = new PeerMatch(Cni.specification(cni), { families: ['IPv4'] });
  const all = nodes.map((one, index) => ({ name: `n${index}`, podCidrs: [], source: {}, ...one }));
  return { match, boxes: new BoxMatch(match, all as unknown as readonly ClusterNode[], serviceAccounts) };
}

/** Judges pairs by stages alone. */
export function judgeOf(stages: Stages, world: World = {}) {
  const { match, boxes } = boxMatch(world);
  const compiled = compiledStages(stages);
  const judge = new StageJudge(compiled, boxes);
  const cells = new DirectionCells(new PolicySet([]), match);
  const endsOf = (source: Endpoint, destination: Endpoint): Ends => cells.endsOf(source, destination, 'IPv4');
  return {
    compiled,
    judge,
    boxes,
    endsOf,
    /** What is open whatever is unknown, and what may be. */
    opened: (source: Endpoint, destination: Endpoint, direction: PolicyType = 'Ingress') => {
      const { certain, partly } = judge.opened(direction, endsOf(source, destination));
      return [String(certain), ...partly.map(({ ports }) => String(ports))];
    },
    /** Each decision as one word and ports. */
    decisions: (source: Endpoint, destination: Endpoint, direction: PolicyType = 'Ingress') =>
      judge
        .decisions(direction, endsOf(source, destination))
        .map(({ outcome, ports, by }) => `${by?.rule.origin.policy.name ?? 'none'} ${outcome} ${ports}`),
  };
}
