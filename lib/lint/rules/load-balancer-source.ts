import type { ClusterPolicy } from '../../cluster/cluster';
import { entriesOf } from '../../cluster/entries/entries';
import { DEFAULT_POD_CIDRS } from '../../cni/cni-profile';
import { portsOn } from '../../reachability/rules/peer-match';
import { AddressSet, parseAddress } from '../../reachability/sets/address-set';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { podsBehind } from '../senders';

const service = (more: string) => `apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {type: LoadBalancer, ${more}selector: {app: cache}, ports: [{port: 80, targetPort: 8080}]}
`;
const POLICY = `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{ipBlock: {cidr: 203.0.113.0/24}}]
    ports: [{protocol: TCP, port: 8080}]
`;

/** Where nodes have their addresses, for all that is known: they are private, or said by the input. */
const PRIVATE = AddressSet.blocks([...DEFAULT_POD_CIDRS, '169.254.0.0/16', 'fe80::/10']);

export const loadBalancerSource: LintRule = {
  id: 'load-balancer-source',
  severity: 'warning',
  title: 'an ipBlock of clients whose addresses a load balancer rewrites',
  explanation: `A Service of type LoadBalancer or NodePort without \`externalTrafficPolicy: Local\` sends a connection on from any
node, with the address of that node in place of the client's. An ipBlock of clients may then never match, and the clients
are shut out. It is not reported for blocks that may hold the addresses of nodes (private ones, or those of declared nodes),
nor where the port is open to everyone. Load balancers that send to the pods themselves keep the address: silence the
rule for them.`,
  fix: 'set externalTrafficPolicy: Local on the Service, so that pods see the addresses of the clients',
  bad: cachePolicy(POLICY, service(''), pod('shop', 'cache', '{containerPort: 8080}')),
  good: cachePolicy(POLICY, service('externalTrafficPolicy: Local, '), pod('shop', 'cache', '{containerPort: 8080}')),
  *check(linted) {
    const nodes = nodeAddresses(linted);
    const reported = new Map<ClusterPolicy, Set<string>>();
    for (const { sender, calls } of entriesOf(linted.cluster)) {
      if (sender !== 'node') continue;
      for (const { service: of, port } of calls) {
        for (const { pod: target, protocol, number } of podsBehind(of, port, linted)) {
          const rules = linted.engine.judge
            .isolating('Ingress', target)
            .flatMap(({ ingress }) => ingress ?? [])
            .filter((rule) => portsOn(rule.ports, target).has(protocol, number));
          if (rules.some(({ peers }) => peers === undefined)) continue;
          for (const { policy, index, peers = [] } of rules) {
            for (const peer of peers) {
              if (peer.type !== 'addresses' || peer.addresses.overlaps(nodes)) continue;
              const path = `spec.ingress[${index}].from[${peer.index}].ipBlock`;
              const known = reported.get(policy) ?? new Set();
              if (known.has(path)) continue;
              reported.set(policy, known.add(path));
              const message = `Service ${of.namespace}/${of.name} lets nodes put their own address in place of the client's, so this block may never match`;
              yield aboutPolicy(policy, path, message);
            }
          }
        }
      }
    }
  },
};

function nodeAddresses({ cluster }: LintContext): AddressSet {
  const known = cluster.nodes.flatMap(({ addresses }) => addresses.flatMap((one) => parseAddress(one) ?? []));
  return known.length > 0 ? AddressSet.ofAddresses(known) : PRIVATE;
}
