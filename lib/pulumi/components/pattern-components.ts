import { type AllowClusterEgressOptions, allowClusterEgress } from '../../patterns/allow-cluster-egress';
import { type AllowDnsOptions, allowDns } from '../../patterns/allow-dns';
import { type AllowEgressToCidrOptions, allowEgressToCidr } from '../../patterns/allow-egress-to-cidr';
import { type AllowExternalIngressOptions, allowExternalIngress } from '../../patterns/allow-external-ingress';
import {
  type AllowFromIngressControllerOptions,
  allowFromIngressController,
} from '../../patterns/allow-from-ingress-controller';
import { type AllowIngressFromCidrOptions, allowIngressFromCidr } from '../../patterns/allow-ingress-from-cidr';
import { type AllowInternetEgressOptions, allowInternetEgress } from '../../patterns/allow-internet-egress';
import { type AllowKubeApiServerOptions, allowKubeApiServer } from '../../patterns/allow-kube-api-server';
import { type AllowPrometheusScrapeOptions, allowPrometheusScrape } from '../../patterns/allow-prometheus-scrape';
import {
  type AllowWebhookFromApiServerOptions,
  allowWebhookFromApiServer,
} from '../../patterns/allow-webhook-from-api-server';
import { type DefaultDenyNamespaceOptions, defaultDenyNamespace } from '../../patterns/default-deny-namespace';
import { type DefaultDenyWorkloadOptions, defaultDenyWorkload } from '../../patterns/default-deny-workload';
import { type DenyCloudMetadataOptions, denyCloudMetadata } from '../../patterns/deny-cloud-metadata';
import { type NamespaceIsolationOptions, namespaceIsolation } from '../../patterns/namespace-isolation';
import { type NetworkPolicyOptions, networkPolicy } from '../../patterns/network-policy';
import { type OpenWorkloadOptions, openWorkload } from '../../patterns/open-workload';
import { type TenantIsolationOptions, tenantIsolation } from '../../patterns/tenant-isolation';
import { type TieredApplicationOptions, tieredApplication } from '../../patterns/tiered-application';
import type { Count, Text } from '../deferred/deferred';
import type { InNamespace } from './component-of';
import { componentOf } from './component-of';

/** The components of the patterns, a line for each: props and policies are those of the pattern. */

export type DefaultDenyNamespaceProps = InNamespace<DefaultDenyNamespaceOptions<Text>>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace('deny', { namespace: 'shop' });
 */
export class DefaultDenyNamespace extends componentOf<DefaultDenyNamespaceOptions<Text>>(
  'DefaultDenyNamespace',
  defaultDenyNamespace,
) {}

export type DefaultDenyWorkloadProps = InNamespace<DefaultDenyWorkloadOptions<Text>>;

/**
 * Isolates some pods of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyWorkload('vault', { namespace: 'shop', pods: Pods.labelled({ app: 'vault' }) });
 */
export class DefaultDenyWorkload extends componentOf<DefaultDenyWorkloadOptions<Text>>(
  'DefaultDenyWorkload',
  defaultDenyWorkload,
) {}

export type AllowDnsProps = InNamespace<AllowDnsOptions<Text, Count>>;

/**
 * Lets the pods of a namespace resolve names, over UDP and TCP.
 *
 * @example
 * new AllowDns('dns', { namespace: 'shop', server: DnsServer.openShift() });
 */
export class AllowDns extends componentOf<AllowDnsOptions<Text, Count>>('AllowDns', allowDns) {}

export type NamespaceIsolationProps = InNamespace<NamespaceIsolationOptions<Text>>;

