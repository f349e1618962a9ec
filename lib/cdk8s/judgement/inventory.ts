import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type DeclaredPods, readDeclaredPods } from '../../cluster/declared-pods';
import { mapAt, stringAt, stringMapAt } from '../../cluster/json';
import { isOtherPolicy } from '../../cluster/kinds/other-policies';
import { groupOf, isList, objectsIn } from '../../cluster/lists';
import { readService, type Service } from '../../cluster/service';
import { WORKLOAD_GROUPS } from '../../cluster/workload';
import {
  type LabelSelector,
  NETWORK_POLICY_KIND,
  type NetworkPolicyManifest,
  type StringMap,
} from '../../policy/manifest';
import { selectorMatches } from '../../policy/selector';
import { type Finding, unreadable } from '../../policy/validation/finding';
import { isMap, type JsonMap } from '../../policy/validation/structure';
import { PolicyObject } from '../constructs/policy-object';

/** An object of the app that no boundary wrote, and what was read from it. */
export interface Declared<T> {
  /** The construct that writes it; a `List` writes several. */
  readonly object: ApiObject;
  readonly value: T;
}

const NOTHING: JsonMap = {};

/**
 * What others declare in the app: cdk8s-plus, imported classes, plain ApiObjects, Include and Helm alike, each read from
 * its own `toJson()`. Only the kinds that are asked for are read.
 */
export class Inventory {
  /** What keeps an object from being read, and so from being judged. */
  readonly unread = new Map<ApiObject, Finding>();

  private readonly manifests = new Map<ApiObject, JsonMap>();
  private readonly foreign: readonly ApiObject[];
  private known: ReadonlySet<ApiObject> | undefined;
  private readServices: readonly Service[] | undefined;
  private workloads: ReadonlyMap<string, ReadonlyMap<string, Declared<DeclaredPods>[]>> | undefined;

  constructor(constructs: readonly IConstruct[]) {
    this.foreign = constructs.filter(
      (construct): construct is ApiObject => ApiObject.isApiObject(construct) && !PolicyObject.is(construct),
    );
  }

  /** Whatever anyone but a boundary declares. */
  objects(): readonly ApiObject[] {
    return this.foreign;
  }

  /** Whether an object is one of those. */
  declares(object: ApiObject): boolean {
    this.known ??= new Set(this.foreign);
    return this.known.has(object);
  }

  /** The NetworkPolicies that others wrote, not validated. */
  policies(): Declared<NetworkPolicyManifest>[] {
    return this.ofKind('networking.k8s.io', NETWORK_POLICY_KIND) as unknown as Declared<NetworkPolicyManifest>[];
  }

  /** The Services that are declared. */
  services(): readonly Service[] {
    this.readServices ??= this.ofKind('core', 'Service').flatMap(({ value }) => readService(value) ?? []);
    return this.readServices;
  }

  /** The labels of the namespaces that are declared, by name. */
  namespaceLabels(): Map<string, StringMap> {
    return new Map(
      this.ofKind('core', 'Namespace').map(({ value }) => [
        stringAt(mapAt(value, 'metadata'), 'name') ?? '',
        stringMapAt(value, 'metadata', 'labels'),
      ]),
    );
  }

  /** Whether there may be a policy of another API, judged or not; as far as constructs say what they are. */
  holdsOtherPolicies(): boolean {
    return this.foreign.some(
      ({ kind, apiGroup }) => isList(kind) || isOtherPolicy(apiGroup, kind) || isJudgedPolicy(apiGroup, kind),
    );
  }

  /** Whether there is a policy of another API that is judged, which may deny what NetworkPolicies allow. */
  holdsJudgedPolicies(): boolean {
    return this.foreign.some((object) =>
      isList(object.kind)
        ? this.itemsOf(object).some(({ value }) =>
            isJudgedPolicy(groupOf(stringAt(value, 'apiVersion')), stringAt(value, 'kind') ?? ''),
          )
        : isJudgedPolicy(object.apiGroup, object.kind),
    );
  }

