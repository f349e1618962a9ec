import type { FlowEnd, JsonObject, LineReading } from '../flow-record';
import { numberIn, objectIn, textIn, textsIn } from './json-fields';

/**
 * The answer of a DNS server, as Cilium's proxy sees it where a policy has rules for DNS; undefined for what is none.
 * Source: cilium/cilium api/v1/flow/flow.proto, message DNS.
 */
export function dnsAnswer(flow: JsonObject): LineReading | undefined {
  const dns = objectIn(objectIn(flow, 'l7'), 'dns');
  const addresses = textsIn(dns, 'ips');
  const name = textIn(dns, 'query');
  if (name === undefined || addresses.length === 0) return undefined;
  // It goes from the server's port to the client.
  const client = portTo(flow) === DNS ? 'source' : 'destination';
  return {
    type: 'names',
    answer: { name, addresses, client: clientOf(objectIn(flow, client), textIn(objectIn(flow, 'IP'), client)) },
    reason: 'an answer of a DNS server: it has the names of addresses',
  };
}

const DNS = 53;

function portTo(flow: JsonObject): number | undefined {
  const l4 = objectIn(flow, 'l4');
  return numberIn(objectIn(l4, 'UDP'), 'destination_port') ?? numberIn(objectIn(l4, 'TCP'), 'destination_port');
}

function clientOf(end: JsonObject, address: string | undefined): Pick<FlowEnd, 'namespace' | 'pod' | 'address'> {
  const [namespace, pod] = [textIn(end, 'namespace'), textIn(end, 'pod_name')];
  return { ...(namespace && { namespace }), ...(pod && { pod }), ...(address && { address }) };
}
