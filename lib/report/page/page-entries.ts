import type { ClusterWorkload } from '../../cluster/cluster';
import { type EntrySender, entriesOf } from '../../cluster/entries/entries';
import { targetsOf } from '../../cluster/service-targets';
import { LintContext } from '../../lint/lint-context';
import { ADDRESS, INGRESS_CONTROLLER, isShutOut, type Sender } from '../../lint/senders';
import { grouped } from '../../policy/grouped';
import type { Reachability } from '../../reachability/reachability';
import type { PageEntry } from './page-types';

const SENDERS: { readonly [sender in EntrySender]: Sender } = {
  controller: INGRESS_CONTROLLER,
  outside: ADDRESS,
  node: ADDRESS,
};

/**
 * The ways into the cluster, a line for each workload behind them. Who sends is not among the workloads, so that an answer is
 * certain only where nothing isolates the workload, or no rule could let such a sender in.
 */
export function pageEntries(reachability: Reachability): PageEntry[] {
  const { cluster } = reachability;
  const context = new LintContext(cluster, { cni: reachability.cni });
  const places = new Map<ClusterWorkload, number>(cluster.workloads.map((workload, place) => [workload, place]));
  const byNamespace = grouped(cluster.workloads, ({ namespace }) => namespace);
  const entries = new Map<string, PageEntry>();
  for (const { title, type, sender, calls } of entriesOf(cluster)) {
    for (const { service, port, isUnpermitted } of calls) {
      const near = { ...cluster, workloads: byNamespace.get(service.namespace) ?? [] };
      for (const { workload, port: number } of targetsOf(near, service, port)) {
        const place = places.get(workload) as number;
        const text = `${port.protocol} ${number}`;
        const key = `${title}\0${place}\0${text}`;
        if (entries.has(key)) continue;
        const answer = answerOf(workload, { protocol: port.protocol, number, sender: SENDERS[sender] }, context);
        entries.set(key, {
          title,
          type,
          workload: place,
          port: text,
          answer: isUnpermitted && answer === 'allowed' ? 'depends' : answer,
        });
      }
    }
  }
  return [...entries.values()];
}

interface Called {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly number: number;
  readonly sender: Sender;
}

function answerOf(workload: ClusterWorkload, { sender, ...port }: Called, context: LintContext): PageEntry['answer'] {
  const { engine, cluster } = context;
  if (cluster.dialectObjects.length > 0) return 'depends';
  const pods = engine.pods.kindsOf(workload).flatMap(({ endpoints: [pod] }) => (pod?.type === 'pod' ? [pod] : []));
  const called = pods.map((pod) => ({ pod, ...port }));
  if (isShutOut(called, sender, context)) return 'denied';
  const isOpen = pods.every(
    (pod) =>
      engine.judge.mayIsolate('Ingress', pod).length === 0 && engine.unjudged.of('Ingress', 'close', pod).length === 0,
  );
  return isOpen ? 'allowed' : 'depends';
}
