import { networking } from '@pulumi/kubernetes';
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  output,
  type ProviderResource,
  type Resource,
} from '@pulumi/pulumi';
import type { CniProfile } from '../../cni/cni-profile';
import { describeFinding, policyId } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { copied } from '../../policy/unknown-value';
import { resolveDeferred, type Text } from '../deferred/deferred';
import { type DeferredFindings, judgeDeferred } from '../deferred/deferred-judgement';
import type { PulumiDraft, PulumiManifest } from '../deferred/pulumi-draft';
import { programError } from '../program-error';
import { appliedManifest } from '../stack/applied-policy';
import { type BoundaryEntry, belongsTo } from '../stack/boundary-entry';
import { type EgressAnswer, type EgressQuestion, isolatesIn } from '../stack/egress-answers';
import { formerNames, type IdentityOptions, policyIdentity, renamingWarning } from '../stack/policy-identity';
import { endsProgram, failProgram, keepsProgram } from '../stack/program-end';
import { reportClosed, warned } from '../stack/program-warnings';
import { allowsSomething, nameTaken, StackBoundaries } from '../stack/stack-boundaries';
import { also, providerOf } from './component-options';

/** How a boundary is registered, as any component; its policies inherit provider, protection and transformations. */
export interface BoundaryOptions extends ComponentResourceOptions, IdentityOptions {
  /**
   * Whether a policy that has to be replaced is deleted first. Names are fixed, so that two cannot stand side by side.
   * @default - as the provider decides
   */
  readonly deleteBeforeReplace?: boolean;
}

/** What a boundary is going to register. */
export interface Plan {
  readonly draft: PulumiDraft;
  /**
   * The policies of the draft that are registered at once.
   * @default - all of them
   */
  readonly atOnce?: readonly PulumiManifest[];
  /**
   * Policies that are written whatever the answer is, though after it: others are asked about them.
   * @default - those of `atOnce`
   */
  readonly certain?: readonly PulumiManifest[];
  /** What resources that stand for pods turn out to be. */
  readonly findings?: readonly DeferredFindings[];
  /** The network plugin that the boundary's own props name. */
  readonly cni?: CniProfile;
  /** What the boundary has to ask the others, and how it goes on from the answer. */
  readonly asks?: Asks;
}

export interface Asks {
  readonly question: EgressQuestion;
  /** Whether the target counts as isolated by this grant where the others ask; not where the grant itself asks for that. */
  readonly isolatesTarget: boolean;
  /** Every policy of the boundary, those that are registered at once first. */
  manifestsWith(answer: EgressAnswer): readonly PulumiManifest[];
}

/**
 * A component that registers NetworkPolicies. Values that are plain are judged before anything is registered, and an error
 * is thrown; the others as soon as they are known, and then the deployment fails before a policy is registered.
 */
export abstract class Boundary extends ComponentResource {
  /** The policies that this component registers. */
  readonly policies: Output<networking.v1.NetworkPolicy[]>;
  readonly #name: string;
  readonly #cni: CniProfile | undefined;
  readonly #entry: BoundaryEntry;
  readonly #stack: StackBoundaries;
  readonly #opts: BoundaryOptions;
  readonly #provider: ProviderResource | undefined;
  readonly #judged: Promise<Resource[]> | undefined;
  #manifests: Output<NetworkPolicyManifest[]> | undefined;
  readonly #asks: (Asks & { readonly answer: Promise<EgressAnswer> }) | undefined;

  /** @internal */
  protected constructor(kind: string, name: string, plan: (author: string) => Plan, opts: BoundaryOptions = {}) {
    const type = `ringfence:boundary:${kind}`;
    const author = `${type} ${name}`;
    const { draft, atOnce = draft.written.manifests, certain, findings = [], asks, cni } = plan(author);
    const { manifests, report } = warned(author, atOnce, cni, (all) => renamingWarning(name, all, opts));
    const provider = providerOf(opts);
    const stack = StackBoundaries.of(provider);
    const entry = stack.enter(
      author,
      manifests,
      certain ??
        (asks?.isolatesTarget === false ? manifests.filter((policy) => !isolatesIn(policy, 'Ingress')) : manifests),
      opts,
    );
    const asked = asks && { ...asks, answer: endsProgram(stack.ask(entry, asks.question)) };
    super(type, name, {}, asked === undefined ? opts : { ...opts, dependsOn: also(opts.dependsOn, asked.answer) });
    entry.component = this;
    report(this);
    belongsTo(entry, this);
    this.#name = name;
    this.#cni = cni;
    this.#entry = entry;
    this.#stack = stack;
    this.#opts = opts;
    this.#provider = provider;
    this.#asks = asked;
    this.#judged = draft.deferred.size + findings.length > 0 ? endsProgram(this.#judge(draft, findings)) : undefined;
    this.#register(manifests);
    entry.made = this.getData().then(() => true as const);
    entry.made.catch(() => undefined);
    // One that writes nothing has no policy for which Pulumi would wait.
    if (manifests.length === 0) keepsProgram(entry.made);
    this.policies = output(this.getData().then(() => entry.policies.map(({ resource }) => resource))) as Output<
      networking.v1.NetworkPolicy[]
    >;
  }

