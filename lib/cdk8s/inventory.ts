import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { stringMapAt } from '../cluster/json';
import { readWorkload, type Workload } from '../cluster/workload';
import { NETWORK_POLICY_KIND, type NetworkPolicyManifest, type StringMap } from '../policy/manifest';
import { selectorMatches } from '../policy/selector';
import type { JsonMap } from '../policy/validation/structure';
import { PolicyObject } from './policy-object';

/** An object of the app that no boundary wrote, and its manifest as cdk8s will write it. */
export interface Declared<T> {
  readonly object: ApiObject;
  readonly value: T;
}

/**
 * What others declare in the app: cdk8s-plus, imported classes, plain ApiObjects, Include and Helm alike, each read from
 * its own `toJson()`. Only the kinds that are asked for are read.
 */
export class Inventory {
  private readonly manifests = new Map<ApiObject, JsonMap>();
  private readonly foreign: readonly ApiObject[];
  private workloads: ReadonlyMap<string | undefined, ReadonlyMap<string, Declared<Workload>[]>> | undefined;

  constructor(constructs: readonly IConstruct[]) {
    this.foreign = constructs.filter(
      (construct): construct is ApiObject => ApiObject.isApiObject(construct) && !PolicyObject.is(construct),
    );
  }

  /** The NetworkPolicies that others wrote; nobody has validated them. */
  policies(): Declared<NetworkPolicyManifest>[] {
    return this.foreign
      .filter(({ kind, apiGroup }) => kind === NETWORK_POLICY_KIND && apiGroup === 'networking.k8s.io')
      .map((object) => ({ object, value: this.manifestOf(object) as unknown as NetworkPolicyManifest }));
  }

  /** The labels of the namespaces that are declared, by name. */
  namespaceLabels(): Map<string, StringMap> {
    return new Map(
      this.foreign
        .filter(({ kind, apiVersion }) => kind === 'Namespace' && apiVersion === 'v1')
        .map((object) => [object.name, stringMapAt(this.manifestOf(object), 'metadata', 'labels')]),
    );
  }

  /** Whatever makes pods in this namespace that carry all of these labels. */
  workloadsLabelled(namespace: string, labels: StringMap): Declared<Workload>[] {
    this.workloads ??= this.readWorkloads();
    const byLabel = this.workloads.get(namespace);
    const [label] = Object.entries(labels);
    if (byLabel === undefined || label === undefined) return [];
    const candidates = byLabel.get(label.join('=')) ?? [];
    return candidates.filter(({ value }) => selectorMatches({ matchLabels: labels }, value.labels));
  }

  manifestOf(object: ApiObject): JsonMap {
    const known = this.manifests.get(object);
    if (known !== undefined) return known;
    const manifest = object.toJson() as JsonMap;
    this.manifests.set(object, manifest);
    return manifest;
  }

  /** By namespace and by each of their labels, so that thousands of workloads are not compared with one another. */
  private readWorkloads(): Map<string | undefined, Map<string, Declared<Workload>[]>> {
    const workloads = new Map<string | undefined, Map<string, Declared<Workload>[]>>();
    for (const object of this.foreign) {
      const value = readWorkload(this.manifestOf(object));
      if (value === undefined) continue;
      const byLabel = entryOf(workloads, value.namespace, () => new Map<string, Declared<Workload>[]>());
      for (const label of Object.entries(value.labels))
        entryOf(byLabel, label.join('='), () => []).push({ object, value });
    }
    return workloads;
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
