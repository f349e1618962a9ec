/**
 * What must compile and what must not in a Pulumi program: each `@ts-expect-error` is a claim that the line below it is
 * refused. Only tsc reads this file; nothing runs it.
 */
import type * as kubernetes from '@pulumi/kubernetes';
import type { Input, Output } from '@pulumi/pulumi';
import {
  AllowDns,
  DefaultDenyNamespace,
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
} from 'ringfence/pulumi';

declare const text: Output<string>;
declare const number: Output<number>;
declare const input: Input<string>;
declare const namespace: kubernetes.core.v1.Namespace;
declare const deployment: kubernetes.apps.v1.Deployment;
declare const statefulSet: kubernetes.apps.v1.StatefulSet;
declare const daemonSet: kubernetes.apps.v1.DaemonSet;
declare const pod: kubernetes.core.v1.Pod;
declare const service: kubernetes.core.v1.Service;
declare const config: kubernetes.core.v1.ConfigMap;

const web = Pods.labelled({ app: text });
const placed = web.inNamespace(namespace);
const ports = [Port.tcp(number), Port.named(text)];

/** Every leaf may be an Input. */
export function anyLeaf(): void {
  new DefaultDenyNamespace('deny', { namespace, description: text, metadata: { name: input, labels: { a: text } } });
  new AllowDns('dns', { namespace: text, server: DnsServer.nodeLocalCache({ clusterIp: IpBlock.ipv4(text) }) });
  new NamespaceIsolation('isolation', {
    namespace: input,
    alsoFrom: [placed, IpBlock.ipv6(text, { except: [input] })],
  });
  new NetworkPolicy('web', {
    namespace,
    pods: Pods.matching(LabelExpression.in(text, [input, 'b'])),
    ingress: [{ from: Pods.all().inNamespaces(Namespaces.named(text, 'b')), ports: [Port.tcpRange(number, 80)] }],
    egress: [{ to: 'anywhere', ports }],
  });
  new ServiceAccessGrant('grant', { from: placed, to: web.inNamespace(text), ports });
  Flow.from(placed).to(IpBlock.anyIpv4()).on(Port.udp(number));
}

/** Resources stand for their pods. */
export function resources(): void {
  for (const to of [deployment, statefulSet, daemonSet, pod, namespace])
    new ServiceAccessGrant('x', { from: to, to, ports });
  new ServiceAccessGrant('x', { from: [service, placed, Namespaces.all()], to: service });
  // @ts-expect-error
  new ServiceAccessGrant('x', { from: placed, to: deployment });
  // @ts-expect-error
  new ServiceAccessGrant('x', { from: config, to: placed, ports });
}

/** How many there are is never a matter of an Output, nor is what is meant. */
export function structureIsPlain(outputs: { peers: Output<typeof placed>; ports: Output<typeof ports> }): void {
  // @ts-expect-error
  new ServiceAccessGrant('x', { from: outputs.peers, to: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant('x', { from: placed, to: placed, ports: outputs.ports });
  // @ts-expect-error
  new ServiceAccessGrant('x', { from: web, to: placed, ports });
  // @ts-expect-error
  new ServiceAccessGrant('x', { from: placed, to: web.inAnyNamespace(), ports });
  // @ts-expect-error
  new ServiceAccessGrant(text, { from: placed, to: placed, ports });
  // @ts-expect-error
  Pods.labelled({ app: namespace });
  // @ts-expect-error
  new AllowDns('dns', {});
}
