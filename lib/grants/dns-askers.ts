import { DNS_NAMESPACES, DNS_PORTS } from '../policy/dns-server';
import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyEgressRule,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
} from '../policy/manifest';
import { selectorCovered, selectorMatches } from '../policy/selector';
import { SelectorIndex } from '../policy/selector-index';

/** With so many others a policy is compared; where there are more, its pods are taken to be able to ask. */
const MOST_COMPARED = 100;

/**
 * Which policies open some egress to pods of which not all may ask for names: the first egress policy of a pod closes DNS, and what was
 * opened by name fails. Decided from the policies alone.
 */
export class DnsAskers {
  private readonly byNamespace = new Map<string, SelectorIndex<LabelSelector>>();

  /** @param policies all of them, of boundaries and others */
  constructor(policies: Iterable<NetworkPolicyManifest>) {
    for (const { metadata, spec } of policies) {
      if (!spec?.egress?.some(opensDns)) continue;
      const namespace = metadata.namespace || 'default';
      const known = this.byNamespace.get(namespace) ?? new SelectorIndex<LabelSelector>();
      this.byNamespace.set(namespace, known);
      known.add(spec.podSelector ?? {}, spec.podSelector ?? {});
    }
  }

  /** Whether a policy opens egress to pods that cannot resolve names. */
  leavesOut({ metadata, spec }: NetworkPolicyManifest): boolean {
    if (!spec?.egress?.length || spec.egress.some(opensDns)) return false;
    const askers = this.byNamespace.get(metadata.namespace || 'default');
    if (askers === undefined) return true;
    if (askers.ofEverything.length > 0) return false;
    const subject = spec.podSelector ?? {};
    const candidates = askers.candidates(subject);
    return candidates.length <= MOST_COMPARED && selectorCovered(subject, candidates) === false;
  }
}

/** Whether a rule lets pods ask for names. One that names the port is meant for that; one for every port is if DNS may be behind it. */
function opensDns({ to, ports }: NetworkPolicyEgressRule): boolean {
  if (ports?.length) return ports.some(isDnsPort) && (!ports.some(isEveryPort) || mayBeDns(to));
  return mayBeDns(to);
}

function isDnsPort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): boolean {
  if (protocol !== 'UDP') return false;
  if (port === undefined || port === null) return true;
  if (typeof port === 'string') return port.startsWith('dns');
  return DNS_PORTS.some((dns) => dns >= port && dns <= (endPort ?? port));
}

function isEveryPort({ port }: NetworkPolicyPort): boolean {
  return port === undefined || port === null;
}

function mayBeDns(to: readonly NetworkPolicyPeer[] | undefined): boolean {
  if (!to?.length) return true;
  return to.some(
    ({ ipBlock, namespaceSelector }) =>
      ipBlock !== undefined ||
      (namespaceSelector !== undefined &&
        DNS_NAMESPACES.some((name) => selectorMatches(namespaceSelector, { [NAMESPACE_NAME_LABEL]: name }))),
  );
}
