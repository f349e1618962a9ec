import {
  type ManifestMetadata,
  NETWORK_POLICY_API_VERSION,
  NETWORK_POLICY_KIND,
  type NetworkPolicyManifest,
  type NetworkPolicySpec,
  type StringMap,
} from '../policy/manifest';
import type { Renderer } from '../policy/render';
import { entry, type Finding, forbidden, invalid, unknownField } from '../policy/validation/finding';
import { isMap, Structure } from '../policy/validation/structure';

/** The annotation in which Kubernetes keeps what an object is for. */
const DESCRIPTION_ANNOTATION = 'kubernetes.io/description';
const SYNC_WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';

/** What a policy may be called and labelled. */
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

/** What can be said of every policy that ringfence writes. */
export interface PolicyOptions<S = string> {
  /**
   * Why the policy is there, for whoever finds it in the cluster: the annotation `kubernetes.io/description`.
   * @default - none
   */
  readonly description?: S;
  /**
   * Name, labels and annotations of the policy.
   * @default - the pattern's name, no labels, no annotations
   */
  readonly metadata?: PolicyMetadata<S>;
  /**
   * The wave in which Argo CD applies the policy (`argocd.argoproj.io/sync-wave`); lower ones come first. With denies in
   * a later wave than allows the gap of a roll-out is shorter. It is never zero: the first allow isolates already.
   * @default - none
   */
  readonly argoCdSyncWave?: number;
}

/** What can be said of every pattern that writes into one namespace. */
export interface NamespacedOptions<S = string> extends PolicyOptions<S> {
  /** The namespace that the policy protects and lives in. */
  readonly namespace: S;
}

/** One policy, from what its pattern says and what its user said of it. */
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
  { metadata, description, argoCdSyncWave }: PolicyOptions<S>,
): ManifestMetadata<S> {
  const name = metadata?.name ?? defaultName;
  const labels = unlessEmpty(metadata?.labels);
  const named: ManifestMetadata<S> = labels ? { name, namespace, labels } : { name, namespace };
  const given = unlessEmpty(metadata?.annotations);
  if (description === undefined && argoCdSyncWave === undefined) {
    return given === undefined ? named : { ...named, annotations: given };
  }
  // What is no map goes on as it is, for validation to name it.
  if (given !== undefined && !isMap(given)) return { ...named, annotations: given };
  const annotations = {
    ...given,
    ...(description !== undefined && { [DESCRIPTION_ANNOTATION]: description }),
    ...(argoCdSyncWave !== undefined && { [SYNC_WAVE_ANNOTATION]: syncWave(renderer, argoCdSyncWave) as S }),
  };
  return { ...named, annotations };
}

/** An empty map says nothing, so that nothing is written for it. */
function unlessEmpty<S>(map: StringMap<S> | undefined): StringMap<S> | undefined {
  return isMap(map) && Object.keys(map).length === 0 ? undefined : map;
}

function syncWave<S, N>(renderer: Renderer<S, N>, wave: number): string {
  if (!Number.isInteger(wave)) {
    renderer.findings.push(invalid('argoCdSyncWave', wave, 'must be a whole number', 'write a number such as 1 or -1'));
  }
  return String(wave);
}

/** Notes options that the pattern does not have, and what `metadata` holds that no policy can take from it. */
export function checkOptions<S, N, O extends PolicyOptions<S>>(
  renderer: Renderer<S, N>,
  options: O,
  own: readonly OwnOption<O>[],
): void {
  renderer.findings.push(...unknownOptions(options, own));
  const { metadata } = options;
  if (metadata === undefined) return;
  const structure = new Structure();
  const map = structure.map(metadata, 'metadata', "{ labels: { team: 'shop' } }");
  if (map !== undefined) structure.onlyFields(map, ['name', 'labels', 'annotations'], 'metadata');
  renderer.findings.push(...structure.findings);
}

/** The options that a pattern has beside those of every policy. */
type OwnOption<O> = Exclude<keyof O & string, keyof PolicyOptions>;

const NOTHING: readonly Finding[] = [];
const EVERY_POLICY: readonly (keyof PolicyOptions)[] = ['description', 'metadata', 'argoCdSyncWave'];

/** Options that nobody would read. JavaScript does not refuse them, and `egres: []` would leave egress open to all. */
export function unknownOptions<O extends object>(options: O, own: readonly OwnOption<O>[]): readonly Finding[] {
  const known: readonly string[] = own;
  const every: readonly string[] = EVERY_POLICY;
  const unknown = Object.keys(options).filter(
    (name) => !known.includes(name) && !every.includes(name) && options[name as keyof O] !== undefined,
  );
  if (unknown.length === 0) return NOTHING;
  return unknown.map((name) => unknownField(entry('', name), options[name as keyof O], [...known, ...every]));
}

/** Notes a name that would have to serve for several policies. */
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
        'leave it out, or write a construct for each policy',
      ),
    );
  }
}
