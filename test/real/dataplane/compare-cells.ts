import type { ListDocument, ListedConnection } from '../../../lib/report/list-document';
import { folderOf, ringfence } from '../../support/command';
import type { Cell } from './run-world';
import { keyOf, namespaceObjects, type ProbedPort, podObjects, type World, type WorldPod } from './world';

/** How many connections were compared with what `list` says, and which of them differ. */
export interface Compared {
  readonly allowed: number;
  readonly denied: number;
  /** Those that depend on what the input does not say. */
  readonly depends: number;
  /** Those between pods of one workload, which `list` leaves out. */
  readonly within: number;
  readonly differences: readonly string[];
}

/** Compares with what is said of the pods as a cluster has them: every answer is known. */
export async function comparedAsKnown(world: World, cells: readonly Cell[]): Promise<Compared> {
  const objects = [...namespaceObjects(world), ...podObjects(world.pods, { withAddresses: true }), ...world.policies];
  return compared(await listed(objects), cells, new Map(world.pods.map((pod) => [keyOf(pod), `${keyOf(pod)}[Pod]`])));
}

/** Compares with what is said of manifests, which know no addresses. */
export async function comparedAsDeclared(world: World, cells: readonly Cell[]): Promise<Compared> {
  const lone = world.pods.filter(({ workload }) => workload === undefined);
  const pods = podObjects(lone, { withAddresses: false });
  const objects = [...namespaceObjects(world), ...(world.declared ?? []), ...pods, ...world.policies];
  return compared(await listed(objects), cells, new Map(world.pods.map((pod) => [keyOf(pod), idOf(pod)])));
}

function idOf(pod: WorldPod): string {
  return pod.workload ?? `${keyOf(pod)}[Pod]`;
}

async function listed(objects: readonly object[]): Promise<ListDocument> {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const folder = folderOf({ 'world.json': text });
  const { code, out, err } = await ringfence(['list', '-o', 'json', folder]);
  if (code !== 0) throw new Error(`list ended with ${code}: ${err}`);
  return JSON.parse(out) as ListDocument;
}

function compared(list: ListDocument, cells: readonly Cell[], ids: ReadonlyMap<string, string>): Compared {
  const known = new Set(list.peers.map(({ id }) => id));
  const connections = new Map(list.connections.map((one) => [`${one.from} ${one.to}`, one]));
  const counts = { allowed: 0, denied: 0, depends: 0, within: 0 };
  const differences: string[] = [];
  for (const cell of cells) {
    const [from, to] = [ids.get(cell.from) ?? '', ids.get(cell.to) ?? ''];
    for (const id of [from, to]) if (!known.has(id)) throw new Error(`list does not have ${id}`);
    const answer = from === to ? 'within' : answerFor(cell, connections.get(`${from} ${to}`));
    counts[answer] += 1;
    if (answer === 'allowed' ? cell.result === 'open' : answer !== 'denied' || cell.result !== 'open') continue;
    differences.push(`${cell.from} to ${cell.to} on ${cell.protocol} ${cell.port}: ${answer}, and ${cell.result}`);
  }
  return { ...counts, differences };
}

function answerFor(cell: ProbedPort, connection: ListedConnection | undefined): 'allowed' | 'denied' | 'depends' {
  if (connection === undefined) return 'denied';
  const { ports, depends = [], groups = [] } = connection;
  if (holds(ports, cell)) return 'allowed';
  const ways = [...depends, ...groups.flatMap((group) => [group, ...(group.depends ?? [])])];
  return ways.some((way) => holds(way.ports, cell)) ? 'depends' : 'denied';
}

function holds(ranges: ListedConnection['ports'], { protocol, port }: ProbedPort): boolean {
  return ranges.some(
    (range) => range.protocol === protocol && range.port <= port && port <= (range.endPort ?? range.port),
  );
}
