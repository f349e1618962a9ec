import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { stringMapAt } from '../cluster/json';
import { readWorkload, type Workload } from '../cluster/workload';
import { NETWORK_POLICY_KIND, type NetworkPolicyManifest, type StringMap } from '../policy/manifest';
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
  private workloads: ReadonlyMap<string | undefined, readonly Declared<Workload>[]> | undefined;

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

  /** Whatever makes pods in this namespace. */
  workloadsIn(namespace: string): readonly Declared<Workload>[] {
    this.workloads ??= this.readWorkloads();
    return this.workloads.get(namespace) ?? [];
  }

  manifestOf(object: ApiObject): JsonMap {
    const known = this.manifests.get(object);
    if (known !== undefined) return known;
    const manifest = object.toJson() as JsonMap;
    this.manifests.set(object, manifest);
    return manifest;
  }

  /** Whether the other inventory, taken later, would answer as this one did to everything that it was asked. */
  saysTheSameAs(later: Inventory): boolean {
    return (
      this.foreign.length === later.foreign.length &&
      this.foreign.every((object, index) => object === later.foreign[index]) &&
      [...this.manifests].every(
        ([object, manifest]) => JSON.stringify(later.manifestOf(object)) === JSON.stringify(manifest),
      )
    );
  }

  private readWorkloads(): Map<string | undefined, Declared<Workload>[]> {
    const workloads = new Map<string | undefined, Declared<Workload>[]>();
    for (const object of this.foreign) {
      const value = readWorkload(this.manifestOf(object));
      if (value === undefined) continue;
      const inNamespace = workloads.get(value.namespace);
      if (inNamespace === undefined) workloads.set(value.namespace, [{ object, value }]);
      else inNamespace.push({ object, value });
    }
    return workloads;
  }
}