  /** Whether others declare workloads or NetworkPolicies, as far as constructs say what they are. */
  holdsWorkloadsOrPolicies(): boolean {
    return this.foreign.some(({ kind }) => isList(kind) || kind === NETWORK_POLICY_KIND || WORKLOAD_GROUPS.has(kind));
  }

  /** Every object of a kind of whatever group, as far as its construct says so. */
  objectsOfKind(kind: string): ApiObject[] {
    return this.foreign.filter((object) => object.kind === kind);
  }

  /** Whatever makes pods in this namespace that carry all of these labels; what names no namespace is in `default`. */
  workloadsLabelled(namespace: string, labels: StringMap): Declared<DeclaredPods>[] {
    this.workloads ??= this.readWorkloads();
    const byLabel = this.workloads.get(namespace);
    if (byLabel === undefined) return [];
    const candidates = Object.entries(labels).map((label) => byLabel.get(label.join('=')) ?? []);
    const [rarest = []] = candidates.sort((a, b) => a.length - b.length);
    return rarest.filter(({ value }) => selectorMatches({ matchLabels: labels }, value.labels));
  }

  /** Whether a workload of the app makes pods that a selector selects in this namespace. */
  declaresPods(namespace: string, selector: LabelSelector): boolean {
    this.workloads ??= this.readWorkloads();
    const byLabel = this.workloads.get(namespace);
    return [...(byLabel?.values() ?? [])].some((workloads) =>
      workloads.some(({ value }) => selectorMatches(selector, value.labels)),
    );
  }

  /** The manifest as cdk8s will write it; empty, and a finding, where that cannot be read. */
  manifestOf(object: ApiObject): JsonMap {
    const known = this.manifests.get(object);
    if (known !== undefined) return known;
    let manifest = NOTHING;
    try {
      manifest = object.toJson() as JsonMap;
    } catch (error) {
      this.unread.set(object, unreadable('', error, 'correct this object: cdk8s could not write it either'));
    }
    this.manifests.set(object, manifest);
    return manifest;
  }

  /** The name by which cdk8s will write an object. */
  writtenName(object: ApiObject): string | undefined {
    return stringAt(mapAt(this.manifestOf(object), 'metadata'), 'name');
  }

  private ofKind(group: string, kind: string): Declared<JsonMap>[] {
    return this.foreign.flatMap((object): Declared<JsonMap>[] => {
      if (object.kind === kind && object.apiGroup === group) return [{ object, value: this.manifestOf(object) }];
      if (!isList(object.kind)) return [];
      return this.itemsOf(object).filter(
        ({ value }) => stringAt(value, 'kind') === kind && groupOf(stringAt(value, 'apiVersion')) === group,
      );
    });
  }

  private itemsOf(object: ApiObject): Declared<JsonMap>[] {
    return [...objectsIn(this.manifestOf(object))].flatMap(({ value }) => (isMap(value) ? { object, value } : []));
  }

  /** By namespace and by each of their labels, so that thousands of workloads are not compared with one another. */
  private readWorkloads(): Map<string, Map<string, Declared<DeclaredPods>[]>> {
    const workloads = new Map<string, Map<string, Declared<DeclaredPods>[]>>();
    for (const { object, value: manifest } of this.foreign.flatMap((object) => this.itemsOf(object))) {
      const value = readDeclaredPods(manifest);
      if (value === undefined) continue;
      const namespace = value.namespace || 'default';
      const byLabel = entryOf(workloads, namespace, () => new Map<string, Declared<DeclaredPods>[]>());
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

/** Whether a kind is a policy of another API that is judged. What reads these is loaded where there may be one. */
function isJudgedPolicy(group: string, kind: string): boolean {
  // Groups of custom resources are domain names.
  if (!group.includes('.')) return false;
  const { dialectKind }: typeof import('../../dialects/dialects') = require('../../dialects/dialects');
  return dialectKind(group, kind)?.role === 'policy';
}
