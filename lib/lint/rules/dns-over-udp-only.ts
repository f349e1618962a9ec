import type { ClusterPolicy } from '../../cluster/cluster';
import { type Rule, type RulePeer, rulesOf } from '../../reachability/rules/policy-rules';
import { ConnectionSet } from '../../reachability/sets/connection-set';
import { isCovered } from '../coverage';
import { RulesByPeer } from '../covering-rules';
import { DNS_PORTS } from '../dns';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule, stepsOf } from '../lint-rule';

export const dnsOverUdpOnly: LintRule = {
  id: 'dns-over-udp-only',
  severity: 'warning',
  title: 'DNS over UDP but not over TCP',
  explanation: `A client repeats a query over TCP if the answer does not fit into a UDP packet, and NodeLocal DNSCache
always uses TCP. With only UDP 53 open, DNS works until an answer is long. It is reported for egress rules where the
same policy does not open TCP to the same peers.`,
  fix: 'open TCP as well as UDP',
  bad: cachePolicy(`
podSelector: {}
policyTypes: [Egress]
egress:
  - to:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
    ports:
      - {protocol: UDP, port: 53}
`),
  good: cachePolicy(`
podSelector: {}
policyTypes: [Egress]
egress:
  - to:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
    ports:
      - {protocol: UDP, port: 53}
      - {protocol: TCP, port: 53}
`),
  *check(linted) {
    const coverers = coverersOfOneEach();
    for (const { policy, direction, path, ports = [], read } of linted.rules()) {
      if (direction !== 'Egress' || read === undefined) continue;
      const index = ports.findIndex(({ protocol, port }) => protocol === 'UDP' && DNS_PORTS.includes(Number(port)));
      if (index < 0) continue;
      const port = Number(ports[index]?.port);
      const tcp = { numbers: ConnectionSet.of({ protocol: 'TCP', port }), named: [] };
      if (isCovered({ peers: read.peers, ports: tcp }, (peer) => coverers(policy, peer))) continue;
      yield aboutPolicy(policy, `${path}.ports[${index}]`, `UDP ${port} is open and TCP ${port} is not`, {
        fix: `add {protocol: TCP, port: ${port}}`,
        edits: [{ type: 'set', at: [...stepsOf(path), 'ports', ports.length], value: { protocol: 'TCP', port } }],
      });
    }
  },
};

/** The egress rules of a policy that may cover a peer; each policy's are put in order once. */
function coverersOfOneEach(): (policy: ClusterPolicy, peer: RulePeer | undefined) => Iterable<Rule> {
  const known = new Map<ClusterPolicy, RulesByPeer>();
  return (policy, peer) => {
    let rules = known.get(policy);
    if (rules === undefined) {
      rules = new RulesByPeer();
      for (const rule of rulesOf(policy).egress ?? []) rules.add(rule);
      known.set(policy, rules);
    }
    return rules.candidates(peer);
  };
}
