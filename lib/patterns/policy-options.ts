import { notEnforced } from '../cni/cni-warnings';
import { WARNING_IDS } from '../cni/policy-warnings';
import { type CniChoice, readCni } from '../cni/read-cni';
import {
  type ManifestMetadata,
  NETWORK_POLICY_API_VERSION,
  NETWORK_POLICY_KIND,
  type NetworkPolicyManifest,
  type NetworkPolicySpec,
  type StringMap,
} from '../policy/manifest';
import type { Renderer } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import {
  entry,
  type Finding,
  forbidden,
  invalid,
  required,
  unknownField,
  unsupported,
} from '../policy/validation/finding';
import { isMap, Structure } from '../policy/validation/structure';
import { silenceAnnotation } from '../policy/warning';

/** The annotation in which Kubernetes keeps what an object is for. */
const DESCRIPTION_ANNOTATION = 'kubernetes.io/description';
const SYNC_WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';

/** The name, labels and annotations of a policy. */
export interface PolicyMetadata<S = string> {
  /**
   * The name of the policy.
   * @default - the name that the pattern gives it
   */
  readonly name?: S;
  /** @default - none */
  readonly labels?: StringMap<S>;
  /** @default - none */
  readonly annotations?: StringMap<S>;
}

/** The options of every policy that ringfence writes. */
export interface PolicyOptions<S = string> {
  /**
   * Why the policy exists, for readers of the cluster: the annotation `kubernetes.io/description`.
   * @default - none
   */
  readonly description?: S;
  /**
   * Name, labels and annotations of the policy.
   * @default - the pattern's name, no labels, no annotations
   */
  readonly metadata?: PolicyMetadata<S>;
  /**
   * The wave in which Argo CD applies the policy (`argocd.argoproj.io/sync-wave`); lower ones come first. With denies
   * in a later wave than allows, the gap of a roll-out is shorter. The gap never closes, because the first policy that
   * allows something also isolates.
   * @default - none
   */
  readonly argoCdSyncWave?: number;
  /**
   * Warnings that do not apply to these policies, by id, each with the reason. The reason is kept in the annotation
   * `ringfence/silence-<id>`.
   * @default - none
   */
  readonly silence?: Readonly<Record<string, string>>;
  /**
   * The network plugin of the cluster, as a word of `Cni` or by its name. A plugin that enforces nothing is an error;
   * where it ignores something that the policies use, there is a warning.
   * @default - that of the chart, the app or the program; without one there are no warnings about plugins
   */
  readonly cni?: CniChoice;
}

/** The options of every pattern that writes into one namespace. */
export interface NamespacedOptions<S = string> extends PolicyOptions<S> {
  /** The namespace of the policy and of the pods that it protects. */
  readonly namespace: S;
}

/** One policy, from the parts of its pattern and the options of its user. */
export function policyManifest<S, N>(
  renderer: Renderer<S, N>,
  namespace: S,
  defaultName: S,
  options: PolicyOptions<S>,
  spec: NetworkPolicySpec<S, N>,
): NetworkPolicyManifest<S, N> {
  return {
    apiVersion: NETWORK_POLICY_API_VERSION,
    kind: NETWORK_POLICY_KIND,
    metadata: metadataOf(renderer, namespace, defaultName, options),
    spec,
  };
}

function metadataOf<S, N>(
  renderer: Renderer<S, N>,
  namespace: S,
  defaultName: S,
  { metadata, description, argoCdSyncWave, silence }: PolicyOptions<S>,
): ManifestMetadata<S> {
  const name = metadata?.name ?? defaultName;
  const labels = unlessEmpty(metadata?.labels);
  const named: ManifestMetadata<S> = labels ? { name, namespace, labels } : { name, namespace };
  const given = unlessEmpty(metadata?.annotations);
  if (description === undefined && argoCdSyncWave === undefined && silence === undefined) {
    return given === undefined ? named : { ...named, annotations: given };
  }
  // What is no map goes on as it is, for validation to name it.
  if (given !== undefined && !isMap(given)) return { ...named, annotations: given };
  const annotations = {
    ...given,
    ...(description !== undefined && { [DESCRIPTION_ANNOTATION]: description }),
    ...(argoCdSyncWave !== undefined && { [SYNC_WAVE_ANNOTATION]: syncWave(renderer, argoCdSyncWave) as S }),
    ...(silence !== undefined && silences(renderer.findings, silence)),
  };
  return { ...named, annotations };
}

