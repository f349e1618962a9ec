import { ipBlockWords } from './ip-block';
import { labelExpressionWords } from './label-expression';
import { namespaceWords } from './namespaces';
import { podWords } from './pods';
import { portWords } from './port';

/** Conditions on labels: `LabelExpression.in('tier', ['web', 'api'])`. */
export const LabelExpression = labelExpressionWords<string>();

/** Namespaces, by name or label: `Namespaces.named('shop', 'cart')`. */
export const Namespaces = namespaceWords<string>();

/** Pods, and where they are: `Pods.labelled({ app: 'web' }).inNamespace('shop')`. */
export const Pods = podWords<string>();

/** Blocks of addresses: `IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] })`. */
export const IpBlock = ipBlockWords<string>();

/** Ports: `Port.tcp(6379)`. */
export const Port = portWords<string, number>();

export { DnsServer, type DnsServerWords, type NodeLocalCacheOptions } from './dns-server';
export { Flow, type FlowWords } from './flow';
export { IngressController, type IngressControllerWords, type InstalledIn } from './ingress-controller';
export type { IpBlockOptions, IpBlockPeer, IpBlockWords } from './ip-block';
export type { LabelCondition, LabelExpressionWords } from './label-expression';
export type { NamespaceSelection, NamespaceWords } from './namespaces';
export type { AbsolutePeer, Peer } from './peer';
export type { PodSelection, PodsInNamespace, PodsInNamespaces, PodsInSameNamespace, PodsPeer, PodWords } from './pods';
export type { PortWord, PortWords } from './port';
export type { Selection } from './selection';