  /**
   * The policies as they were applied, or, where the preview does not know them, as they were given to the provider. Export them
   * to have them in the outputs of the stack: most programs never ask, and a fifth of the time would go into them.
   */
  get manifests(): Output<NetworkPolicyManifest[]> {
    this.#manifests ??= output(this.getData().then(() => this.#entry.policies.map(appliedManifest))) as Output<
      NetworkPolicyManifest[]
    >;
    return this.#manifests;
  }

  /** What depends on the component waits for this. Pulumi calls it before the constructor has gone on. */
  protected override async initialize(): Promise<void> {
    await Promise.resolve();
    if (this.#asks !== undefined) this.#follow(this.#asks, await this.#asks.answer);
    await this.#judged;
  }

  /** Registers what follows from an answer. Pulumi's end of the program is not far: whatever fails here ends it at once. */
  #follow(asks: Asks, answer: EgressAnswer): void {
    try {
      const wanted = asks.manifestsWith(answer);
      const made = this.#entry.policies.length;
      if (wanted.length > made) {
        const { manifests } = warned(this.#entry.author, wanted, this.#cni);
        this.#stack.claimNames(this.#entry.author, manifests.slice(made));
        this.#register(manifests);
      }
      reportClosed(this.#entry.author, answer.closed, this, wanted);
    } catch (error) {
      failProgram();
      throw error;
    }
  }

  /** Registers the policies that are not registered yet. */
  #register(manifests: readonly PulumiManifest[]): void {
    const { policies } = this.#entry;
    const first = policies.length;
    const { deleteBeforeReplace } = this.#opts;
    for (let index = first; index < manifests.length; index++) {
      const manifest = manifests[index] as PulumiManifest;
      const byComponent = `${this.#name}-${policyId(manifests, index)}`;
      const identity = policyIdentity(manifest, this.#provider, this.#opts);
      const resource = new networking.v1.NetworkPolicy(
        identity ?? byComponent,
        copied({ metadata: manifest.metadata, spec: manifest.spec }) as networking.v1.NetworkPolicyArgs,
        {
          deleteBeforeReplace,
          parent: this,
          dependsOn: this.#waitsOf(manifest),
          ...(identity !== undefined && { aliases: formerNames(this, byComponent, identity) }),
        },
      );
      policies.push({ manifest, resource });
      belongsTo(this.#entry, resource);
    }
  }

  /** What has to be there before a policy: the judgement of its values, and what a deny comes after. */
  #waitsOf(manifest: PulumiManifest): Input<Resource>[] | undefined {
    const waits: Promise<Resource[]>[] = [];
    if (this.#judged !== undefined) waits.push(this.#judged);
    if (this.#entry.order > 0 && !allowsSomething(manifest)) {
      waits.push(this.#stack.allowsBefore(this.#entry, manifest.metadata.namespace as Text));
    }
    return waits.length === 0 ? undefined : (waits as unknown as Input<Resource>[]);
  }

  /** @throws where values turn out to be wrong */
  async #judge(draft: PulumiDraft, findings: readonly DeferredFindings[]): Promise<Resource[]> {
    const lines = await judgeDeferred(draft, findings);
    if (lines.length === 0) lines.push(...(await this.#namesTaken(draft.written.manifests)));
    if (lines.length === 0) return [];
    throw programError(String((await resolveDeferred(this.urn)).value), lines);
  }

  /** The policies of others with a name and namespace that turn out to be the same. */
  async #namesTaken(manifests: readonly PulumiManifest[]): Promise<string[]> {
    const lines: string[] = [];
    for (const { metadata } of manifests) {
      if (typeof metadata.name === 'string' && typeof metadata.namespace === 'string') continue;
      const { known, secret, value } = await resolveDeferred(output([metadata.namespace, metadata.name]));
      if (!known) continue;
      const [namespace, name] = value as [string, string];
      const other = this.#stack.claimKnownName(this.#entry.author, namespace, name);
      if (other !== undefined) lines.push(describeFinding(nameTaken(secret ? '[secret]' : name, other)));
    }
    return lines;
  }
}
