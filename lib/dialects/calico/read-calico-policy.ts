import type { PolicyType } from '../../policy/manifest';
import { child, duplicate, entry, type FieldPath, item } from '../../policy/validation/finding';
import { field, type JsonMap } from '../../policy/validation/structure';
import { validateNetworkPolicy } from '../../policy/validation/validate-network-policy';
import type { ReadSpec } from '../dialect';
import { DIRECTIONS } from '../stage';
import { CalicoReader } from './calico-reader';
import type { CalicoPolicySpec, CalicoRule } from './calico-spec';
import { DEFAULT_TIER } from './calico-tiers';
import { readCalicoRule } from './read-calico-rule';
import type { StagedKubernetesSpec } from './staged';

const SPEC_FIELDS = [
  'tier',
  'order',
  'selector',
  'serviceAccountSelector',
  'types',
  'ingress',
  'egress',
  'performanceHints',
];
const GLOBAL_FIELDS = [...SPEC_FIELDS, 'namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward'];

/** Which kind of policy an object is. */
export interface CalicoPolicyKind {
  readonly isGlobal: boolean;
  readonly isStaged: boolean;
}

/** Reads a NetworkPolicy or GlobalNetworkPolicy of Calico, or one that is staged, as its API server takes it. */
export function readCalicoPolicy(manifest: JsonMap, kind: CalicoPolicyKind): ReadSpec {
  const reader = new CalicoReader();
  const own = kind.isGlobal ? GLOBAL_FIELDS : SPEC_FIELDS;
  const known = kind.isStaged ? [...own, 'stagedAction'] : own;
  const spec = reader.spec(manifest, known);
  if (spec === undefined) return reader.result(undefined);
  const unknown = Object.keys(spec).filter((name) => !known.includes(name) && field(spec, name) !== undefined);
  const policy = policyOf(reader, spec, kind);
  const isStored = String(field(manifest, 'apiVersion')).startsWith('crd.');
  const perhaps = isStored && isEmptyList(spec, 'types') ? DIRECTIONS.filter(isNotIn(policy.directions)) : [];
  return reader.result({
    ...policy,
    ...(!isEmptyList(spec, 'types') && { hasTypes: true }),
    perhaps,
    unknown: unknown.map((name) => entry('spec', name)),
  });
}

function policyOf(
  reader: CalicoReader,
  spec: JsonMap,
  { isGlobal, isStaged }: CalicoPolicyKind,
): Omit<CalicoPolicySpec, 'perhaps' | 'unknown'> {
  const staged = isStaged ? (stagedAction(reader, spec) ?? 'Set') : undefined;
  const order = reader.number(spec, 'order', 'spec');
  const selector = reader.selector(spec, 'selector', 'spec');
  const namespaceSelector = isGlobal ? reader.selector(spec, 'namespaceSelector', 'spec') : undefined;
  const serviceAccountSelector = reader.selector(spec, 'serviceAccountSelector', 'spec');
  const hostOnly = isGlobal ? ['doNotTrack', 'preDNAT'].filter((name) => reader.isSet(spec, name, 'spec')) : [];
  const appliesOnForward = isGlobal && reader.isSet(spec, 'applyOnForward', 'spec');
  checkHostFields(reader, spec, hostOnly, appliesOnForward);
  return {
    type: 'policy',
    tier: reader.text(spec, 'tier', 'spec') || DEFAULT_TIER,
    ...(order !== undefined && { order }),
    ...(selector !== undefined && { selector }),
    ...(namespaceSelector !== undefined && { namespaceSelector }),
    ...(serviceAccountSelector !== undefined && { serviceAccountSelector }),
    directions: directionsOf(reader, spec),
    ingress: rulesOf(reader, spec, 'ingress', isGlobal),
    egress: rulesOf(reader, spec, 'egress', isGlobal),
    ...(hostOnly.length > 0 && { hostOnly }),
    ...(appliesOnForward && { appliesOnForward }),
    ...(staged !== undefined && { staged }),
  };
}

/** Source: the validation of global policies. */
function checkHostFields(
  reader: CalicoReader,
  spec: JsonMap,
  hostOnly: readonly string[],
  appliesOnForward: boolean,
): void {
  const [first] = hostOnly;
  if (first === undefined) return;
  if (hostOnly.length > 1) reader.forbid('spec.preDNAT', 'cannot be true beside doNotTrack', 'take one of them away');
  if (!appliesOnForward) {
    reader.forbid('spec.applyOnForward', `must be true if ${first} is`, 'write applyOnForward: true');
  }
  const types = field(spec, 'types');
  const hasEgress = !isEmptyList(spec, 'egress') || (Array.isArray(types) && types.includes('Egress'));
  if (hostOnly.includes('preDNAT') && hasEgress) {
    reader.forbid('spec.egress', 'a policy with preDNAT cannot have egress', 'take it away');
  }
}

/** `Learn` and `Ignore` are of Calico Enterprise, where they change nothing. */
function stagedAction(reader: CalicoReader, spec: JsonMap): 'Set' | 'Delete' | undefined {
  const action = reader.oneOf(spec, 'stagedAction', 'spec', ['Set', 'Delete', 'Learn', 'Ignore']);
  return action === 'Delete' ? 'Delete' : action === undefined ? undefined : 'Set';
}

function rulesOf(reader: CalicoReader, spec: JsonMap, name: 'ingress' | 'egress', isGlobal: boolean): CalicoRule[] {
  const path = child('spec', name);
  return reader
    .list(spec, name, 'spec')
    .flatMap((rule, index) => readCalicoRule(reader, rule, item(path, index), name, isGlobal) ?? []);
}

/** Source: the API's defaults: by the rules that there are, and Ingress where there are none. */
function directionsOf(reader: CalicoReader, spec: JsonMap): PolicyType[] {
  const path: FieldPath = 'spec.types';
  const types = reader
    .list(spec, 'types', 'spec')
    .flatMap((type, index) => reader.crd.oneOf(type, item(path, index), DIRECTIONS) ?? []);
  if (new Set(types).size < types.length) {
    reader.structure.add(duplicate(path, undefined, 'type specified more than once', 'write each once'));
  }
  if (types.length > 0) return DIRECTIONS.filter((one) => types.includes(one));
  const hasEgress = !isEmptyList(spec, 'egress');
  const hasIngress = !isEmptyList(spec, 'ingress');
  return DIRECTIONS.filter((one) => (one === 'Ingress' ? hasIngress || !hasEgress : hasEgress));
}

/** Whether a field has no item, or is no list. */
function isEmptyList(spec: JsonMap, name: string): boolean {
  const list = field(spec, name);
  return !Array.isArray(list) || list.length === 0;
}

function isNotIn<T>(some: readonly T[]): (one: T) => boolean {
  return (one) => !some.includes(one);
}

/** A StagedKubernetesNetworkPolicy: a NetworkPolicy of Kubernetes, and what to do with it. */
export function readStagedKubernetesPolicy(manifest: JsonMap): ReadSpec {
  const reader = new CalicoReader();
  const spec = reader.spec(manifest, ['stagedAction', 'podSelector', 'ingress', 'egress', 'policyTypes']);
  if (spec === undefined) return reader.result(undefined);
  const { stagedAction: _, ...policy } = spec;
  const staged = stagedAction(reader, spec) ?? 'Set';
  if (staged === 'Set') {
    const { metadata } = manifest;
    reader.structure.add(
      ...validateNetworkPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: policy }),
    );
  }
  const said: StagedKubernetesSpec = { type: 'staged-kubernetes-policy', staged, policy };
  return reader.result(said);
}
