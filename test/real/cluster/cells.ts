import { join } from 'node:path';
import { type ClusterWorkload, clusterOfText, Port, Reachability, type StringMap } from 'ringfence';
import type { ProbeResult, ProbeRow } from '../../../lib/report/probe/probe-result';
import { folderOf } from '../../support/command';
import type { TestCluster } from './test-cluster';

/** A connection from one workload to a TCP port that another one declares, with what the policies say of it. */
export interface Cell {
  readonly from: ClusterWorkload;
  readonly to: ClusterWorkload;
  readonly port: number;
  readonly verdict: 'allowed' | 'denied';
}

/** Every such connection between the workloads of manifests, by the manifests alone. */
export function cellsOf(yaml: string): Cell[] {
  const cluster = clusterOfText(yaml);
  const reachability = Reachability.of(cluster);
  return cluster.workloads.flatMap((from) =>
    cluster.workloads
      .filter((to) => to !== from)
      .flatMap((to) =>
        portsOf(to).map((port): Cell => {
          const { verdict } = reachability.explain(from, to, Port.tcp(port));
          if (verdict === 'depends') throw new Error(`the manifests leave open whether ${from.id} reaches ${to.id}`);
          return { from, to, port, verdict };
        }),
      ),
  );
}

function portsOf({ pods }: ClusterWorkload): number[] {
  return pods.flatMap(({ ports }) => ports.filter(({ protocol }) => protocol === 'TCP').map(({ port }) => port));
}

/** What a probe of each cell shows: a row for each, in their order. */
export async function probeCells(
  cluster: TestCluster,
  cells: readonly Cell[],
): Promise<{ readonly code: number; readonly rows: readonly ProbeRow[] }> {
  const claimed = (verdict: Cell['verdict']) => cells.filter((cell) => cell.verdict === verdict);
  const [allowed, denied] = [claimed('allowed'), claimed('denied')];
  const contract = { version: 1, allowed: allowed.map(claimOf), denied: denied.map(claimOf) };
  const file = join(folderOf({ 'claims.json': JSON.stringify(contract) }), 'claims.json');
  const limits = ['--rate', '1000', '--most', '10000'];
  const { code, out, err } = await cluster.ringfence(['probe', '--contract', file, '--yes', ...limits, '-o', 'json']);
  if (out === '') throw new Error(err);
  const { rows, brokenClaims } = JSON.parse(out) as ProbeResult;
  if (brokenClaims?.length !== 0)
    throw new Error(`the policies in the cluster say otherwise: ${JSON.stringify(brokenClaims)}`);
  const order = new Map([...allowed, ...denied].map((cell, index) => [cell, rows[index]]));
  if (rows.length !== cells.length) throw new Error(`${rows.length} rows for ${cells.length} cells`);
  return { code, rows: cells.map((cell) => order.get(cell) as ProbeRow) };
}

function claimOf({ from, to, port }: Cell): object {
  return { from: podsOf(from), to: podsOf(to), ports: [port] };
}

function podsOf({ namespace, pods }: ClusterWorkload): { readonly namespace: string; readonly labels: StringMap } {
  return { namespace, labels: pods[0]?.labels ?? {} };
}
