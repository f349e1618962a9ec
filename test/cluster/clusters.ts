import type { Cluster, ClusterProblem, ClusterWorkload } from '../../lib/cluster/cluster';
import type { TextOptions } from '../../lib/cluster/load';
import { clusterOfText } from '../../lib/cluster/load';

/** A line for each problem: where, what, why. */
export function problemsOf({ problems }: Cluster): string[] {
  return linesOf(problems);
}

/** A line for each warning, in the same way. */
export function warningsOf({ warnings }: Cluster): string[] {
  return linesOf(warnings);
}

function linesOf(problems: readonly ClusterProblem[]): string[] {
  return problems.map(({ source, object, finding: { path, message } }) => {
    const place = source.type === 'text' ? `${source.line}:${source.column}` : source.type;
    return [place, object, path, message].filter(Boolean).join(' | ');
  });
}

/** The ids of all workloads of a cluster without problems. */
export function idsOf(cluster: Cluster): string[] {
  expect(problemsOf(cluster)).toEqual([]);
  return cluster.workloads.map(({ id }) => id);
}

/** The one workload of a cluster without problems. */
export function workloadOf(cluster: Cluster): ClusterWorkload {
  expect(idsOf(cluster)).toHaveLength(1);
  return cluster.workloads[0] as ClusterWorkload;
}

/** What a text declares, with the lines of a template literal brought to the margin. */
export function read(text: string, options?: TextOptions): Cluster {
  return clusterOfText(text, options);
}

const containers = (ports?: readonly object[]) => [{ name: 'main', image: 'main', ...(ports && { ports }) }];

export function pod(name: string, { labels, ports, status, spec, metadata }: PodParts = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ...(labels && { labels }), ...metadata },
    spec: { containers: containers(ports), ...spec },
    ...(status && { status }),
  };
}

export interface PodParts {
  readonly labels?: object;
  readonly ports?: readonly object[];
  readonly status?: object;
  readonly spec?: object;
  readonly metadata?: object;
}

export function maker(kind: string, name: string, { labels, ports, metadata, spec }: PodParts = {}) {
  const apiVersion = kind === 'ReplicationController' ? 'v1' : /Job$/.test(kind) ? 'batch/v1' : 'apps/v1';
  const template = { metadata: { ...(labels && { labels }) }, spec: { containers: containers(ports) } };
  const own = kind === 'CronJob' ? { jobTemplate: { spec: { template, ...spec } } } : { template, ...spec };
  return { apiVersion, kind, metadata: { name, namespace: 'shop', ...metadata }, spec: own };
}

export function policy(spec: object, metadata: object = { name: 'web', namespace: 'shop' }) {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}
