import { clusterOfText } from '../../../lib/cluster/load';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { AddressSet, parseAddress } from '../../../lib/reachability/sets/address-set';

/** web and db in namespace shop, ops in namespace ops, and agent on the network of its node. */
const DECLARED = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: sales}}
---
apiVersion: v1
kind: Namespace
metadata: {name: ops, labels: {team: platform}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}
status: {podIP: 10.0.0.2}
---
apiVersion: v1
kind: Pod
metadata: {name: ops, namespace: ops, labels: {app: ops, role: web-ops}}
spec: {containers: [{name: ops}]}
status: {podIP: 10.0.1.1}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ops, labels: {app: agent}}
spec: {hostNetwork: true, containers: [{name: agent}]}
status: {podIP: 192.168.0.10, hostIP: 192.168.0.10}
`;

/** An object of projectcalico.org/v3; a name with a slash is in a namespace. */
export function calico(
  kind: string,
  name: string,
  spec: string,
  more = '',
  apiVersion = 'projectcalico.org/v3',
): string {
  const [own, namespace] = name.split('/').reverse();
  const metadata = `{name: ${own}${namespace === undefined ? '' : `, namespace: ${namespace}`}${more}}`;
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: {${spec}}\n`;
}

export const np = (name: string, spec: string) => calico('NetworkPolicy', name, spec);
export const gnp = (name: string, spec: string) => calico('GlobalNetworkPolicy', name, spec);

/** A NetworkPolicy of Kubernetes for web. */
export function isolating(name: string, rules = ''): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]${rules}}\n`;
}

/** What Calico refuses of some objects: the paths and what is wrong there. */
export function refusals(...objects: readonly string[]): string[] {
  const cluster = clusterOfText(objects.join(''), { file: 'calico.yaml' });
  expect(cluster.unjudged.length).toBeGreaterThan(0);
  return cluster.problems.map(({ finding }) => `${finding.path}: ${finding.message}`);
}

export function judged(policies: readonly string[], cni?: CniProfile) {
  const cluster = clusterOfText(DECLARED + policies.join(''), { file: 'shop.yaml' });
  expect(cluster.problems.map(({ finding }) => finding)).toEqual([]);
  expect(cluster.unjudged).toEqual([]);
  const reachability = Reachability.of(cluster, cni === undefined ? {} : { cni });
  const workload = (name: string) => {
    const found = cluster.workloads.find((one) => one.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };
  const end = (name: string) => {
    const address = parseAddress(name);
    return address === undefined ? workload(name) : ({ type: 'address', address } as const);
  };
  const explain = (from: string, to: string, port: number, protocol: 'tcp' | 'udp' = 'tcp') =>
    reachability.explain(end(from), end(to), Port[protocol](port));
  return {
    cluster,
    reachability,
    workload,
    explain,
    verdict: (...flow: Parameters<typeof explain>) => explain(...flow).verdict,
    verdicts: (...flows: readonly `${string} ${string} ${number}`[]) =>
      flows.map((flow) => {
        const [from = '', to = '', port] = flow.split(' ');
        return explain(from, to, Number(port)).verdict;
      }),
    text: (...flow: Parameters<typeof explain>) => explanationText(explain(...flow)),
    fromOutside: (to: string, address: string) =>
      String(reachability.connectionsFrom(AddressSet.block(`${address}/32`), workload(to))[0]?.certain),
    toOutside: (from: string, address: string) =>
      String(reachability.connectionsTo(workload(from), AddressSet.block(`${address}/32`))[0]?.certain),
  };
}
