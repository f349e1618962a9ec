import type { SampleWorkload } from './sample-clusters';

/** A flow log of Hubble about a sample: in each namespace some that was let through, and some that was denied. */
export function sampleFlows(workloads: readonly SampleWorkload[]): string {
  const lines: string[] = [];
  const prometheus = workloads.find(({ name }) => name === 'prometheus');
  workloads.forEach((to, index) => {
    const own = workloads.filter(({ namespace }) => namespace === to.namespace);
    const from = own[(own.indexOf(to) + 1) % own.length] as SampleWorkload;
    if (to.port !== undefined && from !== to)
      lines.push(lineOf(from, to, to.port, index % 3 === 0 ? 'DROPPED' : 'FORWARDED'));
    if (prometheus !== undefined && to !== prometheus) lines.push(lineOf(prometheus, to, 9100, 'FORWARDED'));
  });
  return `${lines.join('\n')}\n`;
}

function lineOf(from: SampleWorkload, to: SampleWorkload, port: number, verdict: 'DROPPED' | 'FORWARDED'): string {
  const end = ({ namespace, name }: SampleWorkload) => ({
    namespace,
    pod_name: `${name}-5d9f8c7b6-x1z9k`,
    labels: [
      `k8s:app=${name}`,
      `k8s:tier=${name.replace(/-\d+$/, '')}`,
      `k8s:io.kubernetes.pod.namespace=${namespace}`,
    ],
    workloads: [{ name, kind: /^(database|queue)/.test(name) ? 'StatefulSet' : 'Deployment' }],
  });
  const time = '2026-11-28T10:00:00.100Z';
  const flow = {
    time,
    verdict,
    ...(verdict === 'DROPPED' && { drop_reason_desc: 'POLICY_DENIED' }),
    l4: { TCP: { source_port: 40000, destination_port: port } },
    source: end(from),
    destination: end(to),
    Type: 'L3_L4',
    event_type: { type: 5 },
    traffic_direction: 'INGRESS',
    is_reply: false,
  };
  return JSON.stringify({ flow, node_name: 'n1', time });
}
