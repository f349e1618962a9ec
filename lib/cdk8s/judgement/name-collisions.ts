import { type ApiObject, type App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { mapAt, stringAt } from '../../cluster/json';
import { describeFinding } from '../../patterns/written';
import { NETWORK_POLICY_KIND } from '../../policy/manifest';
import { duplicate } from '../../policy/validation/finding';
import type { JsonMap } from '../../policy/validation/structure';
import type { PolicyObject } from '../constructs/policy-object';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { patchedManifest } from './written-policies';

/** An object that writes something called NetworkPolicy, by the name that will be written. */
interface Named {
  readonly object: ApiObject;
  readonly owner: IConstruct;
  readonly name: string;
  readonly namespace: string;
}

/**
 * Two policies of one namespace and name, of which the cluster would keep the one applied last; and two that cdk8s would
 * write into one file, of which it keeps the one written last. Each is told to both constructs, or to the root where no
 * boundary is involved.
 */
export function collisionsOf(
  root: IConstruct,
  boundaries: readonly JudgedBoundary[],
  inventory: Inventory,
): (readonly [IConstruct, string])[] {
  const own = boundaries.flatMap((owner) => owner._policyObjects.map((object) => namedOf(object, owner)));
  const policies = [
    ...own,
    ...inventory.policies().map(({ object, value }): Named => ({ object, owner: root, ...nameIn(value as never) })),
  ];
  const lines: (readonly [IConstruct, string])[] = [];
  const report = (group: readonly Named[], what: string, why: string, fix: string) => {
    const line = describeFinding(
      duplicate('metadata.name', undefined, `${what} is written by ${pathsOf(group)}: ${why}`, fix),
    );
    const owners = new Set(group.map(({ owner }) => owner));
    if (owners.size > 1) owners.delete(root);
    for (const owner of owners) lines.push([owner, line]);
  };

  const ofOneName = groupsOf(policies, ({ namespace, name }) => `${namespace}/${name}`);
  for (const [name, group] of ofOneName) {
    report(
      group,
      `NetworkPolicy ${name}`,
      'the cluster keeps only one of a name',
      "keep one of them, or tell them apart by the id of a grant or NetworkPolicy, or by metadata: { name: '...' }",
    );
  }
  const reported = new Set(ofOneName.flatMap(([, group]) => group.map(({ object }) => object)));
  for (const [, group] of groupsOf([...own, ...filesOfOthers(root, inventory)], fileOf(root))) {
    if (group.every(({ object }) => reported.has(object))) continue;
    report(
      group,
      `the file NetworkPolicy.${group[0]?.name}`,
      'cdk8s writes one file a resource and leaves namespace and API group out of its name, so only one of these would be left',
      "use YamlOutputType.FILE_PER_CHART, or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace, or give one of them metadata: { name: '...' }",
    );
  }
  return lines;
}

function namedOf(object: PolicyObject, owner: IConstruct): Named {
  const [patched] = object.patched ? patchedManifest(object, []) : [];
  if (patched !== undefined) return { object, owner, ...nameIn(patched as never) };
  const { name, metadata } = object;
  return { object, owner, name: textOr(name, ''), namespace: textOr(metadata.namespace, '') || 'default' };
}

/** Props of JavaScript may hold anything. */
function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value : other;
}

function nameIn(manifest: JsonMap): Pick<Named, 'name' | 'namespace'> {
  const metadata = mapAt(manifest, 'metadata');
  return { name: stringAt(metadata, 'name') ?? '', namespace: stringAt(metadata, 'namespace') || 'default' };
}

/** What is called NetworkPolicy goes into files of that name, whatever its API group. */
function filesOfOthers(root: IConstruct, inventory: Inventory): Named[] {
  return inventory
    .objectsOfKind(NETWORK_POLICY_KIND)
    .map((object) => ({ object, owner: root, ...nameIn(inventory.manifestOf(object)) }));
}

function pathsOf(group: readonly Named[]): string {
  const paths = group.slice(0, 3).map(({ object }) => object.node.path);
  if (group.length > paths.length) paths.push(`${group.length - paths.length} more`);
  return `${paths.slice(0, -1).join(', ')} and ${paths.at(-1)}`;
}

/** The file that cdk8s will write an object to, where it writes one a resource; otherwise nothing collides. */
function fileOf(root: IConstruct): (named: Named) => string | undefined {
  switch ((root as Partial<App>).yamlOutputType) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return ({ name }) => name;
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return ({ object }) => `${Chart.of(object).node.path}\n${object.name}`;
    default:
      return () => undefined;
  }
}

/** The keys that several objects share, with those objects; what has no name is told for that already. */
function groupsOf(named: Iterable<Named>, keyOf: (named: Named) => string | undefined): [string, readonly Named[]][] {
  const firsts = new Map<string, Named>();
  const groups = new Map<string, Named[]>();
  for (const one of named) {
    const key = keyOf(one);
    if (key === undefined || one.name === '') continue;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, one);
      continue;
    }
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [first, one]);
    else group.push(one);
  }
  return [...groups];
}