/**
 * Lets the pods of a namespace connect to each other and keeps other pods out.
 *
 * @example
 * new NamespaceIsolation('isolation', { namespace: 'shop', alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends componentOf<NamespaceIsolationOptions<Text>>(
  'NamespaceIsolation',
  namespaceIsolation,
) {}

export type TenantIsolationProps = InNamespace<TenantIsolationOptions<Text>>;

/**
 * Lets the pods of the namespaces of a tenant connect to each other and keeps other tenants out.
 *
 * @example
 * new TenantIsolation('tenant', { namespace: 'shop', tenant: Namespaces.labelled({ tenant: 'acme' }) });
 */
export class TenantIsolation extends componentOf<TenantIsolationOptions<Text>>('TenantIsolation', tenantIsolation) {}

export type OpenWorkloadProps = InNamespace<OpenWorkloadOptions<Text, Count>>;

/**
 * Opens a workload to all pods of its own namespace or of other namespaces.
 *
 * @example
 * new OpenWorkload('api', { namespace: 'shop', pods: api, to: Namespaces.all(), ports: [Port.tcp(8080)] });
 */
export class OpenWorkload extends componentOf<OpenWorkloadOptions<Text, Count>>('OpenWorkload', openWorkload) {}

export type TieredApplicationProps = InNamespace<TieredApplicationOptions<Text, Count>>;

/**
 * Lets each tier of an application accept connections only from the previous tier, and connect only to the next one.
 *
 * @example
 * new TieredApplication('shop', { namespace: 'shop', from: 'anywhere', tiers: [web, app, data] });
 */
export class TieredApplication extends componentOf<TieredApplicationOptions<Text, Count>>(
  'TieredApplication',
  tieredApplication,
) {}

export type AllowClusterEgressProps = InNamespace<AllowClusterEgressOptions<Text, Count>>;

/**
 * Lets pods reach every pod of the cluster, and nothing outside of it.
 *
 * @example
 * new AllowClusterEgress('crawler', { namespace: 'shop', pods: crawler, ports: [Port.all()] });
 */
export class AllowClusterEgress extends componentOf<AllowClusterEgressOptions<Text, Count>>(
  'AllowClusterEgress',
  allowClusterEgress,
) {}

export type AllowInternetEgressProps = InNamespace<AllowInternetEgressOptions<Text, Count>>;

/**
 * Lets pods reach public addresses, of IPv4 and IPv6, and no others.
 *
 * @example
 * new AllowInternetEgress('payment', { namespace: 'shop', pods: payment, ports: [Port.tcp(443)] });
 */
export class AllowInternetEgress extends componentOf<AllowInternetEgressOptions<Text, Count>>(
  'AllowInternetEgress',
  allowInternetEgress,
) {}

export type AllowEgressToCidrProps = InNamespace<AllowEgressToCidrOptions<Text, Count>>;

/**
 * Lets pods reach blocks of addresses.
 *
 * @example
 * new AllowEgressToCidr('database', {
 *   namespace: 'shop',
 *   pods: app,
 *   to: IpBlock.ipv4('10.20.0.0/24'),
 *   ports: [Port.tcp(5432)],
 * });
 */
export class AllowEgressToCidr extends componentOf<AllowEgressToCidrOptions<Text, Count>>(
  'AllowEgressToCidr',
  allowEgressToCidr,
) {}

export type AllowExternalIngressProps = InNamespace<AllowExternalIngressOptions<Text, Count>>;

/**
 * Lets every address reach a workload, of IPv4 and IPv6.
 *
 * @example
 * new AllowExternalIngress('web', { namespace: 'shop', pods: web, ports: [Port.tcp(8443)] });
 */
export class AllowExternalIngress extends componentOf<AllowExternalIngressOptions<Text, Count>>(
  'AllowExternalIngress',
  allowExternalIngress,
) {}

export type AllowIngressFromCidrProps = InNamespace<AllowIngressFromCidrOptions<Text, Count>>;

/**
 * Lets blocks of addresses reach a workload.
 *
 * @example
 * new AllowIngressFromCidr('office', {
 *   namespace: 'shop',
 *   pods: web,
 *   from: IpBlock.ipv4('192.0.2.0/24'),
 *   ports: [Port.tcp(8443)],
 * });
 */
