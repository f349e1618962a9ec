/**
 * The words are one implementation for leaves of any type, such as values that an engine does not know yet. Only tsc
 * reads this file; nothing runs it.
 */
import { allowDns, networkPolicy, serviceAccessGrant, type Written } from 'ringfence';
import { dnsServerWords } from '../../lib/policy/dns-server';
import { flowWords } from '../../lib/policy/flow';
import { ipBlockWords } from '../../lib/policy/ip-block';
import { labelExpressionWords } from '../../lib/policy/label-expression';
import { namespaceWords } from '../../lib/policy/namespaces';
import type { Peer } from '../../lib/policy/peer';
import { podWords } from '../../lib/policy/pods';
import { portWords } from '../../lib/policy/port';

type Text = string | Promise<string>;
type Count = number | Promise<number>;

const Pods = podWords<Text>();
const Namespaces = namespaceWords<Text>();
const LabelExpression = labelExpressionWords<Text>();
const IpBlock = ipBlockWords<Text>();
const Port = portWords<Text, Count>();
const Flow = flowWords<Text, Count>();
const DnsServer = dnsServerWords<Text, Count>();

declare const later: Promise<string>;
declare const number: Promise<number>;
declare function latePeer(value: Peer<Text>): void;
declare function plainPeer(value: Peer): void;
declare function writes(value: Written<Text, Count>): void;
declare function writesPlain(value: Written): void;

const web = Pods.labelled({ app: later });
const placed = web.inNamespace(later);

/** A leaf may be known later, wherever it stands. */
export function anyLeaf(): void {
  latePeer(placed);
  latePeer(Pods.matching(LabelExpression.in(later, [later, 'b'])).inNamespaces(Namespaces.named(later, 'b')));
  latePeer(IpBlock.ipv4(later, { except: [later] }));
  Flow.from(placed).to(IpBlock.anyIpv6()).on(Port.tcp(number), Port.named(later));
  DnsServer.at([placed], [Port.udpRange(number, 53)]);
  writes(networkPolicy(later, { namespace: later, pods: web, ingress: [{ from: placed, ports: [Port.tcp(number)] }] }));
  writes(serviceAccessGrant('id', { from: placed, to: placed, ports: [Port.tcp(number)], description: later }));
  writes(allowDns('dns', { namespace: later, server: DnsServer.nodeLocalCache({ clusterIp: IpBlock.ipv4(later) }) }));
}

/** What is wrong with plain leaves is wrong with these too. */
export function noPeerWithoutAPlace(): void {
  // @ts-expect-error
  latePeer(web);
  // @ts-expect-error
  latePeer(Namespaces.all());
  // @ts-expect-error
  Flow.from(web.inSameNamespace());
  // @ts-expect-error
  Namespaces.named();
  // @ts-expect-error
  Port.tcp(later);
  // @ts-expect-error
  web.inNamespace(number);
}

/** A value that is not known yet is no plain one. */
export function noMixture(): void {
  plainPeer(podWords<string>().all().inNamespace('shop'));
  latePeer(podWords<string>().all().inNamespace('shop'));
  // @ts-expect-error
  plainPeer(placed);
  // @ts-expect-error
  writesPlain(networkPolicy('p', { namespace: 'shop', pods: web, ingress: [] }));
}
