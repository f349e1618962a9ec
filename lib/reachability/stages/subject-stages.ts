import type { IpFamily } from '../../policy/cidr';
import { addTo } from '../../policy/grouped';
import type { PolicyType } from '../../policy/manifest';
import type { Endpoint } from '../pods/endpoint';
import { type Ends, subjectEnd } from '../rules/direction-cells';
import type { Asked, BoxMatch } from './box-match';
import type { CompiledPolicy, CompiledRule, CompiledStages } from './compiled-rules';

/** A rule whose subjects an endpoint is, or may be. */
export interface SubjectRules {
  readonly rule: CompiledRule;
  /** What has to be so for it to be one, in any of these ways. */
  readonly asked: readonly Asked[];
}

/** The rules of a rank that are for an endpoint, policy by policy. */
export interface SubjectRank {
  /** Where it stands among all ranks of the direction. */
  readonly place: number;
  readonly isMixed: boolean;
  readonly policies: readonly (readonly [CompiledPolicy, readonly SubjectRules[]])[];
}

/** A policy of a direction, and where in the order it stands. */
interface Placed {
  readonly stage: number;
  readonly rank: number;
  readonly place: number;
  readonly isMixed: boolean;
  readonly policy: CompiledPolicy;
}

/** Finds what of the stages concerns an endpoint as the subject; each endpoint is looked up once. */
export class SubjectStages {
  private readonly known = new WeakMap<Endpoint, Map<string, readonly (readonly SubjectRank[])[]>>();
  /** Made when they are first asked for: all pairs need none where nothing is unknown. */
  private readonly indexes: { [direction in PolicyType]?: PolicyIndex } = {};

  constructor(
    private readonly stages: CompiledStages,
    private readonly match: BoxMatch,
  ) {}

  /** The stages in order, those without any rule for the subject left out. */
  of(direction: PolicyType, ends: Ends): readonly (readonly SubjectRank[])[] {
    const subject = ends[subjectEnd(direction)];
    if (this.match.kindOf(subject) === 'outside') return NO_STAGES;
    let known = this.known.get(subject);
    if (known === undefined) {
      known = new Map();
      this.known.set(subject, known);
    }
    const key = `${direction} ${ends.family}`;
    let found = known.get(key);
    if (found === undefined) {
      found = this.find(direction, subject, ends.family);
      known.set(key, found);
    }
    return found;
  }

  private find(direction: PolicyType, subject: Endpoint, family: IpFamily): readonly (readonly SubjectRank[])[] {
    const end = subjectEnd(direction);
    const stages = new Map<
      number,
      Map<number, { place: number; isMixed: boolean; policies: [CompiledPolicy, SubjectRules[]][] }>
    >();
    // The rules of a policy mostly have the same subjects.
    const known = new Map<CompiledRule['subjects'], readonly Asked[]>();
    const askedBy = (subjects: CompiledRule['subjects']) => {
      let asked = known.get(subjects);
      if (asked === undefined) {
        asked = this.match.askedByAny(subjects, subject, end, family);
        known.set(subjects, asked);
      }
      return asked;
    };
    for (const { stage, rank, isMixed, policy } of this.indexOf(direction).candidates(subject)) {
      const rules = policy.rules.flatMap((rule): SubjectRules[] => {
        const asked = askedBy(rule.subjects);
        return asked.length === 0 ? [] : [{ rule, asked }];
      });
      if (rules.length === 0) continue;
      const ranks = stages.get(stage) ?? new Map();
      stages.set(stage, ranks);
      const policies = ranks.get(rank) ?? { place: rank, isMixed, policies: [] };
      ranks.set(rank, policies);
      policies.policies.push([policy, rules]);
    }
    return [...stages.values()].map((ranks) => [...ranks.values()]);
  }

  private indexOf(direction: PolicyType): PolicyIndex {
    this.indexes[direction] ??= new PolicyIndex(this.stages, direction);
    return this.indexes[direction];
  }
}

const NO_STAGES: readonly (readonly SubjectRank[])[] = [];

/** The policies of a direction, by the namespaces that their subjects may be in. */
class PolicyIndex {
  private readonly byNamespace = new Map<string, Placed[]>();
  private readonly anywhere: Placed[] = [];

  constructor(stages: CompiledStages, direction: PolicyType) {
    let place = 0;
    let ranksBefore = 0;
    stages[direction].forEach(({ ranks }, stage) => {
      ranks.forEach(({ policies, isMixed }, rank) => {
        for (const policy of policies) this.add({ stage, rank: ranksBefore + rank, place: place++, isMixed, policy });
      });
      ranksBefore += ranks.length;
    });
  }

  private add(placed: Placed): void {
    const namespaces = namespacesOf(placed.policy.rules);
    if (namespaces === undefined) this.anywhere.push(placed);
    for (const name of namespaces ?? []) {
      addTo(this.byNamespace, name, placed);
    }
  }

  /** In order. */
  candidates(subject: Endpoint): readonly Placed[] {
    const own = subject.type === 'pod' ? (this.byNamespace.get(subject.namespace.name) ?? []) : [];
    if (own.length === 0) return this.anywhere;
    if (this.anywhere.length === 0) return own;
    return [...own, ...this.anywhere].sort((a, b) => a.place - b.place);
  }
}

/** Undefined where some subject may be in any. */
function namespacesOf(rules: readonly CompiledRule[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { subjects } of rules) {
    for (const box of subjects) {
      if (box.kind !== 'pod' || box.inNamespaces === undefined) return undefined;
      for (const name of box.inNamespaces) names.add(name);
    }
  }
  return names;
}
