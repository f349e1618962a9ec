import { type ApiObject, type App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { mapAt, stringAt } from '../../cluster/json';
import { isFixedName, isSharedByCharts } from '../../patterns/fixed-names';
import { describeFinding } from '../../patterns/written';
import { NETWORK_POLICY_KIND } from '../../policy/manifest';
import { withSortedKeys } from '../../policy/unknown-value';
import { duplicate } from '../../policy/validation/finding';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import type { PolicyObject } from '../constructs/policy-object';
import type { Inventory } from './inventory';
import { isGrant, type JudgedBoundary, type SettledApp } from './judged';
import { patchedManifest } from './written-policies';

/** An object that writes something called NetworkPolicy, by the name that will be written. */
interface Named {
  readonly object: ApiObject;
  readonly owner: IConstruct;
  readonly name: string;
  readonly namespace: string;
  readonly spec: unknown;
}

/** Names that the same constructs write, all of them. */
interface Collision {
  readonly writers: readonly IConstruct[];
  /** Who reports it: boundaries, and the root for what others wrote. */
  readonly owners: readonly IConstruct[];
  readonly names: string[];
  /** The policies of the first of them, as they are named. */
  readonly named: readonly Named[];
  /** Whether what they write under a name is the same. */
  isSame: boolean;
}

/**
 * Two policies of one namespace and name, of which the cluster would keep the one applied last; and two that cdk8s would
 * write into one file, of which it keeps the one written last. Constructs that collide are reported once, whatever the
 * number of their policies: at the last boundary among them, or at the root where there is none.
 */
export function collisionsOf(root: IConstruct, apps: readonly SettledApp[]): (readonly [IConstruct, string])[] {
  const lines: (readonly [IConstruct, string])[] = [];
  const report = (
    { owners, writers, names }: Collision,
    [one, many]: readonly [string, string],
    why: string,
    fix: string,
  ) => {
    const what = names.length === 1 ? `${one} ${names[0]} is` : `${many} ${listed(names)} are`;
    const detail = `${what} written by ${listed(writers.map(({ node }) => node.path))}: ${why}`;
    const last = owners.filter((owner) => owner !== root).at(-1) ?? root;
    lines.push([last, describeFinding(duplicate('metadata.name', undefined, detail, fix))]);
  };

  const fileName = fileOf(root);
  const reported = new Set<ApiObject>();
  const all = apps.map(({ boundaries, inventory }) => {
    const own = boundaries.flatMap((owner) =>
      owner._policyObjects.map((object, index) => namedOf(object, owner, index)),
    );
    const others = inventory
      .policies()
      .map(({ object, value }): Named => ({ object, owner: root, ...namedIn(value as never) }));
    const ofOneName = groupsOf([...own, ...others], ({ namespace, name }) => `${namespace}/${name}`);
    for (const collision of byWriters(root, ofOneName, ({ namespace, name }) => `${namespace}/${name}`)) {
      report(
        collision,
        ['NetworkPolicy', 'NetworkPolicies'],
        'the cluster keeps only one of a name',
        nameFix(collision),
      );
    }
    for (const { object } of ofOneName.flat()) reported.add(object);
    return fileName === undefined ? [] : [...own, ...filesOfOthers(root, inventory)];
  });
  if (fileName === undefined) return lines;
  const ofOneFile = groupsOf(all.flat(), fileName).filter(
    (group) => !group.every(({ object }) => reported.has(object)),
  );
  for (const collision of byWriters(root, ofOneFile, ({ name }) => `NetworkPolicy.${name}`)) {
    report(
      collision,
      ['the file', 'the files'],
      'cdk8s writes one file a resource and leaves namespace and API group out of its name, so only one of these would be left',
      [
        'use YamlOutputType.FILE_PER_CHART',
        'or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace',
        ...anotherName(collision).map((fix) => `or ${fix}`),
      ].join(', '),
    );
  }
  return lines;
}

/** What to write instead of two policies of one name, each way of which helps where it is followed. */
function nameFix(collision: Collision): string {
  const { isSame, writers, named } = collision;
  if (isSame) return 'they say the same: remove one of them';
  const [first, ...others] = named;
  if (first !== undefined && named.every(({ name }) => isSharedByCharts(name))) {
    // One for every pod of the namespace says no less than one for some of them.
    const isWider = !isForAllPods(first.spec) || others.some(({ spec }) => !isForAllPods(spec));
    const wide = isWider ? named.find(({ spec }) => isForAllPods(spec)) : undefined;
    const why = wide === undefined ? 'which is the first' : 'which is for every pod of the namespace';
    const kept = writers[named.indexOf(wide ?? first)] ?? writers[0];
    return [`keep ${kept?.node.path}`, why, ...anotherName(collision).map((fix) => `or ${fix}`)].join(', ');
  }
  return ['keep one of them', ...anotherName(collision).map((fix) => `or ${fix}`)].join(', ');
}

function isForAllPods(spec: unknown): boolean {
  const selector = isMap(spec) ? spec.podSelector : undefined;
  return !isMap(selector) || Object.keys(selector).length === 0;
}

/** How one of the writers can have another name; none where each writes several policies of names that are fixed. */
function anotherName({ named }: Collision): string[] {
  for (const { object, owner, name } of [...named].reverse()) {
    const { path } = owner.node;
    if (!isBoundary(owner)) return [`give ${object.node.path} another metadata.name`];
    if (isGrant(owner)) return [`give ${path} another id or metadata: { name: '...' }`];
    if (owner._ownDraft.manifests.length === 1) return [`give ${path} metadata: { name: '...' }`];
    if (!isFixedName(name)) return [`give ${path} another id`];
  }
  return [];
}

function isBoundary(owner: IConstruct): owner is JudgedBoundary {
  return '_ownDraft' in owner;
}

/** The same constructs often collide in several policies, such as two default denies in those of both directions. */
function byWriters(
  root: IConstruct,
  groups: readonly (readonly Named[])[],
  nameOf: (named: Named) => string,
): Collision[] {
  const collisions = new Map<string, Collision>();
  for (const group of groups) {
    const owners = group.map(({ owner }) => owner);
    const constructs = new Set(group.map(({ owner, object }) => (owner === root ? object : owner)));
    const writers = constructs.size === 1 ? group.map(({ object }) => object) : [...constructs];
    const name = nameOf(group[0] as Named);
    const key = writers.map(({ node }) => node.path).join('\n');
    const before = collisions.get(key);
    if (before === undefined)
      collisions.set(key, { writers, owners, names: [name], named: group, isSame: saySame(group) });
    else {
      before.names.push(name);
      before.isSame &&= saySame(group);
    }
  }
  return [...collisions.values()];
}

/** Whether policies do the same to the same pods; not so where one cannot even be compared. */
function saySame(group: readonly Named[]): boolean {
  try {
    return new Set(group.map(({ spec }) => JSON.stringify(withSortedKeys(spec)))).size === 1;
  } catch {
    return false;
  }
}

/** `a, b, c and 2 more` */
function listed(texts: readonly string[]): string {
  const first = texts.slice(0, 3);
  if (texts.length > first.length) first.push(`${texts.length - first.length} more`);
  return `${first.slice(0, -1).join(', ')} and ${first.at(-1)}`;
}

function namedOf(object: PolicyObject, owner: JudgedBoundary, index: number): Named {
  const [patched] = object.patched ? patchedManifest(object, []) : [];
  if (patched !== undefined) return { object, owner, ...namedIn(patched as never) };
  const { name, metadata } = object;
  const namespace = textOr(metadata.namespace, '') || 'default';
  return { object, owner, name: textOr(name, ''), namespace, spec: owner._draft.manifests[index]?.spec };
}

/** Props of JavaScript may hold anything. */
function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value : other;
}

