import { DNS_NAMESPACES, DNS_PORTS } from '../policy/dns-server';
import { NAMESPACE_NAME_LABEL, type Protocol } from '../policy/manifest';
import { selectorMatches } from '../policy/selector';
import type { Rule } from '../reachability/rules/policy-rules';

export { DNS_PORTS };

/** Platforms that put labels of their own on the namespaces that they make. */
const PLATFORMS: readonly string[] = [
  'openshift.io',
  'azure.com',
  'cattle.io',
  'gardener.cloud',
  'gke.io',
  'kubernetes.io',
  'k8s.io',
];

/** Whether a platform may have put a label on the namespace of its DNS server. */
export function isDnsLabelOfPlatform(key: string): boolean {
  const [prefix = '', ...name] = key.split('/');
  return name.length > 0 && PLATFORMS.some((platform) => prefix === platform || prefix.endsWith(`.${platform}`));
}

/**
 * Whether an egress rule lets its pods ask for names over a protocol. A rule that names the port is taken to be meant for
 * that; one that opens every port is only if it may be for the pods that answer.
 */
export function opensDns({ peers, blocks, ports }: Rule, protocol: Protocol): boolean {
  if (ports.named.some((port) => port.protocol === protocol && port.name.startsWith('dns'))) return true;
  if (!DNS_PORTS.some((port) => ports.numbers.has(protocol, port))) return false;
  if (!ports.numbers.has(protocol, 1) || peers === undefined || !blocks.isEmpty) return true;
  return peers.some((peer) => {
    if (peer.type !== 'pods') return false;
    const { namespaces } = peer;
    if ('own' in namespaces) return DNS_NAMESPACES.includes(namespaces.own);
    return DNS_NAMESPACES.some((name) => selectorMatches(namespaces.selector, { [NAMESPACE_NAME_LABEL]: name }));
  });
}
