import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { CniProfile } from '../../cni/cni-profile';
import { readCni } from '../../cni/read-cni';
import type { PolicyOptions } from '../../patterns/policy-options';
import { describeFinding, policyId } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { type Finding, required } from '../../policy/validation/finding';
import { AppJudgement } from '../judgement/app-judgement';
import type { BoundaryDraft } from '../judgement/judged';
import { PeerReader } from '../peers/constructs-as-peers';
import { holdsConstructs, propsInWords, withStandIns } from '../peers/props-in-words';
import { mayHoldTokens } from '../tokens/find-tokens';
import { type ResolvedTokens, resolveTokens } from '../tokens/resolve-tokens';
import { settingsOf } from './app-settings';
import { freeId } from './free-id';
import { PolicyObject } from './policy-object';

/**
 * A construct that writes NetworkPolicies. A wrong prop does not throw where it is given: everything that is wrong with
 * all boundaries of the app is reported at once, when the app is synthesized, and then nothing is written.
 */
export abstract class Boundary extends Construct {
  /** @internal */
  readonly _chart: Chart;

  /** @internal */
  _cni: CniProfile | undefined;

  /**
   * The options in words, where constructs were given.
   * @internal
   */
  _words: object | undefined;

  readonly #judgement: AppJudgement;
  #draft: BoundaryDraft = EMPTY;
  #ownDraft: BoundaryDraft = EMPTY;
  /** The own draft as it was before policies were left out. */
  #wholeDraft: BoundaryDraft | undefined;
  readonly #objects: PolicyObject[] = [];

  /** @throws where no chart is around it, like any object of cdk8s, and where another construct has the id */
  constructor(scope: Construct, id: string) {
    super(scope, freeId(scope, id, new.target.name));
    this._chart = Chart.of(this);
    this.#judgement = AppJudgement.of(this.node.root);
    this.#judgement.add(this);
  }

  /** The policies that this construct writes; a grant may gain some at synth. */
  get policies(): readonly ApiObject[] {
    return this.#objects;
  }

  /** What is wrong with this construct; cdk8s asks when the app is synthesized. */
  validate(): string[] {
    return this.#judgement.linesOf(this);
  }

  /** @internal */
  get _validatesItself(): boolean {
    return this.validate !== ownValidate;
  }

  /** @internal */
  get _policyObjects(): readonly PolicyObject[] {
    return this.#objects;
  }

  /** @internal */
  get _draft(): BoundaryDraft {
    return this.#draft;
  }

  /** @internal */
  get _ownDraft(): BoundaryDraft {
    return this.#ownDraft;
  }

