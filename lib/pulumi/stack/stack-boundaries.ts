// Not the global one, in whose place tests may put a clock of their own.
import { setImmediate } from 'node:timers';
import type { ComponentResourceOptions, ProviderResource, Resource } from '@pulumi/pulumi';
import { severalVersions, shared } from '../../copies/copies';
import { describeFinding, InvalidPolicyError } from '../../patterns/written';
import { type Finding, invalid } from '../../policy/validation/finding';
import { resolveDeferred, type Text } from '../deferred/deferred';
import type { PulumiManifest } from '../deferred/pulumi-draft';
import { programError } from '../program-error';
import type { BoundaryEntry } from './boundary-entry';
import { type EgressAnswer, EgressAnswers, type EgressQuestion, isolatesIn } from './egress-answers';
import { unlessIdle } from './program-end';
import { thisProgram } from './program-settings';
import { waitsFor } from './waits-for';

interface Pending {
  readonly entry: BoundaryEntry;
  readonly question: EgressQuestion;
  readonly answer: (answer: EgressAnswer) => void;
  readonly fail: (error: Error) => void;
}

interface Answered {
  readonly entry: BoundaryEntry;
  readonly question: EgressQuestion;
  readonly open: number;
  readonly protects: boolean;
}

/**
 * All boundaries that a program makes in one cluster. Grants ask whether their clients are isolated; they are answered
 * when the program first waits for anything, which is before any of its resources is registered, so that the order in
 * which it makes them does not matter.
 */
export class StackBoundaries {
  /** @throws InvalidPolicyError where another version of ringfence makes boundaries in the same program */
  static of(provider: ProviderResource | undefined): StackBoundaries {
    const program = thisProgram();
    const several = severalVersions(program);
    if (several !== undefined) throw new InvalidPolicyError([several], 'the program');
    const clusters = shared(program, 'boundaries', () => new Map<ProviderResource | undefined, StackBoundaries>());
    const boundaries = clusters.get(provider) ?? new StackBoundaries();
    clusters.set(provider, boundaries);
    return boundaries;
  }

  private readonly entries: BoundaryEntry[] = [];
  private readonly authors = new Map<Text, Map<string, string>>();
  private readonly answered: Answered[] = [];
  private pending: Pending[] = [];
  /** The contract that has looked at the boundaries, after which none may come. */
  private judgedBy: string | undefined;
  private settling: Promise<void> | undefined;

  /**
   * @throws where a policy of that name is there already, where grants were answered before that it would concern, or where
   *   a contract has been judged without it
   */
  enter(
    author: string,
    manifests: readonly PulumiManifest[],
    settledPolicies: readonly PulumiManifest[],
    opts: ComponentResourceOptions,
  ): BoundaryEntry {
    this.refuseIfJudged(author);
    this.claimNames(author, manifests);
    this.refuseIfTooLate(author, settledPolicies);
    const entry: BoundaryEntry = {
      author,
      order: this.entries.length,
      opts,
      settledPolicies,
      policies: [],
    };
    this.entries.push(entry);
    return entry;
  }

  /** @throws where two policies would be one object of the cluster */
  claimNames(author: string, manifests: readonly PulumiManifest[]): void {
    for (const { metadata } of manifests) {
      const { name, namespace = '' } = metadata;
      if (typeof name !== 'string') continue;
      const names = this.authors.get(namespace) ?? new Map<string, string>();
      this.authors.set(namespace, names);
      const other = names.get(name);
      if (other !== undefined) {
        throw new InvalidPolicyError([nameTaken(name, other)], author);
      }
      names.set(name, author);
    }
  }

  /**
   * Claims a name of a policy whose namespace is known by now.
   * @returns who writes that policy already, as another boundary
   */
  claimKnownName(author: string, namespace: string, name: string): string | undefined {
    const names = this.authors.get(namespace) ?? new Map<string, string>();
    this.authors.set(namespace, names);
    const other = names.get(name);
    if (other === undefined) names.set(name, author);
    return other === author ? undefined : other;
  }

  /**
   * The clients whose way out a grant has to open, and whether it protects its target. Rejects, and nothing of the grant is
   * registered, where that cannot be decided.
   */
  ask(entry: BoundaryEntry, question: EgressQuestion): Promise<EgressAnswer> {
    return new Promise((answer, fail) => {
      this.pending.push({ entry, question, answer, fail });
      this.settled();
    });
  }

