import { NETWORK_POLICY_KIND } from '../policy/manifest';
import type { Finding } from '../policy/validation/finding';
import { dnsLabelProblems } from '../policy/validation/names';
import { isMap, type JsonMap, Structure } from '../policy/validation/structure';
import { checkMetadata } from '../policy/validation/validate-metadata';
import { validateNetworkPolicy } from '../policy/validation/validate-network-policy';
import { checkWorkload } from './check-workload';
import type { ClusterObject, ReadObject } from './cluster-object';
import { podPath } from './declared-pods';
import { readEndpoints } from './endpoints';
import type { DeclaredCalls } from './entries/declared-caller';
import { GATEWAY_API, readGateway } from './entries/read-gateway';
import { readIngress, readIngressClass } from './entries/read-ingress';
import { readPodMonitor, readServiceMonitor } from './entries/read-monitor';
import { ROUTE_KINDS, readGatewayRoute, readOpenShiftRoute, readReferenceGrant } from './entries/read-route';
import { readAdmission, readApiService, readConversion } from './entries/read-webhook';
import type { Identity } from './identity';
import { mapAt, stringMapAt } from './json';
import { readNode } from './node';
import { readPolicy } from './policy';
import { checkService, readService } from './service';
import { faultyPolicy } from './unjudged';
import { readUnread, UNREAD } from './unread-object';
import { readEndedPod, readWorkload, WORKLOAD_GROUPS } from './workload';

type Reader = (manifest: JsonMap, identity: Identity) => ReadObject;

/** What reads the objects of a kind, by its API group and name. */
export const OBJECT_READERS: ReadonlyMap<string, Reader> = new Map([
  ['core/Namespace', readNamespace],
  ['core/Service', readServiceObject],
  ['core/Node', readNodeObject],
  ['core/ServiceAccount', readServiceAccount],
  ['core/Endpoints', readEndpointsObject],
  ['discovery.k8s.io/EndpointSlice', readEndpointsObject],
  ['networking.k8s.io/Ingress', readerOfCalls(readIngress)],
  ['extensions/Ingress', readerOfCalls(readIngress)],
  ['networking.k8s.io/IngressClass', readerOfCalls(readIngressClass)],
  ['route.openshift.io/Route', readerOfCalls(readOpenShiftRoute)],
  [`${GATEWAY_API}/Gateway`, readerOfCalls(readGateway)],
  [`${GATEWAY_API}/ReferenceGrant`, readerOfCalls(readReferenceGrant)],
  ...ROUTE_KINDS.map((kind): [string, Reader] => [`${GATEWAY_API}/${kind}`, readerOfCalls(readGatewayRoute)]),
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', readerOfCalls(readAdmission)],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', readerOfCalls(readAdmission)],
  ['apiextensions.k8s.io/CustomResourceDefinition', readerOfCalls(readConversion)],
  ['apiregistration.k8s.io/APIService', readerOfCalls(readApiService)],
  ['monitoring.coreos.com/PodMonitor', readerOfCalls(readPodMonitor)],
  ['monitoring.coreos.com/ServiceMonitor', readerOfCalls(readServiceMonitor)],
  [`networking.k8s.io/${NETWORK_POLICY_KIND}`, readPolicyObject],
  ...[...WORKLOAD_GROUPS].map(([kind, group]): [string, Reader] => [`${group}/${kind}`, readWorkloadObject]),
  [`${UNREAD.group}/${UNREAD.kind}`, readUnread],
]);

/** The kinds and API groups whose objects say something about who reaches whom. */
export const OBJECT_KINDS: ReadonlySet<string> = new Set(
  Array.from(OBJECT_READERS.keys(), (name) => splitName(name).kind),
);
export const OBJECT_GROUPS: ReadonlySet<string> = new Set(
  Array.from(OBJECT_READERS.keys(), (name) => splitName(name).group),
);

function splitName(name: string) {
  const [group = '', kind = ''] = name.split('/');
  return { group, kind };
}

/** Whether an object of whatever kind holds the template of pods. */
export function hasPodTemplate(kind: string, manifest: JsonMap): boolean {
  const spec = mapAt(manifest, ...podPath(kind)).spec;
  return isMap(spec) && Array.isArray(spec.containers);
}

function readNamespace(manifest: JsonMap, identity: Identity): ReadObject {
  const { structure, warnings } = metadataOf(manifest, 'refused');
  const { name } = identity;
  if (name !== '') structure.reject('metadata.name', name, dnsLabelProblems(name), 'write a name such as shop');
  return said(structure, warnings, () => ({
    ...identity,
    type: 'namespace',
    labels: stringMapAt(manifest, 'metadata', 'labels'),
  }));
}