  /**
   * Drafts the policies from options; where these hold tokens of cdk8s, at each synth from what they come to then.
   * @internal
   */
  _draftOf<O extends PolicyOptions & { readonly namespace: string }>(
    options: O,
    draft: (options: O, read: readonly Finding[]) => BoundaryDraft,
  ): void {
    const hasConstructs = holdsConstructs(options);
    const first = draft(hasConstructs ? withStandIns(options) : options, NONE);
    this._cni = readCni(options.cni).profile;
    if (hasConstructs) {
      this._drawnFromConstructs(options, first, draft);
      return;
    }
    if (!mayHoldTokens(this, options, first.findings)) {
      this.#own(first);
      return;
    }
    this.#own(untilSynth(first));
    this.#judgement.askAtSynth(this, () => {
      const { value, findings } = this._resolved(options);
      if (findings.length > 0) return this.#own({ manifests: this.#draft.manifests, findings });
      if (value === options) return this.#own(first);
      this._cni = readCni(value.cni).profile;
      const settled = draft(value, NONE);
      this._takeNames(settled);
      this.#own(settled);
    });
  }

  /**
   * Drafts the policies at each synth from what the constructs in the options stand for then.
   * @internal
   */
  _drawnFromConstructs<O extends PolicyOptions & { readonly namespace: string }>(
    options: O,
    first: BoundaryDraft,
    draft: (options: O, read: readonly Finding[]) => BoundaryDraft,
  ): void {
    this.#own({ manifests: first.manifests, findings: AT_SYNTH });
    this.#judgement.askAtSynth(this, (inventory) => {
      const { value, findings } = this._resolved(options);
      if (findings.length > 0) return this.#own({ manifests: this.#draft.manifests, findings });
      this._cni = readCni(value.cni).profile;
      const reader = new PeerReader(inventory, this._chart.namespace, settingsOf(this).changingLabels);
      const words = propsInWords(value, reader);
      this._words = words;
      const settled = draft(words, reader.findings);
      this._takeNames(settled);
      this.#own(settled);
    });
  }

  /** Takes over what the boundary writes by itself; what others in the app add to that is settled at synth. */
  #own(draft: BoundaryDraft): void {
    this.#ownDraft = draft;
    this.#wholeDraft = undefined;
    this._write(draft);
  }

  /** @internal */
  _leaveOut(manifests: ReadonlySet<NetworkPolicyManifest>): void {
    const whole = this.#wholeDraft ?? this.#ownDraft;
    if (manifests.size === 0 && whole === this.#ownDraft) return;
    this.#ownDraft =
      manifests.size === 0 ? whole : { ...whole, manifests: whole.manifests.filter((one) => !manifests.has(one)) };
    this.#wholeDraft = whole;
    this._write(this.#ownDraft);
  }

  /**
   * Props with what their tokens come to.
   * @internal
   */
  _resolved<P>(props: P): ResolvedTokens<P> {
    return resolveTokens(props, this, this.#objects[0]);
  }

  /**
   * Gives the policies the names and labels that were tokens when they were made.
   * @internal
   */
  _takeNames({ manifests }: BoundaryDraft): void {
    for (const [index, { metadata }] of manifests.entries()) this.#objects[index]?.takeMetadata(metadata);
  }

  /**
   * Takes over what has to be written: keeps an object where its policy keeps name and namespace, adds and removes others.
   * @internal
   */
  _write(draft: BoundaryDraft): void {
    if (draft === this.#draft) return;
    this.#draft = draft;
    const wanted = draft.manifests;
    let kept = 0;
    while (kept < wanted.length && isSamePolicy(this.#objects[kept], wanted[kept] as NetworkPolicyManifest)) kept++;
    while (this.#objects.length > kept) this.node.tryRemoveChild((this.#objects.pop() as PolicyObject).node.id);
    for (let index = this.#objects.length; index < wanted.length; index++) {
      const manifest = wanted[index] as NetworkPolicyManifest;
      this.#objects.push(new PolicyObject(this, this.#freeIdOf(policyId(wanted, index)), manifest, index));
    }
    this.node.defaultChild = this.#objects[0];
  }

  /** The id of a policy; users may have given it to a construct of theirs. */
  #freeIdOf(id: string): string {
    return this.node.tryFindChild(id) === undefined ? id : this.#freeIdOf(`${id}-policy`);
  }

  /**
   * @throws where anything is wrong with the boundary, so that no path leads to a file
   * @internal
   */
  _manifestAt(index: number): NetworkPolicyManifest {
    const [finding] = this.#draft.findings;
    if (finding !== undefined) throw new Error(`${this.node.path}: ${describeFinding(finding)}`);
    return this.#draft.manifests[index] as NetworkPolicyManifest;
  }
}

/** Kept apart, since users may change the class. */
const ownValidate = Boundary.prototype.validate;

const NONE: readonly Finding[] = [];
const EMPTY: BoundaryDraft = { manifests: [], findings: [] };

/** The draft of a boundary of which something is known at synth only: until then nothing of it can be written. */
export function untilSynth(draft: BoundaryDraft): BoundaryDraft {
  return draft.findings.length === 0 ? draft : { manifests: draft.manifests, findings: AT_SYNTH };
}

export const AT_SYNTH = [
  required('', 'the boundary is settled when the app is synthesized', 'synthesize the app first'),
];

function isSamePolicy(object: PolicyObject | undefined, { metadata }: NetworkPolicyManifest): boolean {
  return object !== undefined && object.name === metadata.name && object.metadata.namespace === metadata.namespace;
}
