import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../manifest';
import { child, type FieldPath, type Finding, invalid, required, unsupported } from './finding';
import { field, type JsonMap, Structure } from './structure';
import { checkMetadata } from './validate-metadata';
import { checkPeer } from './validate-peer';
import { checkPort } from './validate-port';
import { checkSelector } from './validate-selector';

/** The version of the API in which NetworkPolicies began. */
const RETIRED_API_VERSION = 'extensions/v1beta1';

const POLICY_TYPES = ['Ingress', 'Egress'] as const;
const INGRESS_FIELDS = ['from', 'ports'];
const EGRESS_FIELDS = ['to', 'ports'];

/**
 * Judges a value as the API server of Kubernetes 1.36 would judge it as a NetworkPolicy under strict field validation,
 * with its field paths and its words, and says what to write instead.
 *
 * It finds everything at once. What the API server accepts is accepted, also where it means more than its author may
 * have thought (`from: []` allows everyone): that is for lint to say, and the words of ringfence never write it.
 *
 * @param manifest any value at all, such as a document of a YAML file
 * @returns the findings in the order of the fields; none where the API server would accept the policy. Never throws.
 */
export function validateNetworkPolicy(manifest: unknown): Finding[] {
  const structure = new Structure();
  try {
    checkNetworkPolicy(structure, manifest);
  } catch (error) {
    // Getters and proxies may throw anything; data read from YAML or JSON never gets here.
    structure.add(invalid('', kind(error), 'cannot be read', 'give plain data, as read from YAML or JSON'));
  }
  return structure.findings;
}

function kind(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : typeof error;
  } catch {
    return 'an error that cannot be read either';
  }
}

function checkNetworkPolicy(structure: Structure, value: unknown): void {
  const manifest = structure.map(value, '', 'a NetworkPolicy with apiVersion, kind, metadata and spec');
  if (manifest === undefined) return;
  structure.onlyFields(manifest, ['apiVersion', 'kind', 'metadata', 'spec'], '');
  checkApiVersion(structure, manifest);
  checkConstant(structure, manifest, 'kind', NETWORK_POLICY_KIND);
  checkMetadata(structure, structure.mapField(manifest, 'metadata', '', '{name: my-policy}') ?? {}, 'metadata');
  const spec = structure.mapField(manifest, 'spec', '', '{podSelector: {}, policyTypes: [Ingress]}');
  if (spec !== undefined) checkSpec(structure, spec, 'spec');
}

/** A NetworkPolicy of the version that ended with Kubernetes 1.16 says the same as one of today's. */
function checkApiVersion(structure: Structure, manifest: JsonMap): void {
  const version = field(manifest, 'apiVersion');
  if (version !== RETIRED_API_VERSION) checkConstant(structure, manifest, 'apiVersion', NETWORK_POLICY_API_VERSION);
  else structure.add({ ...unsupported('apiVersion', version, [NETWORK_POLICY_API_VERSION]), meaning: 'clear' });
}

function checkConstant(structure: Structure, manifest: JsonMap, name: string, wanted: string): void {
  const value = structure.stringField(manifest, name, '');
  if (field(manifest, name) === undefined) structure.add(required(name, '', `write ${name}: ${wanted}`));
  else if (value !== undefined && value !== wanted) structure.add(unsupported(name, value, [wanted]));
}

/** Source: pkg/apis/networking/validation ValidateNetworkPolicySpec. */
function checkSpec(structure: Structure, spec: JsonMap, path: FieldPath): void {
  structure.onlyFields(spec, ['podSelector', 'policyTypes', 'ingress', 'egress'], path);
  const podSelector = structure.mapField(
    spec,
    'podSelector',
    path,
    '{matchLabels: {app: web}}, or {} for every pod of the namespace',
  );
  if (podSelector !== undefined) checkSelector(structure, podSelector, child(path, 'podSelector'));
  structure.eachMap(spec, 'ingress', path, '{from: [...], ports: [...]}', checkIngressRule);
  structure.eachMap(spec, 'egress', path, '{to: [...], ports: [...]}', checkEgressRule);
  checkPolicyTypes(structure, spec, path);
}

function checkIngressRule(structure: Structure, rule: JsonMap, path: FieldPath): void {
  checkRule(structure, rule, path, 'from', INGRESS_FIELDS);
}

function checkEgressRule(structure: Structure, rule: JsonMap, path: FieldPath): void {
  checkRule(structure, rule, path, 'to', EGRESS_FIELDS);
}

function checkRule(
  structure: Structure,
  rule: JsonMap,
  path: FieldPath,
  peers: string,
  fields: readonly string[],
): void {
  structure.onlyFields(rule, fields, path);
  structure.eachMap(rule, 'ports', path, '{protocol: TCP, port: 80}', checkPort);
  structure.eachMap(rule, peers, path, '{podSelector: {matchLabels: {app: web}}}', checkPeer);
}

function checkPolicyTypes(structure: Structure, spec: JsonMap, path: FieldPath): void {
  const types = structure.listField(spec, 'policyTypes', path);
  const at = child(path, 'policyTypes');
  if (types.length > POLICY_TYPES.length) {
    structure.add(
      invalid(
        at,
        types.map((type) => type ?? ''),
        'may not specify more than two policyTypes',
        'write [Ingress], [Egress] or [Ingress, Egress]',
      ),
    );
    return;
  }
  structure.eachString(types, at, (type, typePath) => {
    if (!POLICY_TYPES.some((known) => known === type)) structure.add(unsupported(typePath, type, POLICY_TYPES));
  });
}