function readServiceObject(manifest: JsonMap, identity: Identity): ReadObject {
  const { structure, warnings } = metadataOf(manifest);
  checkService(structure, manifest);
  return said(structure, warnings, () => {
    const service = readService(manifest);
    return service && { ...identity, type: 'service', service };
  });
}

/** Policies of some APIs select pods by the labels of their ServiceAccounts. */
function readServiceAccount(manifest: JsonMap, identity: Identity): ReadObject {
  const { structure, warnings } = metadataOf(manifest);
  const labels = stringMapAt(manifest, 'metadata', 'labels');
  return said(structure, warnings, () => ({ ...identity, type: 'service-account', labels }));
}

/** Nodes are written by kubelets: what is wrong with one is no concern of policies. */
function readNodeObject(manifest: JsonMap, identity: Identity): ReadObject {
  return { findings: [], says: { ...identity, type: 'node', node: readNode(manifest) } };
}

/** What is wrong with them is no concern of policies either. */
function readEndpointsObject(manifest: JsonMap, identity: Identity): ReadObject {
  const read = readEndpoints(identity.kind, manifest);
  return { findings: [], ...(read && { says: { ...identity, type: 'endpoints', ...read } }) };
}

/** What is wrong with such an object is no concern of policies either. */
function readerOfCalls(read: (manifest: JsonMap, namespace: string) => DeclaredCalls): Reader {
  return (manifest, identity) => {
    const calls = read(manifest, identity.namespace);
    const { permits = [], unread = [], listeners, ingressClass } = calls;
    const isAbout = listeners !== undefined || ingressClass !== undefined;
    const saysSomething = isAbout || calls.calls.length + permits.length + unread.length > 0;
    return { findings: [], ...(saysSomething && { says: { ...identity, type: 'caller', calls } }) };
  };
}

export function readWorkloadObject(manifest: JsonMap, identity: Identity): ReadObject {
  const { structure, warnings } = metadataOf(manifest, identity.kind === 'Pod' ? 'refused' : 'taken');
  const doubtful = new Structure();
  checkWorkload(structure, doubtful, identity.kind, manifest);
  return said(structure, warnings.concat(doubtful.findings), () => {
    const workload = readWorkload(identity, manifest);
    const { group, kind, name, namespace } = identity;
    if (workload !== undefined) return { group, kind, name, namespace, type: 'workload', workload };
    const pod = readEndedPod(identity, manifest);
    return pod && { ...identity, type: 'ended-pod', pod };
  });
}

/** A finding that leaves the policy's meaning clear is for lint to report. */
function readPolicyObject(manifest: JsonMap, identity: Identity): ReadObject {
  const findings = validateNetworkPolicy(manifest);
  if (findings.some(({ meaning }) => meaning !== 'clear')) {
    return { findings, unjudged: faultyPolicy(manifest, identity, identity.namespace) };
  }
  const { group, kind, name, namespace } = identity;
  const { manifest: own, emptied } = readPolicy(manifest);
  return { says: { group, kind, name, namespace, type: 'policy', manifest: own, emptied }, findings: NONE };
}

/** The fields of metadata that say which object this is, and by which labels it is found. */
const MATTERS = /^metadata($|\.(name|generateName|namespace|labels)\b)/;

/** Judges the metadata that every object has, except unknown fields; what no policy can see is a warning. */
function metadataOf(
  manifest: JsonMap,
  emptyLabels?: 'refused' | 'taken',
): { readonly structure: Structure; readonly warnings: readonly Finding[] } {
  const structure = new Structure();
  const metadata = structure.mapField(manifest, 'metadata', '', '{name: web}');
  if (structure.findings.length > 0) return { structure, warnings: NONE };
  checkMetadata(structure, metadata ?? {}, 'metadata', emptyLabels);
  if (structure.findings.length === 0) return { structure, warnings: NONE };
  const matters = new Structure();
  const warnings: Finding[] = [];
  for (const finding of structure.findings) {
    if (finding.meaning === 'clear') continue;
    if (MATTERS.test(finding.path)) matters.add(finding);
    else warnings.push(finding);
  }
  return { structure: matters, warnings };
}

const NONE: readonly Finding[] = [];

function said(structure: Structure, warnings: readonly Finding[], says: () => ClusterObject | undefined): ReadObject {
  const findings =
    structure.findings.length === 0 ? NONE : structure.findings.filter(({ meaning }) => meaning !== 'clear');
  return findings.length > 0 ? { findings, warnings } : { says: says(), findings, warnings };
}
