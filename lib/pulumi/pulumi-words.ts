import type { core } from '@pulumi/kubernetes';
import { type DnsServer as DnsServerData, dnsServerWords } from '../policy/dns-server';
import { type Flow as FlowData, flowWords } from '../policy/flow';
import { type IngressController as IngressControllerData, ingressControllerWords } from '../policy/ingress-controller';
import { ipBlockWords } from '../policy/ip-block';
import { labelExpressionWords } from '../policy/label-expression';
import { namespaceWords } from '../policy/namespaces';
import { type PodSelection, type PodsInNamespace, podWordsOf, UnplacedPods } from '../policy/pods';
import { portWords } from '../policy/port';
import type { Count, Text } from './deferred/deferred';
import { namespaceName } from './peers/namespace-name';

/** The words of ringfence, each of whose values may be an Output. */

/** Conditions on labels: `LabelExpression.in('tier', ['web', 'api'])`. */
export const LabelExpression = labelExpressionWords<Text>();

/** Namespaces, by name or label: `Namespaces.named('shop', 'cart')`. */
export const Namespaces = namespaceWords<Text>();

/** Pods without a place. It is no peer: say where the pods are, and it becomes one. */
export interface PlaceablePods extends PodSelection<Text> {
  /** In this namespace, given by its name or as the resource that makes it. */
  inNamespace(namespace: Text | core.v1.Namespace): PodsInNamespace<Text>;
}

class Placeable extends UnplacedPods<Text> implements PlaceablePods {
  override inNamespace(namespace: Text | core.v1.Namespace): PodsInNamespace<Text> {
    return super.inNamespace(namespaceName(namespace));
  }
}

/** Pods, and where they are: `Pods.labelled({ app: 'web' }).inNamespace('shop')`. */
export const Pods = podWordsOf<Text, PlaceablePods>(Placeable);

/** Blocks of addresses: `IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] })`. */
export const IpBlock = ipBlockWords<Text>();

/** Ports: `Port.tcp(6379)`. */
export const Port = portWords<Text, Count>();

/** A connection from one peer to another: `Flow.from(proxy).to(cache).on(Port.tcp(6379))`. */
export const Flow = flowWords<Text, Count>();
/** A connection from one peer to another, as data. */
export type Flow = FlowData<Text, Count>;

/** Where DNS answers: `DnsServer.kubeDns()`. */
export const DnsServer = dnsServerWords<Text, Count>();
/** Where DNS answers, as data. */
export type DnsServer = DnsServerData<Text, Count>;

/** Who brings in requests from outside: `IngressController.nginx()`. */
export const IngressController = ingressControllerWords<Text>();
/** The pods that send requests from outside into the cluster, as data. */
export type IngressController = IngressControllerData<Text>;
