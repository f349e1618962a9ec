import type { PortMatch } from '../../dialects/stage';
import { ciliumRules } from '../cilium-rules';
import { ciliumPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

const DNS = 53;

export const ciliumAnyProtocol: LintRule = {
  id: 'cilium-any-protocol',
  severity: 'info',
  title: 'a port of Cilium without a protocol, which is open on UDP and SCTP as well',
  explanation: `In a NetworkPolicy of Kubernetes a port without a protocol is of TCP. In a policy of Cilium it is of TCP, UDP and SCTP, and
so is one with protocol ANY. Port 53 is not reported: DNS needs both.`,
  fix: 'write protocol: TCP if that is meant',
  bad: ciliumPolicy(
    'shop/cart',
    'endpointSelector: {}',
    "ingress: [{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: '8080'}]}]}]",
  ),
  good: ciliumPolicy(
    'shop/cart',
    'endpointSelector: {}',
    "ingress: [{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: '8080', protocol: TCP}]}]}]",
  ),
  *check({ cluster }) {
    for (const { rule, object } of ciliumRules(cluster)) {
      for (const { ports = [] } of [...rule.ingress, ...rule.egress]) {
        for (const { any, path } of ports) {
          const open = any.find(isOfAnyProtocol);
          if (open === undefined) continue;
          const port = 'name' in open ? open.name : open.port;
          yield { ...object, path: `${path}.ports`, message: `port ${port} is open on TCP, UDP and SCTP` };
        }
      }
    }
  },
};

function isOfAnyProtocol(match: PortMatch): boolean {
  if (match.protocol !== undefined) return false;
  return 'name' in match || (match.port !== undefined && match.port !== DNS);
}
