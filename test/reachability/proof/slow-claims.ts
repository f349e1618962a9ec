import type { Flow } from '../../../lib/policy/flow';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import type { AbsolutePeer } from '../../../lib/policy/peer';
import type { PortWord } from '../../../lib/policy/port';
import { type Endpoint, isSelected } from '../../reference/reference';
import { type AnyFlow, isInBlock } from '../any-endpoints';

/** What claims are about, decided connection by connection: a flow from a block covers pods too, one from pods only pods. */

export function covers(claim: Flow, { from, to, protocol, port }: AnyFlow): boolean {
  return (
    isMeant(claim.from, from) && isMeant(claim.to, to) && claim.ports.some((word) => onPort(word, to, protocol, port))
  );
}

export function isMeant(peer: AbsolutePeer, endpoint: Endpoint): boolean {
  if (peer.type === 'ipBlock') {
    const { address } = endpoint;
    return (
      address !== undefined &&
      isInBlock(address, peer.cidr) &&
      !peer.except.some((except) => isInBlock(address, except))
    );
  }
  if (endpoint.type !== 'pod' || !isSelected(peer.selector, endpoint.labels)) return false;
  const { place } = peer;
  if (place.in === 'namespace') return place.name === endpoint.namespace;
  const labels = { ...endpoint.namespaceLabels, [NAMESPACE_NAME_LABEL]: endpoint.namespace };
  return isSelected(place.namespaces.selector, labels);
}

function onPort(word: PortWord, to: Endpoint, protocol: string, port: number): boolean {
  if (word.type === 'all-ports') return true;
  if (word.protocol !== protocol) return false;
  switch (word.type) {
    case 'protocol':
      return true;
    case 'port':
      return word.port === port;
    case 'port-range':
      return word.port <= port && port <= word.endPort;
    case 'named-port':
      return (
        to.type === 'pod' &&
        to.ports.some((own) => own.name === word.name && own.protocol === protocol && own.port === port)
      );
  }
}
