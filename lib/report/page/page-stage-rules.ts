import type { ClusterDialectObject } from '../../cluster/cluster';
import { describeSource } from '../../cluster/source';
import type { PolicyType } from '../../policy/manifest';
import { oneLine } from '../../policy/unknown-value';
import type { Engine } from '../../reachability/engine';
import { titleOfPolicy } from '../../reachability/explanation/explanation-text';
import type { Endpoint } from '../../reachability/pods/endpoint';
import type { CompiledRule } from '../../reachability/stages/compiled-rules';
import type { PageStageRule } from './page-types';
import { rangesText } from './row-ranges';

const NETWORK_POLICIES = 'networking.k8s.io';

/** The rules of policies of other APIs, each written once, and which of them are for each row. */
export class PageStageRules {
  readonly rules: PageStageRule[] = [];
  private readonly numbers = new Map<CompiledRule, number>();

  /** @param endpoints of each row every endpoint */
  constructor(
    private readonly engine: Engine,
    private readonly endpoints: readonly (readonly Endpoint[])[],
  ) {}

  /** Numbers of rules, in the order in which they are asked. */
  of(row: number, direction: PolicyType): readonly number[] {
    const { stages, judge } = this.engine;
    if (stages === undefined) return [];
    const family = judge.match.families[0] ?? 'IPv4';
    const pods = (this.endpoints[row] ?? []).filter(({ type }) => type === 'pod');
    const rules = pods.flatMap((pod) =>
      stages.judge.forSubject(direction, judge.cells.endsOf(pod, pod, family)).map(({ rule }) => rule),
    );
    return [...new Set(rules)]
      .filter((rule) => rule.rule.origin.policy.group !== NETWORK_POLICIES)
      .map((rule) => this.numberOf(rule, direction));
  }

  private numberOf(rule: CompiledRule, direction: PolicyType): number {
    const known = this.numbers.get(rule);
    if (known !== undefined) return known;
    const outcome = rule.rule.end === true && rule.action === 'deny' ? 'isolate' : rule.action;
    const number = this.rules.push({ outcome, text: textOf(rule, outcome), peers: this.peersOf(rule, direction) }) - 1;
    this.numbers.set(rule, number);
    return number;
  }

  /** The rows that it takes for peers, or may. */
  private peersOf({ peers }: CompiledRule, direction: PolicyType): string {
    const { stages, judge } = this.engine;
    if (stages === undefined) return '';
    const end = direction === 'Ingress' ? 'source' : 'destination';
    const families = judge.match.families.length > 0 ? judge.match.families : (['IPv4'] as const);
    const takes = (endpoint: Endpoint) =>
      families.some((family) => stages.match.askedByAny(peers, endpoint, end, family).length > 0);
    return rangesText(this.endpoints.flatMap((ends, row) => (ends.some(takes) ? [row] : [])));
  }
}

const VERBS = { allow: 'allows', deny: 'denies', isolate: 'isolates', pass: 'passes on' } as const;

/** As in `the Admin tier: rule 1 (open) of AdminNetworkPolicy allow-all allows TCP 80 (all.yaml:3:1)`. */
function textOf({ rule: { origin }, stage, ports }: CompiledRule, outcome: keyof typeof VERBS): string {
  // Stages are made of a cluster's own objects.
  const policy = origin.policy as ClusterDialectObject;
  const [, index] = /\[(\d+)\]$/.exec(origin.path) ?? [];
  const called = origin.name === undefined ? '' : ` (${oneLine(origin.name)})`;
  const which =
    outcome === 'isolate' ? '' : index === undefined ? `${origin.path} of ` : `rule ${Number(index) + 1}${called} of `;
  const names = ports.any.named.map(({ name }) => name);
  const numbers = ports.any.numbers.isEmpty ? [] : [String(ports.any.numbers)];
  const on = outcome === 'isolate' || ports.any.numbers.isAll ? '' : ` ${[...numbers, ...names].join(', ')}`;
  return `${stage.name}: ${which}${titleOfPolicy(policy)} ${VERBS[outcome]}${on} (${describeSource(policy.source)})`;
}