export class AllowIngressFromCidr extends componentOf<AllowIngressFromCidrOptions<Text, Count>>(
  'AllowIngressFromCidr',
  allowIngressFromCidr,
) {}

export type DenyCloudMetadataProps = InNamespace<DenyCloudMetadataOptions<Text>>;

/**
 * Denies pods the metadata address of the cloud and leaves everything else open to them: for pods that no policy
 * isolates for egress. This is not checked: with a default deny it would open everything but metadata.
 *
 * @example
 * new DenyCloudMetadata('jobs', { namespace: 'shop', pods: Pods.all() });
 */
export class DenyCloudMetadata extends componentOf<DenyCloudMetadataOptions<Text>>(
  'DenyCloudMetadata',
  denyCloudMetadata,
) {}

export type AllowFromIngressControllerProps = InNamespace<AllowFromIngressControllerOptions<Text, Count>>;

/**
 * Lets the pods of an ingress controller reach a workload.
 *
 * @example
 * new AllowFromIngressController('web', {
 *   namespace: 'shop',
 *   pods: web,
 *   controller: IngressController.nginx(),
 *   ports: [Port.tcp(8080)],
 * });
 */
export class AllowFromIngressController extends componentOf<AllowFromIngressControllerOptions<Text, Count>>(
  'AllowFromIngressController',
  allowFromIngressController,
) {}

export type AllowPrometheusScrapeProps = InNamespace<AllowPrometheusScrapeOptions<Text, Count>>;

/**
 * Lets Prometheus scrape a workload.
 *
 * @example
 * new AllowPrometheusScrape('metrics', { namespace: 'shop', pods: Pods.all(), ports: [Port.named('metrics')] });
 */
export class AllowPrometheusScrape extends componentOf<AllowPrometheusScrapeOptions<Text, Count>>(
  'AllowPrometheusScrape',
  allowPrometheusScrape,
) {}

export type AllowKubeApiServerProps = InNamespace<AllowKubeApiServerOptions<Text, Count>>;

/**
 * Lets pods reach the API server, by its ClusterIP and by the addresses behind it.
 *
 * @example
 * new AllowKubeApiServer('operator', {
 *   namespace: 'shop',
 *   pods: operator,
 *   clusterIp: IpBlock.ipv4('10.96.0.1/32'),
 *   endpoints: IpBlock.ipv4('172.18.0.2/32'),
 * });
 */
export class AllowKubeApiServer extends componentOf<AllowKubeApiServerOptions<Text, Count>>(
  'AllowKubeApiServer',
  allowKubeApiServer,
) {}

export type AllowWebhookFromApiServerProps = InNamespace<AllowWebhookFromApiServerOptions<Text, Count>>;

/**
 * Lets the API server call webhooks of a workload.
 *
 * @example
 * new AllowWebhookFromApiServer('webhook', {
 *   namespace: 'shop',
 *   pods: webhook,
 *   from: IpBlock.ipv4('172.18.0.2/32'),
 *   ports: [Port.tcp(9443)],
 * });
 */
export class AllowWebhookFromApiServer extends componentOf<AllowWebhookFromApiServerOptions<Text, Count>>(
  'AllowWebhookFromApiServer',
  allowWebhookFromApiServer,
) {}

export type NetworkPolicyProps = InNamespace<NetworkPolicyOptions<Text, Count>>;

/**
 * One policy in the words of ringfence, for what no pattern covers; its name is the component's.
 *
 * @example
 * new NetworkPolicy('web', {
 *   namespace: 'shop',
 *   pods: web,
 *   ingress: [{ from: 'anywhere', ports: [Port.tcp(8080)] }],
 * });
 */
export class NetworkPolicy extends componentOf<NetworkPolicyOptions<Text, Count>>('NetworkPolicy', networkPolicy) {}