/** An empty map is left out. */
function unlessEmpty<S>(map: StringMap<S> | undefined): StringMap<S> | undefined {
  return isMap(map) && Object.keys(map).length === 0 ? undefined : map;
}

function syncWave<S, N>(renderer: Renderer<S, N>, wave: number): string {
  if (!Number.isInteger(wave)) {
    renderer.findings.push(invalid('argoCdSyncWave', wave, 'must be a whole number', 'write a number such as 1 or -1'));
  }
  return String(wave);
}

/** The annotations with the reasons for silenced warnings; unknown warnings and missing reasons are findings. */
function silences<S>(findings: Finding[], silence: Readonly<Record<string, string>>): StringMap<S> {
  const wrong = silenceFindings(silence);
  findings.push(...wrong);
  if (wrong.length > 0) return {};
  return Object.fromEntries(Object.entries(silence).map(([id, reason]) => [silenceAnnotation(id), reason as S]));
}

/** What is wrong with the network plugin that an option says: that there is none of this name, or that it enforces nothing. */
export function cniFindings(cni: unknown): readonly Finding[] {
  if (cni === undefined) return NOTHING;
  const { profile, findings } = readCni(cni);
  const unenforced = profile === undefined ? undefined : notEnforced(profile);
  return unenforced === undefined ? findings : [unenforced];
}

/** What is wrong with a map of silenced warnings. */
export function silenceFindings(silence: unknown): Finding[] {
  if (!isMap(silence)) {
    const fix = "write silence: { 'namespace-label': 'why' }";
    return [invalid('silence', silence, `must be a map of reasons by warning, not ${kindOf(silence)}`, fix)];
  }
  return Object.entries(silence).flatMap(([id, reason]): Finding[] => {
    const path = entry('silence', id);
    if (!WARNING_IDS.includes(id)) return [unsupported(path, id, WARNING_IDS)];
    if (typeof reason === 'string' && reason.trim() !== '') return [];
    return [required(path, 'a warning is silenced with a reason', 'say why it does not apply here')];
  });
}

/** Adds findings for options that the pattern does not have, and for what `metadata` holds and no policy can take. */
export function checkOptions<S, N, O extends PolicyOptions<S>>(
  renderer: Renderer<S, N>,
  options: O,
  own: readonly OwnOption<O>[],
): void {
  renderer.findings.push(...unknownOptions(options, own), ...cniFindings(options.cni));
  const { metadata } = options;
  if (metadata === undefined) return;
  const structure = new Structure();
  const map = structure.map(metadata, 'metadata', "{ labels: { team: 'shop' } }");
  if (map !== undefined) structure.onlyFields(map, ['name', 'labels', 'annotations'], 'metadata');
  renderer.findings.push(...structure.findings);
}

/** The options of a pattern, without those of every policy. */
type OwnOption<O> = Exclude<keyof O & string, keyof PolicyOptions>;

const NOTHING: readonly Finding[] = [];
const EVERY_POLICY: readonly (keyof PolicyOptions)[] = ['description', 'metadata', 'argoCdSyncWave', 'silence', 'cni'];

/** Options that would be ignored. JavaScript does not refuse them, and `egres: []` would leave egress open to all. */
export function unknownOptions<O extends object>(options: O, own: readonly OwnOption<O>[]): readonly Finding[] {
  const known: readonly string[] = own;
  const every: readonly string[] = EVERY_POLICY;
  const unknown = Object.keys(options).filter(
    (name) => !known.includes(name) && !every.includes(name) && options[name as keyof O] !== undefined,
  );
  if (unknown.length === 0) return NOTHING;
  return unknown.map((name) => unknownField(entry('', name), options[name as keyof O], [...known, ...every]));
}

/** The options of policies whose names are put together from `metadata.name`. */
export function unnamed<S>(options: PolicyOptions<S>): PolicyOptions<S> {
  if (options.metadata?.name === undefined) return options;
  const { name: _, ...metadata } = options.metadata;
  return { ...options, metadata };
}

/** Adds a finding for a name that several policies would have. */
export function forbidOneNameForMany<S, N>(
  renderer: Renderer<S, N>,
  { metadata }: PolicyOptions<S>,
  count: string,
): void {
  if (metadata?.name !== undefined) {
    renderer.findings.push(
      forbidden(
        'metadata.name',
        `one name cannot serve for ${count}`,
        'leave it out, or write a boundary for each policy',
      ),
    );
  }
}
