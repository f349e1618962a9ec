import { UsageError } from '../files/usage-error';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import { answerOfKind, malformed } from './api-answer';
import type { Kubectl, KubectlAnswer } from './kubectl';
import type { ServedKind } from './list-pages';
import { ALWAYS_SERVED, SHOWN_AGAIN, WANTED_KINDS, type WantedKind } from './wanted-kinds';

/** A wanted kind, as the API server serves it. */
export interface FoundKind extends ServedKind {
  readonly wanted: WantedKind;
}

/** What the API server serves of what is wanted. */
export interface Discovered {
  readonly kinds: readonly FoundKind[];
  /** Kinds of which it cannot say whether it serves them, since their own server does not answer. */
  readonly unavailable: readonly WantedKind[];
  /** All API groups. */
  readonly groups: ReadonlySet<string>;
}

const CORE = 'core';

/**
 * Asks which of the wanted kinds there are. A kind that is not served does not exist in the cluster.
 * @throws UsageError where no API server of Kubernetes answers
 */
export function discover(kubectl: Kubectl): Discovered {
  const served = servedVersions(kubectl);
  const groups = new Set(served.keys());
  const byGroup = new Map<string, WantedKind[]>();
  for (const wanted of WANTED_KINDS) byGroup.set(wanted.group, [...(byGroup.get(wanted.group) ?? []), wanted]);
  const kinds: FoundKind[] = [];
  const unavailable: WantedKind[] = [];
  for (const [group, wanted] of byGroup) {
    const shownBy = SHOWN_AGAIN.get(group);
    const versions = shownBy !== undefined && groups.has(shownBy) ? [] : (served.get(group) ?? []);
    const found = new Map<string, FoundKind>();
    for (const version of versions) {
      const resources = resourcesOf(kubectl, version, group);
      if (resources === undefined) unavailable.push(...wanted);
      else for (const one of wanted) keepBest(found, foundIn(resources, one, version));
    }
    kinds.push(...found.values());
  }
  const order = new Map(WANTED_KINDS.map((wanted, index) => [wanted, index]));
  kinds.sort((a, b) => (order.get(a.wanted) ?? 0) - (order.get(b.wanted) ?? 0));
  requireBuiltIn(kinds);
  return { kinds, unavailable, groups };
}

/** Whatever lacks these would make a cluster look smaller, or open. */
function requireBuiltIn(kinds: readonly FoundKind[]): void {
  for (const [group, kind] of [
    [CORE, 'Namespace'],
    [CORE, 'Pod'],
    ['networking.k8s.io', 'NetworkPolicy'],
  ]) {
    if (!kinds.some((one) => one.group === group && one.kind === kind)) throw malformed('/apis', `has no kind ${kind}`);
  }
}

/** The versions of each API group, the preferred one first. */
function servedVersions(kubectl: Kubectl): Map<string, string[]> {
  const path = '/apis';
  const groups = field(answerOfKind(textOf(kubectl.get(path), path), 'APIGroupList', path), 'groups') ?? [];
  if (!Array.isArray(groups)) throw malformed(path, 'must have a list as groups');
  const served = new Map<string, string[]>([[CORE, ['v1']]]);
  for (const group of groups) {
    const name = isMap(group) ? field(group, 'name') : undefined;
    if (!isMap(group) || typeof name !== 'string') throw malformed(path, 'must hold groups with names');
    const preferred = versionOf(field(group, 'preferredVersion'), name);
    const all = field(group, 'versions') ?? [];
    if (!Array.isArray(all)) throw malformed(path, 'must hold groups with lists of versions');
    const versions = [preferred, ...all.map((version) => versionOf(version, name))].filter((one) => one !== undefined);
    served.set(name, [...new Set(versions)]);
  }
  const missing = ALWAYS_SERVED.filter((name) => !served.has(name));
  if (missing.length > 0) throw malformed(path, `must have the groups ${missing.join(', ')}`);
  return served;
}

/** It becomes a part of a path. */
const VERSION = /^v[0-9a-z]{1,30}$/;

function versionOf(value: unknown, group: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const version = isMap(value) ? field(value, 'version') : undefined;
  if (typeof version !== 'string' || !VERSION.test(version)) throw malformed('/apis', `has no version of ${group}`);
  return `${group}/${version}`;
}

/** The resources of a version of a group; undefined where its own server does not answer. */
function resourcesOf(kubectl: Kubectl, apiVersion: string, group: string): readonly JsonMap[] | undefined {
  const path = group === CORE ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
  const answer = kubectl.get(path);
  if (answer.type === 'unavailable' && !ALWAYS_SERVED.includes(group) && group !== CORE) return undefined;
  const list = answerOfKind(textOf(answer, path), 'APIResourceList', path);
  if (field(list, 'groupVersion') !== apiVersion) throw malformed(path, `must be of ${apiVersion}`);
  const resources = field(list, 'resources') ?? [];
  if (!Array.isArray(resources) || !resources.every(isMap)) throw malformed(path, 'must have a list as resources');
  return resources;
}

/** It becomes a part of a path, and names no part of an object, as `pods/exec` does. */
const RESOURCE = /^[a-z0-9-]{1,253}$/;

function foundIn(resources: readonly JsonMap[], wanted: WantedKind, apiVersion: string): FoundKind | undefined {
  const { group, kind } = wanted;
  for (const resource of resources) {
    const name = field(resource, 'name');
    if (field(resource, 'kind') !== kind || typeof name !== 'string' || !RESOURCE.test(name)) continue;
    const namespaced = field(resource, 'namespaced');
    const verbs = field(resource, 'verbs');
    if (typeof namespaced !== 'boolean' || !Array.isArray(verbs))
      throw malformed(apiVersion, `must say more of ${name}`);
    if (!verbs.includes('list')) continue;
    return { group, kind, apiVersion, resource: name, namespaced, wanted };
  }
  return undefined;
}

/** The first version is the preferred one; one that is read counts before those that are not. */
function keepBest(found: Map<string, FoundKind>, one: FoundKind | undefined): void {
  if (one === undefined) return;
  const before = found.get(one.kind);
  if (before === undefined || rankOf(one) < rankOf(before)) found.set(one.kind, one);
}

function rankOf({ apiVersion, wanted: { versions = [] } }: FoundKind): number {
  const index = versions.indexOf(apiVersion.slice(apiVersion.indexOf('/') + 1));
  return index < 0 ? versions.length : index;
}

function textOf(answer: KubectlAnswer, path: string): string {
  if (answer.type === 'text') return answer.text;
  throw new UsageError(
    `${path}: ${answer.message}`,
    'reading which kinds there are is allowed to every user by default',
  );
}
