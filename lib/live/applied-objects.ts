import { podPath } from '../cluster/declared-pods';
import { groupOf, objectsIn } from '../cluster/lists';
import { hasPodTemplate } from '../cluster/object-readers';
import { dialectKind } from '../dialects/dialects';
import { NETWORK_POLICY_KIND } from '../policy/manifest';
import { isUnstable } from '../policy/unstable-labels';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import { mapIn, mapsIn, textIn } from './object-fields';

/** How objects are applied. */
export interface ApplyOptions {
  /** The namespace of objects that name none. */
  readonly defaultNamespace: string;
  /** Whether policies that are not among them are removed, in each namespace in which some of them are. */
  readonly prune: boolean;
}

/**
 * Objects as `kubectl apply` would bring them into a cluster: they take the place of those of the same names, and what else is in
 * the cluster stays. Pods of a workload that gets other labels go with its old ones.
 */
export class AppliedObjects {
  private readonly names = new Set<string>();
  /** The labels of pods to come, by the kind and name of what makes them. */
  private readonly templates = new Map<string, JsonMap>();
  /** Kinds of policies with the namespaces in which some of them are. */
  private readonly policies = new Set<string>();

  constructor(private readonly options: ApplyOptions) {}

  add(value: unknown): void {
    for (const { value: object } of objectsIn(value)) if (isMap(object)) this.addObject(object);
  }

  private addObject(object: JsonMap): void {
    const { kind, name, namespace } = identityOf(object);
    // Whether a kind is in namespaces shows in the cluster.
    const namespaces = namespace === '' ? ['', this.options.defaultNamespace] : [namespace];
    for (const one of namespaces) {
      this.names.add(keyOf(object, one, name));
      if (isPolicy(object)) this.policies.add(keyOf(object, one));
      if (hasPodTemplate(kind, object))
        this.templates.set(`${kind} ${one}/${name}`, mapIn(object, ...podPath(kind), 'metadata', 'labels'));
    }
  }

  /** Whether an object of the cluster is still there when these are applied. */
  leaves(object: JsonMap): boolean {
    const { name, namespace } = identityOf(object);
    if (this.names.has(keyOf(object, namespace, name))) return false;
    if (this.options.prune && isPolicy(object) && this.policies.has(keyOf(object, namespace))) return false;
    return !this.isOutdated(object);
  }

  /** Whether it is a pod, or what makes pods, of a workload whose pods get other labels. */
  private isOutdated(object: JsonMap): boolean {
    const { kind, namespace } = identityOf(object);
    const owner = mapsIn(mapIn(object, 'metadata'), 'ownerReferences').find((one) => field(one, 'controller') === true);
    if (owner === undefined) return false;
    const [ownerKind, ownerName] = [textIn(owner, 'kind'), textIn(owner, 'name')];
    const made = /^(.+)-[^-]+$/.exec(ownerName)?.[1] ?? '';
    const makers = [`${ownerKind} ${namespace}/${ownerName}`];
    if (ownerKind === 'ReplicaSet') makers.push(`Deployment ${namespace}/${made}`);
    if (ownerKind === 'Job') makers.push(`CronJob ${namespace}/${made}`);
    const template = makers.map((maker) => this.templates.get(maker)).find((one) => one !== undefined);
    if (template === undefined) return false;
    const labels =
      kind === 'Pod' ? mapIn(object, 'metadata', 'labels') : mapIn(object, ...podPath(kind), 'metadata', 'labels');
    return !areOf(template, labels);
  }
}

/** Whether pods with these labels can be of a template: what controllers and releases add does not count. */
function areOf(template: JsonMap, labels: JsonMap): boolean {
  const isSame = Object.keys(template).every((key) => field(labels, key) === field(template, key));
  return isSame && Object.keys(labels).every((key) => Object.hasOwn(template, key) || isUnstable(key));
}

function isPolicy(object: JsonMap): boolean {
  const { kind } = identityOf(object);
  const group = groupOf(textIn(object, 'apiVersion'));
  return (group === 'networking.k8s.io' && kind === NETWORK_POLICY_KIND) || dialectKind(group, kind) !== undefined;
}

function identityOf(object: JsonMap): { readonly kind: string; readonly name: string; readonly namespace: string } {
  const metadata = mapIn(object, 'metadata');
  return { kind: textIn(object, 'kind'), name: textIn(metadata, 'name'), namespace: textIn(metadata, 'namespace') };
}

function keyOf(object: JsonMap, namespace: string, name = ''): string {
  return `${groupOf(textIn(object, 'apiVersion'))}/${textIn(object, 'kind')} ${namespace}/${name}`;
}
