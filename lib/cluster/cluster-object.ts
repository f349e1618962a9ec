import { NETWORK_POLICY_KIND, type NetworkPolicyManifest, type StringMap } from '../policy/manifest';
import { kindOf, oneLine } from '../policy/unknown-value';
import { type FieldPath, type Finding, invalid, required } from '../policy/validation/finding';
import { dnsLabelProblems } from '../policy/validation/names';
import { isMap, type JsonMap, Structure } from '../policy/validation/structure';
import { checkMetadata } from '../policy/validation/validate-metadata';
import { validateNetworkPolicy } from '../policy/validation/validate-network-policy';
import { checkWorkload } from './check-workload';
import { mapAt, stringAt, stringMapAt } from './json';
import { groupOf, isList } from './lists';
import { emptiedFields, readPolicy } from './policy';
import { checkService, readService, type Service } from './service';
import { type DeclaredWorkload, readWorkload, WORKLOAD_GROUPS } from './workload';

/** What one object says of a cluster. */
export type ClusterObject = { readonly kind: string; readonly name: string; readonly namespace: string } & (
  | { readonly type: 'namespace'; readonly labels: StringMap }
  | { readonly type: 'workload'; readonly workload: DeclaredWorkload }
  | { readonly type: 'service'; readonly service: Service }
  | { readonly type: 'policy'; readonly manifest: NetworkPolicyManifest; readonly emptied: readonly FieldPath[] }
);

/** An object as it was read: what it says, or why it says nothing; neither for what a cluster does not hold. */
export interface ReadObject {
  readonly says?: ClusterObject;
  /** What an object with findings calls itself. */
  readonly title?: string;
  readonly findings: readonly Finding[];
}

/** Ends a name of which the manifest says the beginning only; no name that a manifest says may hold it. */
export const GENERATED = '*';

const PASSED_BY: ReadObject = { findings: [] };

/** Reads one object of any kind; what is not about pods, Services, namespaces or policies is passed by. */
export function readObject(manifest: unknown, defaultNamespace: string): ReadObject {
  if (!isMap(manifest)) {
    const detail = `must be a Kubernetes object, not ${kindOf(manifest)}`;
    return { findings: [invalid('', manifest, detail, 'write a map with apiVersion, kind and metadata')] };
  }
  const kind = stringAt(manifest, 'kind');
  const apiVersion = stringAt(manifest, 'apiVersion');
  if (!kind || !apiVersion) return { findings: typeFindings(manifest) };
  if (isList(kind)) {
    const detail = 'must be a list of objects, and lists must not be nested too deep';
    return {
      title: oneLine(kind),
      findings: [invalid('items', manifest.items, detail, 'write each object by itself')],
    };
  }
  const read = READERS.get(`${groupOf(apiVersion)}/${kind}`);
  if (read === undefined) return PASSED_BY;
  const metadata = mapAt(manifest, 'metadata');
  const generated = stringAt(metadata, 'generateName');
  const name = stringAt(metadata, 'name') || (generated ? `${generated}${GENERATED}` : '');
  const namespace = kind === 'Namespace' ? '' : stringAt(metadata, 'namespace') || defaultNamespace;
  const identity: Identity = { kind, name, namespace };
  const { says, findings } = read(manifest, identity);
  return findings.length === 0 ? { says, findings } : { title: titleOf(identity), findings };
}

/** What an object calls itself, as in `NetworkPolicy shop/deny`. */
export function titleOf({ kind, namespace, name }: Identity): string {
  return oneLine(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
}

/** Source: kubectl refuses what does not say its kind and the version of its API. */
function typeFindings(manifest: JsonMap): Finding[] {
  const structure = new Structure();
  for (const name of ['apiVersion', 'kind']) {
    const found = structure.findings.length;
    if (structure.stringField(manifest, name, '') || structure.findings.length > found) continue;
    structure.add(required(name, '', 'say what kind of Kubernetes object this is'));
  }
  return structure.findings;
}

type Identity = Pick<ClusterObject, 'kind' | 'name' | 'namespace'>;
type Reader = (manifest: JsonMap, identity: Identity) => Omit<ReadObject, 'title'>;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['core/Namespace', readNamespace],
  ['core/Service', readServiceObject],
  [`networking.k8s.io/${NETWORK_POLICY_KIND}`, readPolicyObject],
  // Gone since Kubernetes 1.16; whoever still has one believes that it protects something.
  [`extensions/${NETWORK_POLICY_KIND}`, readPolicyObject],
  ...[...WORKLOAD_GROUPS].map(([kind, group]): [string, Reader] => [`${group}/${kind}`, readWorkloadObject]),
]);

function readNamespace(manifest: JsonMap, identity: Identity): Omit<ReadObject, 'title'> {
  const structure = metadataOf(manifest);
  const { name } = identity;
  if (name !== '') structure.reject('metadata.name', name, dnsLabelProblems(name), 'write a name such as shop');
  return said(structure, () => ({
    ...identity,
    type: 'namespace',
    labels: stringMapAt(manifest, 'metadata', 'labels'),
  }));
}

function readServiceObject(manifest: JsonMap, identity: Identity): Omit<ReadObject, 'title'> {
  const structure = metadataOf(manifest);
  checkService(structure, manifest);
  return said(structure, () => {
    const service = readService(manifest);
    return service && { ...identity, type: 'service', service };
  });
}

function readWorkloadObject(manifest: JsonMap, identity: Identity): Omit<ReadObject, 'title'> {
  const structure = metadataOf(manifest);
  checkWorkload(structure, identity.kind, manifest);
  return said(structure, () => {
    const workload = readWorkload(identity.kind, manifest);
    return workload && { ...identity, type: 'workload', workload };
  });
}

/** A finding that leaves the policy's meaning clear is for lint to tell. */
function readPolicyObject(manifest: JsonMap, identity: Identity): Omit<ReadObject, 'title'> {
  const findings = validateNetworkPolicy(manifest);
  if (findings.some(({ meaning }) => meaning !== 'clear')) return { findings };
  const emptied = emptiedFields(manifest);
  return { says: { ...identity, type: 'policy', manifest: readPolicy(manifest), emptied }, findings: [] };
}

/** Judges the metadata that every object has, but for fields that nobody knows. */
function metadataOf(manifest: JsonMap): Structure {
  const structure = new Structure();
  const metadata = structure.mapField(manifest, 'metadata', '', '{name: web}');
  if (metadata !== undefined || structure.findings.length === 0) checkMetadata(structure, metadata ?? {}, 'metadata');
  return structure;
}

function said(structure: Structure, says: () => ClusterObject | undefined): Omit<ReadObject, 'title'> {
  const findings = structure.findings.filter(({ meaning }) => meaning !== 'clear');
  return findings.length > 0 ? { findings } : { says: says(), findings };
}
