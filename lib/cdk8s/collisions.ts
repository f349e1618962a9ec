import { type ApiObject, type App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';

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
  const owners = new Map<ApiObject, IConstruct>();
  for (const boundary of boundaries) for (const object of boundary._policyObjects) owners.set(object, boundary);
  for (const { object } of inventory.policies()) owners.set(object, root);

  const lines: (readonly [IConstruct, string])[] = [];
  const report = (objects: readonly ApiObject[], what: string, why: string, fix: string) => {
    const line = `metadata.name: Duplicate value: ${what} is written by ${pathsOf(objects)}: ${why}\n      ${fix}`;
    const constructs = new Set(objects.map((object) => owners.get(object) as IConstruct));
    if (constructs.size > 1) constructs.delete(root);
    for (const construct of constructs) lines.push([construct, line]);
  };

  const ofOneName = groupsOf(owners.keys(), ({ metadata, name }) => `${metadata.namespace ?? 'default'}/${name}`);
  for (const [name, objects] of ofOneName) {
    report(
      objects,
      `NetworkPolicy ${name}`,
      'the cluster keeps only one of a name',
      "give one of them another id, or metadata: { name: '...' }",
    );
  }
  const told = new Set(ofOneName.flatMap(([, objects]) => objects));
  const ofOneFile = groupsOf(owners.keys(), fileOf(root)).filter(
    ([, objects]) => !objects.every((one) => told.has(one)),
  );
  for (const [, objects] of ofOneFile) {
    report(
      objects,
      `the file NetworkPolicy.${objects[0]?.name}`,
      'cdk8s writes one file a resource and leaves the namespace out of its name, so only one of these policies would be left',
      "use YamlOutputType.FILE_PER_CHART, or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace, or give one of them metadata: { name: '...' }",
    );
  }
  return lines;
}

function pathsOf(objects: readonly ApiObject[]): string {
  const paths = objects.slice(0, 3).map(({ node }) => node.path);
  return objects.length > paths.length
    ? `${paths.join(', ')} and ${objects.length - paths.length} more`
    : paths.join(' and ');
}

/** The file that cdk8s will write an object to, where it writes one a resource; otherwise nothing collides. */
function fileOf(root: IConstruct): (object: ApiObject) => string | undefined {
  switch ((root as Partial<App>).yamlOutputType) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return ({ name }) => name;
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return (object) => `${Chart.of(object).node.path}\n${object.name}`;
    default:
      return () => undefined;
  }
}

/** The keys that several objects share, with those objects. */
function groupsOf(
  objects: Iterable<ApiObject>,
  keyOf: (object: ApiObject) => string | undefined,
): [string, readonly ApiObject[]][] {
  const firsts = new Map<string, ApiObject>();
  const groups = new Map<string, ApiObject[]>();
  for (const object of objects) {
    const key = keyOf(object);
    if (key === undefined) continue;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, object);
      continue;
    }
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [first, object]);
    else group.push(object);
  }
  return [...groups];
}