  /**
   * The policies that allow something in a namespace and come from boundaries made before this one, once they are
   * registered; those that themselves wait for this boundary are left out.
   */
  async allowsBefore(entry: BoundaryEntry, namespace: Text): Promise<Resource[]> {
    await this.settled();
    const allows = this.entries.slice(0, entry.order).flatMap((other) => {
      const inNamespace = other.policies.filter(
        ({ manifest }) => manifest.metadata.namespace === namespace && allowsSomething(manifest),
      );
      return inNamespace.length === 0 || waitsFor(other, entry) ? [] : inNamespace.map(({ resource }) => resource);
    });
    const registered = new Set<Resource>();
    await unlessIdle(
      Promise.all(
        allows.map(async (resource) => {
          await resolveDeferred(resource.urn);
          registered.add(resource);
        }),
      ),
    );
    return allows.filter((resource) => registered.has(resource));
  }

  /** Every boundary that the program makes before it waits for anything; a later one is refused. */
  async judgedBoundaries(contract: string): Promise<readonly BoundaryEntry[]> {
    await this.settled();
    this.judgedBy ??= contract;
    return this.entries;
  }

  /** The end of what the program does without waiting for anything; then every question is answered. */
  private settled(): Promise<void> {
    this.settling ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.settling = undefined;
      const { pending } = this;
      this.pending = [];
      if (pending.length > 0) this.settle(pending);
    });
    return this.settling;
  }

  private settle(pending: readonly Pending[]): void {
    const answers = new EgressAnswers(this.settledPolicies());
    for (const { entry, question, answer, fail } of pending) {
      const found = answers.of(question);
      if (found.findings.length > 0) {
        fail(programError(entry.author, found.findings.map(describeFinding)));
      } else {
        this.answered.push({ entry, question, open: found.open.length, protects: found.protects });
        answer(found);
      }
    }
  }

  private refuseIfJudged(author: string): void {
    if (this.judgedBy === undefined) return;
    const why = `comes too late to be judged by ${this.judgedBy}: the program has waited for something since that contract was made`;
    throw programError(author, [`${why}\n      make this boundary before the wait, or the contract after it`]);
  }

  private refuseIfTooLate(author: string, settledPolicies: readonly PulumiManifest[]): void {
    if (this.answered.length === 0 || settledPolicies.length === 0) return;
    const answers = new EgressAnswers([...this.settledPolicies(), ...settledPolicies]);
    if (settledPolicies.some((policy) => isolatesIn(policy, 'Ingress'))) this.refuseIfTargetIsClosed(answers);
    if (!settledPolicies.some((policy) => isolatesIn(policy, 'Egress'))) return;
    for (const { entry, question, open } of this.answered) {
      const now = answers.ofClients(question);
      if (now.findings.length === 0 && now.open.length === open) continue;
      const why = `isolates a client of ${entry.author} for egress, and comes too late for its way out to be opened: the program has waited for something since that grant was made`;
      const fix =
        "make this boundary before the grant or before the wait, or give the grant clientEgress: 'always' or 'never'";
      throw programError(author, [`${why}\n      ${fix}`]);
    }
  }

  private refuseIfTargetIsClosed(answers: EgressAnswers): void {
    const late = this.answered.find(
      ({ question, protects }) => question.targetIngress === 'auto' && answers.ofTarget(question).protects !== protects,
    );
    if (late === undefined) return;
    const why = `isolates the target of ${late.entry.author} for ingress, and comes too late for it to be opened: the program has waited for something since that grant was made`;
    const fix =
      "make this boundary before the grant or before the wait, or give the grant targetIngress: 'always' or 'never'";
    throw programError(late.entry.author, [`${why}\n      ${fix}`]);
  }

  private settledPolicies(): PulumiManifest[] {
    return this.entries.flatMap(({ settledPolicies }) => settledPolicies);
  }
}

/** That another boundary writes a policy of the same name and namespace. */
export function nameTaken(name: string, other: string): Finding {
  const problem = `${other} writes a policy of this name in the same namespace: the cluster keeps only one`;
  const fix =
    "keep one of them, or give them different names: by the name of a grant or NetworkPolicy, or by metadata: { name: '...' }";
  return invalid('metadata.name', name, problem, fix);
}

/** A policy without rules only denies. */
export function allowsSomething({ spec }: PulumiManifest): boolean {
  return Boolean(spec.ingress?.length || spec.egress?.length);
}
