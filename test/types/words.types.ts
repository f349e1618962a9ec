/**
 * What must not compile does not: each `@ts-expect-error` is a claim that the line below it is refused. Only tsc reads
 * this file; nothing runs it.
 */
import type { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  allowDns,
  type IngressRule,
  namespaceIsolation,
  networkPolicy,
  type Peer,
  serviceAccessGrant,
} from 'ringfence';
import {
  AllowDns,
  Cni,
  DnsServer,
  Flow,
  IpBlock,
  LabelExpression,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';

const web = Pods.labelled({ app: 'web' });
const placed = web.inNamespace('shop');
const ports = [Port.tcp(80)];

declare function peer(value: Peer): void;
declare function rule(value: IngressRule): void;

/** A pod selection without a place is no peer, nor are namespaces without pods. */
export function peersHaveAPlace(chart: Chart): void {
  peer(placed);
  peer(web.inSameNamespace());
  peer(web.inAnyNamespace());
  peer(web.inNamespaces(Namespaces.all()));
  peer(IpBlock.anyIpv4());
  // @ts-expect-error
  peer(web);
  // @ts-expect-error
  peer(Pods.all());
  // @ts-expect-error
  peer(Namespaces.named('shop'));
  // @ts-expect-error
  peer('shop');
  // @ts-expect-error
  peer({ podSelector: {} });
  // @ts-expect-error
  peer(undefined);

  rule({ from: placed, ports });
  rule({ from: [placed, IpBlock.anyIpv4()], ports });
  rule({ from: 'anywhere', ports });
  // @ts-expect-error
  rule({ from: web, ports });
  // @ts-expect-error
  rule({ from: [placed, web], ports });
  // @ts-expect-error
  rule({ from: Namespaces.all(), ports });
  // @ts-expect-error
  rule({ from: 'everywhere', ports });
  // @ts-expect-error
  rule({ from: placed });
  // @ts-expect-error
  rule({ ports });

  new NetworkPolicy(chart, 'ok', { pods: web, ingress: [{ from: placed, ports }], egress: [{ to: placed, ports }] });
  // @ts-expect-error
  new NetworkPolicy(chart, 'a', { pods: web, ingress: [{ from: web, ports }] });
  // @ts-expect-error
  new NetworkPolicy(chart, 'b', { pods: web, egress: [{ to: web, ports }] });
  // @ts-expect-error
  new NetworkPolicy(chart, 'c', { pods: web, ingress: [{ from: Namespaces.all(), ports }] });
  // @ts-expect-error
  new NetworkPolicy(chart, 'd', { pods: placed, ingress: [] });
  // @ts-expect-error
  new NetworkPolicy(chart, 'e', { ingress: [] });

  new NamespaceIsolation(chart, 'ok-too', { direction: 'both', alsoFrom: [placed], alsoTo: [placed] });
  // @ts-expect-error
  new NamespaceIsolation(chart, 'f', { alsoFrom: [web] });
  // @ts-expect-error
  new NamespaceIsolation(chart, 'g', { alsoTo: [web] });
  // @ts-expect-error
  new NamespaceIsolation(chart, 'h', { alsoFrom: [Namespaces.all()] });
  // @ts-expect-error
  new NamespaceIsolation(chart, 'i', { direction: 'inbound' });

  DnsServer.at([placed], [Port.udp(53)]);
  // @ts-expect-error
  DnsServer.at([web], [Port.udp(53)]);
  // @ts-expect-error
  DnsServer.at([], [Port.udp(53)]);
  // @ts-expect-error
  DnsServer.at([placed], []);
  // @ts-expect-error
  DnsServer.at([Namespaces.all()], [Port.udp(53)]);
  // @ts-expect-error
  DnsServer.nodeLocalCache({});
  // @ts-expect-error
  DnsServer.nodeLocalCache({ clusterIp: placed });
  new AllowDns(chart, 'dns', { pods: web, server: DnsServer.kubeDns() });
  // @ts-expect-error
  new AllowDns(chart, 'j', { pods: placed });
  // @ts-expect-error
  new AllowDns(chart, 'k', { server: placed });
}

/** The same in the patterns as functions. */
export function patternsTakePeers(): void {
  const namespace = 'shop';
  networkPolicy('ok', { namespace, pods: web, ingress: [{ from: placed, ports }] });
  serviceAccessGrant('ok', { from: placed, to: placed, ports });
  // @ts-expect-error
  networkPolicy('a', { namespace, pods: web, ingress: [{ from: web, ports }] });
  // @ts-expect-error
  networkPolicy('b', { pods: web, ingress: [] });
  // @ts-expect-error
  serviceAccessGrant('c', { from: web, to: placed, ports });
  // @ts-expect-error
  serviceAccessGrant('d', { from: placed, to: web, ports });
  // @ts-expect-error
  serviceAccessGrant('e', { from: placed, to: web.inAnyNamespace(), ports });
  // @ts-expect-error
  serviceAccessGrant('f', { from: placed, to: placed });
  // @ts-expect-error
  namespaceIsolation('isolation', { namespace, alsoFrom: [web] });
  // @ts-expect-error
  namespaceIsolation('isolation', {});
  // @ts-expect-error
  allowDns('dns', { namespace, pods: placed });
}

/** A grant protects pods of one namespace, on ports that are said; a construct says its own. */
export function grants(chart: Chart, construct: Construct): void {
  new ServiceAccessGrant(chart, 'ok-1', { from: placed, to: placed, ports });
  new ServiceAccessGrant(chart, 'ok-2', { from: [placed, IpBlock.anyIpv6()], to: web.inSameNamespace(), ports });
  new ServiceAccessGrant(chart, 'ok-3', { from: construct, to: construct });
  new ServiceAccessGrant(chart, 'ok-4', { from: [construct, placed], to: construct, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'a', { from: web, to: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'b', { from: [placed, web], to: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'c', { from: placed, to: web, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'd', { from: placed, to: web.inAnyNamespace(), ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'e', { from: placed, to: web.inNamespaces(Namespaces.all()), ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'f', { from: placed, to: IpBlock.anyIpv4(), ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'g', { from: placed, to: placed });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'h', { from: placed, to: web.inSameNamespace() });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'i', { from: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'j', { to: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'k', { from: 'anywhere', to: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'l', { from: placed, to: placed, ports: Port.tcp(80) });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'm', { from: placed, to: placed, ports: [80] });
  // @ts-expect-error
  new ServiceAccessGrant(chart, 'n', { from: placed, to: construct, clientEgress: 'sometimes' });
}

/** "The same namespace" has no meaning in a flow, which lives in none. */
export function flows(): void {
  Flow.from(placed).to(web.inAnyNamespace()).on(Port.tcp(80), Port.udp(53));
  Flow.from(IpBlock.anyIpv4()).to(placed).on(Port.all());
  // @ts-expect-error
  Flow.from(web);
  // @ts-expect-error
  Flow.from(placed).to(web);
  // @ts-expect-error
  Flow.from(web.inSameNamespace());
  // @ts-expect-error
  Flow.from(placed).to(web.inSameNamespace());
  // @ts-expect-error
  Flow.from(Namespaces.all());
  // @ts-expect-error
  Flow.from(placed).to(placed).on();
  // @ts-expect-error
  Flow.from(placed).on(Port.all());
}

/** An empty list is not said by accident. */
export function lists(): void {
  Namespaces.named('a');
  Namespaces.named('a', 'b');
  Namespaces.matching(LabelExpression.exists('a'));
  Pods.matching(LabelExpression.exists('a'), LabelExpression.notIn('b', ['c']));
  // @ts-expect-error
  Namespaces.named();
  // @ts-expect-error
  Namespaces.matching();
  // @ts-expect-error
  Namespaces.labelled();
  // @ts-expect-error
  Pods.matching();
  // @ts-expect-error
  Pods.labelled();
  // @ts-expect-error
  Pods.matching({ app: 'web' });
  // @ts-expect-error
  Pods.labelled(LabelExpression.exists('a'), 'b');
}

/** Leaves are of their type. */
export function leaves(): void {
  // @ts-expect-error
  Port.tcp('80');
  // @ts-expect-error
  Port.tcp();
  // @ts-expect-error
  Port.tcpRange(80);
  // @ts-expect-error
  Port.named(80);
  // @ts-expect-error
  Port.named('http', 'ICMP');
  // @ts-expect-error
  Pods.labelled({ version: 1.1 });
  // @ts-expect-error
  web.inNamespace();
  // @ts-expect-error
  web.inNamespaces('shop');
  // @ts-expect-error
  IpBlock.ipv4();
  // @ts-expect-error
  IpBlock.ipv4('10.0.0.0/8', { except: '10.1.0.0/16' });
}

/** A network plugin is a profile or a name that there is. */
export function networkPlugins(chart: Chart): void {
  new AllowDns(chart, 'profile', { cni: Cni.calico() });
  new AllowDns(chart, 'name', { cni: 'aws-vpc-cni:on' });
  // @ts-expect-error
  new AllowDns(chart, 'misspelt', { cni: 'flanel' });
  // @ts-expect-error
  new AllowDns(chart, 'not-called', { cni: Cni.flannel });
}

/** A namespace is given by its name, or as the construct that makes it. */
export function namespacesAsConstructs(chart: Chart, namespace: Construct): void {
  new AllowDns(chart, 'a', { namespace });
  new NamespaceIsolation(chart, 'b', { namespace, alsoFrom: [Pods.all().inNamespace(namespace)] });
  peer(web.inNamespaces(Namespaces.named(namespace, 'shop')));
  // @ts-expect-error
  new AllowDns(chart, 'e', { namespace: 5 });
  // @ts-expect-error
  web.inNamespace(Namespaces.named('shop'));
}
