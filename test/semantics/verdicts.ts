import type { Cluster } from '../../lib/cluster/cluster';
import { Cni } from '../../lib/cni/cni';
import type { CniOptions } from '../../lib/cni/cni-profile';
import type { Protocol } from '../../lib/policy/manifest';
import type { AdminManifest } from '../reference/admin-reference';
import { judges } from '../reference/judges';
import type { Answer } from '../reference/workloads';
import { clusterOf } from '../support/cluster-of';
import type { Manifest } from '../support/manifests';

/** From, to (`namespace/name` of a workload, or an address outside), protocol and port, and what holds. */
export type Row = readonly [from: string, to: string, on: `${Protocol} ${number}`, verdict: Answer];

/** Tests that every judge finds of each flow what the table says. */
export function flows(title: string, manifests: readonly Manifest[], rows: readonly Row[], cni: CniOptions = {}): void {
  const admin = manifests.filter(({ apiVersion }) =>
    `${apiVersion}`.startsWith('policy.networking.k8s.io/'),
  ) as unknown as AdminManifest[];
  const partyOf = ({ workloads }: Cluster, text: string) =>
    workloads.find(({ namespace, name }) => `${namespace}/${name}` === text)?.id ?? text;

  describe(title, () => {
    describe.each(judges)('says $name', (judge) => {
      test.each(rows)('%s -> %s on %s is %s', (from, to, on, verdict) => {
        // Read by each test, so that one which finds a fault in reading is seen to do so.
        const cluster = clusterOf(manifests);
        const [protocol, port] = on.split(' ') as [Protocol, string];
        const flow = { from: partyOf(cluster, from), to: partyOf(cluster, to), protocol, port: Number(port) };
        expect(judge.of({ cluster, cni: Cni.specification(cni), admin })(flow)).toBe(verdict);
      });
    });
  });
}
