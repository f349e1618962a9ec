import { dialectKind } from '../dialects/dialects';
import { kindOf, oneLine } from '../policy/unknown-value';
import { type Finding, invalid, required } from '../policy/validation/finding';
import { isMap, type JsonMap, Structure } from '../policy/validation/structure';
import type { ReadObject } from './cluster-object';
import { GENERATED, type Identity, titleOf } from './identity';
import { mapAt, stringAt } from './json';
import { hidesPods } from './kinds/hidden-pods';
import { otherPolicyKind } from './kinds/other-policies';
import { retiredVersion } from './kinds/retired-versions';
import { groupOf, isList } from './lists';
import { hasPodTemplate, OBJECT_READERS, readWorkloadObject } from './object-readers';
import { readDialectObject } from './read-dialect-object';
import { faultyPolicy, otherPolicy, UNREADABLE } from './unjudged';

const PASSED_BY: ReadObject = { findings: [] };

/** Kinds of which there is one in the whole cluster. */
const CLUSTER_SCOPED = [
  'core/Namespace',
  'core/Node',
  'networking.k8s.io/IngressClass',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
];

/** Reads one object of any kind; what says nothing about who reaches whom is passed by. */
export function readObject(manifest: unknown, defaultNamespace: string): ReadObject {
  if (!isMap(manifest)) {
    const detail = `must be a Kubernetes object, not ${kindOf(manifest)}`;
    return { findings: [invalid('', manifest, detail, 'write a map with apiVersion, kind and metadata')] };
  }
  const kind = stringAt(manifest, 'kind');
  const apiVersion = stringAt(manifest, 'apiVersion');
  if (!kind || !apiVersion) return untyped(manifest, kind);
  if (isList(kind)) {
    const detail = 'must be a list of objects, and lists must not be nested too deep';
    return {
      title: oneLine(kind),
      findings: [invalid('items', manifest.items, detail, 'write each object by itself')],
      unjudged: UNREADABLE,
    };
  }
  const retired = retiredVersion(apiVersion, kind);
  const identity = identityOf(manifest, kind, groupOf(retired?.today ?? apiVersion), defaultNamespace);
  const read = readKnown(manifest, identity);
  const warnings = [...(retired === undefined ? [] : [retired.warning]), ...(read.warnings ?? [])];
  if (read.findings.length + warnings.length === 0) return read;
  return { ...read, title: titleOf(identity), warnings };
}

function readKnown(manifest: JsonMap, identity: Identity): ReadObject {
  const { group, kind } = identity;
  const read = OBJECT_READERS.get(`${group}/${kind}`);
  if (read !== undefined) return read(manifest, identity);
  const judged = dialectKind(group, kind);
  if (judged !== undefined) return readDialectObject(judged, manifest, identity);
  const known = otherPolicyKind(group, kind, manifest);
  if (known !== undefined) return { findings: [], unjudged: otherPolicy(known, manifest, identity) };
  if (hidesPods(group, kind)) return { findings: [], says: { ...identity, type: 'hidden' } };
  return hasPodTemplate(kind, manifest) ? readWorkloadObject(manifest, identity) : PASSED_BY;
}

function identityOf(manifest: JsonMap, kind: string, group: string, defaultNamespace: string): Identity {
  const metadata = mapAt(manifest, 'metadata');
  const generated = stringAt(metadata, 'generateName');
  const name = stringAt(metadata, 'name') || (generated ? `${generated}${GENERATED}` : '');
  const isInNone = CLUSTER_SCOPED.includes(`${group}/${kind}`) || dialectKind(group, kind)?.scope === 'Cluster';
  return { group, kind, name, namespace: isInNone ? '' : stringAt(metadata, 'namespace') || defaultNamespace };
}

/** Source: kubectl refuses what does not say its kind and the version of its API. */
function untyped(manifest: JsonMap, kind: string | undefined): ReadObject {
  const mayBePolicy = kind === undefined || kind === 'NetworkPolicy';
  const isObject = ['apiVersion', 'kind', 'metadata', 'spec'].some((name) => Object.hasOwn(manifest, name));
  const name = stringAt(mapAt(manifest, 'metadata'), 'name');
  return {
    findings: typeFindings(manifest),
    ...(mayBePolicy && isObject && { unjudged: faultyPolicy(manifest, { kind, name }) }),
  };
}

function typeFindings(manifest: JsonMap): Finding[] {
  const structure = new Structure();
  for (const name of ['apiVersion', 'kind']) {
    const found = structure.findings.length;
    if (structure.stringField(manifest, name, '') || structure.findings.length > found) continue;
    structure.add(required(name, '', 'say what kind of Kubernetes object this is'));
  }
  return structure.findings;
}
