import type { NetworkPolicyManifest } from 'ringfence';
import { folderOf, ringfence } from '../support/command';
import { seed } from '../support/property';
import { randomWorld } from './dataplane/random-worlds';
import { type Cell, runWorld, type Try } from './dataplane/run-world';
import { keyOf, namespaceObjects, podObjects, type World } from './dataplane/world';
import { figure } from './figures';
import { Random } from './judgement/random';

/** Packets that kube-router denies, as its log has them, become grants, and these let pass just what was tried. */

const WORLDS = Math.max(1, Math.ceil(Number(process.env.WORLDS ?? 60) / 4));
/** Fewer than a scan makes. */
const TRIES = 12;

interface Said {
  readonly missing: readonly (Omit<Try, 'port'> & { readonly port: number })[];
  readonly notGranted: readonly { readonly reason: string; readonly from: string; readonly to: string }[];
  readonly grants: readonly { readonly manifests: readonly NetworkPolicyManifest[] }[];
  readonly records: { readonly unreadable: number };
}

const nameOf = ({ from, to, protocol, port }: Try) => `${from} ${to} ${protocol} ${port}`;

function triesIn({ pods }: World, random: Random): Try[] {
  return Array.from({ length: TRIES }, () => {
    const from = random.one(pods);
    const to = random.one(pods.filter((pod) => pod !== from));
    return { from: keyOf(from), to: keyOf(to), ...random.one(to.listen) };
  });
}

async function denialsOf(world: World, log: readonly string[]): Promise<Said> {
  const items = [...namespaceObjects(world), ...podObjects(world.pods, { withAddresses: true }), ...world.policies];
  const folder = folderOf({
    'world.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    'packets.log': `${log.join('\n')}\n`,
  });
  const args = ['--flows', `${folder}/packets.log`, '--format', 'nflog', `${folder}/world.json`, '-o', 'json'];
  const { out, err } = await ringfence(['denials', ...args]);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Said;
}

test(`${WORLDS} random clusters: the log of what is denied becomes grants (SEED=${seed})`, async () => {
  const met = { lines: 0, denied: 0, unlabelled: 0, cells: 0, grants: 0 };
  for (let index = 0; index < WORLDS; index++) {
    const world = randomWorld(seed + index);
    const tries = triesIn(world, new Random(seed + index));
    const { cells, log } = await runWorld(world, { logged: tries });
    const isOpen = new Map(cells.map((cell) => [nameOf(cell), cell.result === 'open']));
    const denied = new Map(tries.filter((one) => !isOpen.get(nameOf(one))).map((one) => [nameOf(one), one]));
    if (denied.size === 0) {
      expect([world.name, log]).toEqual([world.name, []]);
      continue;
    }
    // No selector is for pods without labels alone.
    const isBare = ({ from, to }: Pick<Try, 'from' | 'to'>) => [from, to].some((key) => key.endsWith('/bare'));
    const wanted = new Set([...denied].filter(([, one]) => !isBare(one)).map(([name]) => name));
    const said = await denialsOf(world, log);
    const missing = said.missing.map((one) =>
      nameOf({ ...one, from: one.from.replace('[Pod]', ''), to: one.to.replace('[Pod]', '') }),
    );
    expect([world.name, missing.sort(), said.records.unreadable]).toEqual([world.name, [...wanted].sort(), 0]);
    expect(said.notGranted.filter(({ reason }) => reason !== 'no-lasting-labels')).toEqual([]);

    const grants = said.grants.flatMap(({ manifests }) => manifests);
    const after = await runWorld({ ...world, policies: [...world.policies, ...grants] });
    const differs = (cell: Cell) => {
      const name = nameOf(cell);
      return (cell.result === 'open') !== (isOpen.get(name) === true || wanted.has(name));
    };
    expect([world.name, after.cells.filter(differs)]).toEqual([world.name, []]);
    met.lines += log.length;
    met.denied += wanted.size;
    met.unlabelled += denied.size - wanted.size;
    met.cells += after.cells.length;
    met.grants += said.grants.length;
  }
  expect(Math.min(met.lines, met.denied, met.unlabelled, met.grants)).toBeGreaterThan(0);
  figure(
    '9 the log of packets',
    `${WORLDS} worlds, ${met.lines} lines of ulogd, ${met.denied} connections denied, ${met.grants} grants; with them ${met.cells} cells as wanted; ${met.unlabelled} denied of pods without labels got none (SEED=${seed})`,
  );
}, 600_000);
