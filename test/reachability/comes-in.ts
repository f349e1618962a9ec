import { clusterOfText } from '../../lib/cluster/load';
import type { CniChoice } from '../../lib/cni/read-cni';
import type { Answered } from '../../lib/reachability/answers/answer';
import { conditionsText } from '../../lib/reachability/explanation/condition-text';
import { Reachability } from '../../lib/reachability/reachability';

/** A workload behind a Service and entries, and what comes in to it. */

export const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}}}
`;
export const service = (spec = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {${spec}selector: {app: web}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}\n`;
export const ingress = (more = '') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {${more}defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
export const policy = (from: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [${from === '' ? '' : `{from: [${from}]}`}]}
`;
export const pod = (name: string, namespace: string, labels: string, spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}\nspec: {${spec}containers: [{name: c, image: i}]}\n`;
export const NGINX = pod(
  'nginx',
  'ingress-nginx',
  '{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}',
);
/** The peer that is every pod of one namespace. */
export const fromNamespace = (name: string) =>
  `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}}`;
export const FROM_NGINX = fromNamespace('ingress-nginx');

export function reachabilityOf(documents: readonly string[], cni?: CniChoice): Reachability {
  const cluster = clusterOfText(documents.join('---\n'));
  expect(cluster.problems).toEqual([]);
  return Reachability.of(cluster, { ...(cni && { cni }) });
}

/** What comes to web through each type of entry. */
export function comesIn(...documents: readonly string[]): string[] {
  return comesInto([WEB, ...documents]);
}

export function comesInto(documents: readonly string[], cni?: CniChoice): string[] {
  return [...reachabilityOf(documents, cni).entryPairs()].flatMap(({ from, to, ...answered }) =>
    waysOf(answered, to.id).map((way) => `${from.id} -> ${to.id}: ${way}`),
  );
}

/** What is certain, then each way in which more may be. */
export function waysOf({ certain, depends }: Answered, destination: string): string[] {
  return [
    ...(certain.isEmpty ? [] : [`${certain}`]),
    ...depends.map(
      ({ connections, conditions }) => `${connections} ${conditionsText(conditions, { source: 'it', destination })}`,
    ),
  ];
}
