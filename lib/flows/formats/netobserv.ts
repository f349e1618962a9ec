import { type FlowEnd, type FlowFormat, type JsonObject, type LineReading, records, skipped } from '../flow-record';
import { directionFrom, numberIn, objectsIn, portFrom, protocolFrom, textIn, timeFrom } from './json-fields';

/**
 * Records of NetObserv, with what the network plugin did where its feature NetworkEvents is on.
 * Source: netobserv/network-observability-operator docs/flows-format.adoc.
 */
export const netobserv: FlowFormat = { name: 'netobserv', title: 'NetObserv', readJson };

function readJson(object: JsonObject): LineReading | undefined {
  if (textIn(object, 'SrcAddr') === undefined || !('DstAddr' in object)) return undefined;
  const events = objectsIn(object, 'NetworkEvents').filter(
    (event) => textIn(event, 'Feature')?.toLowerCase() === 'acl',
  );
  const denies = events.filter((event) => /^(drop|reject|deny)$/i.test(textIn(event, 'Action') ?? ''));
  const allows = events.filter((event) => /^allow/i.test(textIn(event, 'Action') ?? ''));
  const cause = textIn(object, 'PktDropLatestDropCause');
  const dropped = (numberIn(object, 'PktDropPackets') ?? 0) > 0;
  if (denies.length === 0 && dropped && cause !== undefined && !isOfPolicy(cause)) return dropOf(object, cause);
  const event = denies[0] ?? allows[0];
  const at = directionFrom(event && textIn(event, 'Direction'));
  const type = event && textIn(event, 'Type');
  const named = event && textIn(event, 'Name');
  const denied = denies.length > 0 || (dropped && cause !== undefined);
  return records({
    ...common(object),
    verdict: denied ? 'denied' : allows.length > 0 ? 'allowed' : 'seen',
    ...(denied && type !== undefined && !/^NetworkPolicy$|^NetpolN/i.test(type) && { cause: 'explicit-deny' as const }),
    ...(at && { direction: at }),
    ...(named && { policies: [`${textIn(event, 'Namespace') ?? ''}/${named}`] }),
  });
}

/** Causes of OVS and of the kernel that are those of a policy. */
function isOfPolicy(cause: string): boolean {
  return /NETFILTER_DROP|OVS_DROP_EXPLICIT|OVS_DROP_LAST_ACTION/i.test(cause);
}

function dropOf(object: JsonObject, cause: string): LineReading {
  if (textIn(object, 'SrcAddr') === undefined) return skipped('a flow that cannot be read');
  return records({ ...common(object), verdict: 'denied', cause: 'other', causeName: cause });
}

function common(object: JsonObject) {
  const port = portFrom(numberIn(object, 'DstPort'));
  const sourcePort = portFrom(numberIn(object, 'SrcPort'));
  const time = timeFrom(object.TimeFlowStartMs ?? object.TimeReceived);
  return {
    ...(time !== undefined && { time }),
    source: endOf(object, 'Src'),
    destination: endOf(object, 'Dst'),
    protocol: protocolFrom(object.Proto),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...replyOf(object.Flags),
    ...((numberIn(object, 'Sampling') ?? 1) > 1 && { sampledOf: numberIn(object, 'Sampling') }),
  };
}

/** Bits of TCP's flags, and one that NetObserv adds for packets that have both of them. */
const [SYN, SYN_ACK] = [0x02, 0x100];

/** The flags of all packets of a flow together, as a number or as names. */
function replyOf(flags: unknown): { readonly isReply?: boolean } {
  const has = (bit: number, name: string) =>
    typeof flags === 'number' ? (flags & bit) !== 0 : Array.isArray(flags) && flags.includes(name);
  if (has(SYN_ACK, 'SYN_ACK')) return { isReply: true };
  return has(SYN, 'SYN') ? { isReply: false } : {};
}

function endOf(object: JsonObject, end: 'Src' | 'Dst'): FlowEnd {
  const address = textIn(object, `${end}Addr`);
  const common = address === undefined ? {} : { address };
  const type = textIn(object, `${end}K8S_Type`);
  const name = textIn(object, `${end}K8S_Name`);
  const namespace = textIn(object, `${end}K8S_Namespace`);
  if (type === 'Node') return { kind: 'node', ...common, ...(name && { name }) };
  if (type === 'Service' && name !== undefined && namespace !== undefined)
    return { ...common, service: { namespace, name } };
  if (type !== 'Pod' || name === undefined) return common;
  const owner = textIn(object, `${end}K8S_OwnerName`);
  const kind = textIn(object, `${end}K8S_OwnerType`);
  return {
    kind: 'pod',
    ...common,
    ...(namespace && { namespace }),
    pod: name,
    ...(owner && { workload: { name: owner, ...(kind && { kind }) } }),
  };
}
