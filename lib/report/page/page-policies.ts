import type { ClusterPolicy, ClusterWorkload } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import type { EndpointSet } from '../../reachability/all-pairs/all-pairs';
import type { Engine } from '../../reachability/engine';
import { ruleText } from '../../reachability/explanation/explanation-text';
import type { Endpoint } from '../../reachability/pods/endpoint';
import type { Rule } from '../../reachability/rules/policy-rules';
import { rulesInDirection } from '../../reachability/rules/policy-set';
import type { PageEnd, PagePolicy, PageRule } from './page-types';
import { type PolicyText, policyText } from './policy-lines';
import { rangesText } from './row-ranges';
import { RuleRows } from './rule-rows';

/** What policies say of each row, every policy and rule written once. */
export class PagePolicies {
  readonly policies: PagePolicy[] = [];
  readonly rules: PageRule[] = [];
  private readonly policyNumbers = new Map<ClusterPolicy, number>();
  private readonly texts = new Map<ClusterPolicy, PolicyText>();
  private readonly ruleNumbers = new Map<Rule, number>();
  private readonly matches = new Map<string, string>();
  private readonly rows: RuleRows;
  /** Of each row every endpoint, since the pods of one workload may differ. */
  readonly endpoints: readonly (readonly Endpoint[])[];

  constructor(
    private readonly engine: Engine,
    endpointSets: readonly EndpointSet[],
  ) {
    this.endpoints = endpointSets.map((set): readonly Endpoint[] => {
      if (set.type === 'addresses') return [{ type: 'address', address: set.addresses.first() as never }];
      const kinds = engine.pods.kindsOf(set.workloads[0] as ClusterWorkload);
      return kinds.flatMap(({ endpoints }) => endpoints);
    });
    this.rows = new RuleRows(engine.judge.match, this.endpoints);
  }

  of(row: number, direction: 'Ingress' | 'Egress'): PageEnd {
    const pods = (this.endpoints[row] ?? []).filter((endpoint) => endpoint.type === 'pod');
    if (pods.length === 0) return 'outside';
    if (pods.every((pod) => this.engine.judge.match.isOnNode(pod))) return 'node';
    const byPod = pods.map((pod) => this.engine.judge.mayIsolate(direction, pod));
    const isolating = [...new Set(byPod.flat())];
    if (isolating.length === 0) return 'open';
    return {
      policies: isolating.map(({ policy }) => this.policy(policy)),
      rules: isolating.flatMap((policy) =>
        (rulesInDirection(direction, policy) ?? []).map((rule) => this.numberOf(rule)),
      ),
      isPartly: byPod.some((policies) => policies.length === 0),
    };
  }

  /** The number of a rule, which is written where it was not yet. */
  numberOf(rule: Rule): number {
    const known = this.ruleNumbers.get(rule);
    if (known !== undefined) return known;
    const policy = this.policy(rule.policy);
    const number = this.rules.length;
    this.ruleNumbers.set(rule, number);
    const lines = this.texts.get(rule.policy)?.rules[rule.direction][rule.index] ?? [0, 0];
    this.rules.push({ policy, direction: rule.direction, text: ruleText(rule), lines, peers: this.peersOf(rule) });
    return number;
  }

  private policy(policy: ClusterPolicy): number {
    const known = this.policyNumbers.get(policy);
    if (known !== undefined) return known;
    const number = this.policies.length;
    const text = policyText(policy);
    this.policyNumbers.set(policy, number);
    this.texts.set(policy, text);
    const { yaml, selector } = text;
    this.policies.push({ id: policy.id, place: describeSource(policy.source), yaml, selector });
    return number;
  }

  private peersOf(rule: Rule): string {
    const key = JSON.stringify(
      [rule.peers?.map((peer) => (peer.type === 'pods' ? peer : peer.addresses.key)) ?? null],
      (name, value) => (name === 'index' ? undefined : value),
    );
    const known = this.matches.get(key);
    if (known !== undefined) return known;
    const text = rangesText(this.rows.of(rule));
    this.matches.set(key, text);
    return text;
  }
}