function namedIn(manifest: JsonMap): Pick<Named, 'name' | 'namespace' | 'spec'> {
  const metadata = mapAt(manifest, 'metadata');
  const namespace = stringAt(metadata, 'namespace') || 'default';
  return { name: stringAt(metadata, 'name') ?? '', namespace, spec: field(manifest, 'spec') };
}

/** What is called NetworkPolicy goes into files of that name, whatever its API group. */
function filesOfOthers(root: IConstruct, inventory: Inventory): Named[] {
  return inventory
    .objectsOfKind(NETWORK_POLICY_KIND)
    .map((object) => ({ object, owner: root, ...namedIn(inventory.manifestOf(object)) }));
}

/** The file that cdk8s will write an object to, where it writes one a resource; where it writes many into one, nothing collides. */
function fileOf(root: IConstruct): ((named: Named) => string) | undefined {
  switch ((root as Partial<App>).yamlOutputType) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return ({ name }) => name;
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return ({ object }) => `${Chart.of(object).node.path}\n${object.name}`;
    default:
      return undefined;
  }
}

/** The objects that share a key; what has no name is reported for that already. */
function groupsOf(named: Iterable<Named>, keyOf: (named: Named) => string): (readonly Named[])[] {
  const firsts = new Map<string, Named>();
  const groups = new Map<string, Named[]>();
  for (const one of named) {
    if (one.name === '') continue;
    const key = keyOf(one);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, one);
      continue;
    }
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [first, one]);
    else group.push(one);
  }
  return [...groups.values()];
}
