import { clusterOfText } from '../../../lib/cluster/load';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { listDocument } from '../../../lib/report/list-document';

/** Rules whose subjects are nodes hold for the addresses of Nodes, which lists keep apart from addresses outside then. */

const WORLD = `apiVersion: v1
kind: Node
metadata: {name: n}
status: {addresses: [{type: InternalIP, address: 192.168.0.11}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c}]}
status: {podIP: 10.0.0.1}
---
`;

function answers(policies: string, address: string) {
  const cluster = clusterOfText(WORLD + policies, { file: 'nodes.yaml' });
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster);
  const node = { type: 'address', address: parseAddress(address) as never } as const;
  const [web] = cluster.workloads;
  const { peers, connections } = listDocument(reachability);
  const isOf = (id: string) =>
    peers.some((peer) => peer.id === id && 'cidrs' in peer && peer.cidrs.includes(`${address}/32`));
  const listed = connections.find(({ from, to }) => from === 'shop/web[Pod]' && isOf(to));
  return [
    reachability.explain(web as never, node, Port.tcp(80)).verdict,
    listed?.ports.length === 0 && listed.depends !== undefined ? 'depends' : 'otherwise',
  ];
}

test('a HostEndpoint, which may deny what goes to its host', () => {
  const endpoint = `apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: {name: h}
spec: {node: n, interfaceName: '*', expectedIPs: [192.168.0.11]}
`;
  expect(answers(endpoint, '192.168.0.11')).toEqual(['depends', 'depends']);
});

test('a policy of Cilium for nodes, which needs the host firewall', () => {
  const policy = `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: nodes}
spec: {nodeSelector: {}, ingress: [{}]}
`;
  expect(answers(policy, '192.168.0.11')).toEqual(['depends', 'depends']);
});
