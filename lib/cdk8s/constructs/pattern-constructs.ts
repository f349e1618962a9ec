import type { Construct } from 'constructs';
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
import { Boundary } from './boundary-construct';
import { type InChart, writePattern } from './write-pattern';

/** The constructs of the patterns: props and policies are those of the pattern. */

/** The props of `DefaultDenyNamespace`. */
export type DefaultDenyNamespaceProps = InChart<DefaultDenyNamespaceOptions>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace(chart, 'deny');
 */
export class DefaultDenyNamespace extends Boundary {
  constructor(scope: Construct, id: string, props?: DefaultDenyNamespaceProps) {
    super(scope, id);
    writePattern<DefaultDenyNamespaceOptions>(this, defaultDenyNamespace, props);
  }
}

/** The props of `DefaultDenyWorkload`. */
export type DefaultDenyWorkloadProps = InChart<DefaultDenyWorkloadOptions>;

/**
 * Isolates some pods of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyWorkload(chart, 'vault', { pods: Pods.labelled({ app: 'vault' }) });
 */
export class DefaultDenyWorkload extends Boundary {
  constructor(scope: Construct, id: string, props: DefaultDenyWorkloadProps) {
    super(scope, id);
    writePattern<DefaultDenyWorkloadOptions>(this, defaultDenyWorkload, props);
  }
}

/** The props of `AllowDns`. */
export type AllowDnsProps = InChart<AllowDnsOptions>;

/**
 * Lets the pods of a namespace resolve names, over UDP and TCP.
 *
 * @example
 * new AllowDns(chart, 'dns', { server: DnsServer.openShift() });
 */
export class AllowDns extends Boundary {
  constructor(scope: Construct, id: string, props?: AllowDnsProps) {
    super(scope, id);
    writePattern<AllowDnsOptions>(this, allowDns, props);
  }
}

/** The props of `NamespaceIsolation`. */
export type NamespaceIsolationProps = InChart<NamespaceIsolationOptions>;

/**
 * Lets the pods of a namespace connect to each other and keeps other pods out.
 *
 * @example
 * new NamespaceIsolation(chart, 'isolation', { alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends Boundary {
  constructor(scope: Construct, id: string, props?: NamespaceIsolationProps) {
    super(scope, id);
    writePattern<NamespaceIsolationOptions>(this, namespaceIsolation, props);
  }
}

/** The props of `TenantIsolation`. */
export type TenantIsolationProps = InChart<TenantIsolationOptions>;

/**
 * Lets the pods of the namespaces of a tenant connect to each other and keeps other tenants out.
 *
 * @example
 * new TenantIsolation(chart, 'tenant', { tenant: Namespaces.labelled({ tenant: 'acme' }) });
 */
export class TenantIsolation extends Boundary {
  constructor(scope: Construct, id: string, props: TenantIsolationProps) {
    super(scope, id);
    writePattern<TenantIsolationOptions>(this, tenantIsolation, props);
  }
}

/** The props of `OpenWorkload`. */
export type OpenWorkloadProps = InChart<OpenWorkloadOptions>;

/**
 * Opens a workload to all pods of its own namespace or of other namespaces.
 *
 * @example
 * new OpenWorkload(chart, 'api', { pods: api, to: Namespaces.all(), ports: [Port.tcp(8080)] });
 */
export class OpenWorkload extends Boundary {
  constructor(scope: Construct, id: string, props: OpenWorkloadProps) {
    super(scope, id);
    writePattern<OpenWorkloadOptions>(this, openWorkload, props);
  }
}

/** The props of `TieredApplication`. */
export type TieredApplicationProps = InChart<TieredApplicationOptions>;

/**
 * Lets each tier of an application accept connections only from the previous tier, and connect only to the next one.
 *
 * @example
 * new TieredApplication(chart, 'shop', { from: 'anywhere', tiers: [web, app, data] });
 */
export class TieredApplication extends Boundary {
  constructor(scope: Construct, id: string, props: TieredApplicationProps) {
    super(scope, id);
    writePattern<TieredApplicationOptions>(this, tieredApplication, props);
  }
}

/** The props of `AllowClusterEgress`. */
export type AllowClusterEgressProps = InChart<AllowClusterEgressOptions>;

/**
 * Lets pods reach every pod of the cluster, and nothing outside of it.
 *
 * @example
 * new AllowClusterEgress(chart, 'crawler', { pods: crawler, ports: [Port.all()] });
 */
export class AllowClusterEgress extends Boundary {
  constructor(scope: Construct, id: string, props: AllowClusterEgressProps) {
    super(scope, id);
    writePattern<AllowClusterEgressOptions>(this, allowClusterEgress, props);
  }
}

/** The props of `AllowInternetEgress`. */
export type AllowInternetEgressProps = InChart<AllowInternetEgressOptions>;

/**
 * Lets pods reach public addresses, of IPv4 and IPv6, and no others.
 *
 * @example
 * new AllowInternetEgress(chart, 'payment', { pods: payment, ports: [Port.tcp(443)] });
 */
export class AllowInternetEgress extends Boundary {
  constructor(scope: Construct, id: string, props: AllowInternetEgressProps) {
    super(scope, id);
    writePattern<AllowInternetEgressOptions>(this, allowInternetEgress, props);
  }
}

/** The props of `AllowEgressToCidr`. */
export type AllowEgressToCidrProps = InChart<AllowEgressToCidrOptions>;

/**
 * Lets pods reach blocks of addresses.
 *
 * @example
 * new AllowEgressToCidr(chart, 'database', { pods: app, to: IpBlock.ipv4('10.20.0.0/24'), ports: [Port.tcp(5432)] });
 */
export class AllowEgressToCidr extends Boundary {
  constructor(scope: Construct, id: string, props: AllowEgressToCidrProps) {
    super(scope, id);
    writePattern<AllowEgressToCidrOptions>(this, allowEgressToCidr, props);
  }
}

/** The props of `AllowExternalIngress`. */
export type AllowExternalIngressProps = InChart<AllowExternalIngressOptions>;

/**
 * Lets every address reach a workload, of IPv4 and IPv6.
 *
 * @example
 * new AllowExternalIngress(chart, 'web', { pods: web, ports: [Port.tcp(8443)] });
 */
export class AllowExternalIngress extends Boundary {
  constructor(scope: Construct, id: string, props: AllowExternalIngressProps) {
    super(scope, id);
    writePattern<AllowExternalIngressOptions>(this, allowExternalIngress, props);
  }
}

/** The props of `AllowIngressFromCidr`. */
export type AllowIngressFromCidrProps = InChart<AllowIngressFromCidrOptions>;

/**
 * Lets blocks of addresses reach a workload.
 *
 * @example
 * new AllowIngressFromCidr(chart, 'office', {
 *   pods: web,
 *   from: IpBlock.ipv4('192.0.2.0/24'),
 *   ports: [Port.tcp(8443)],
 * });
 */
export class AllowIngressFromCidr extends Boundary {
  constructor(scope: Construct, id: string, props: AllowIngressFromCidrProps) {
    super(scope, id);
    writePattern<AllowIngressFromCidrOptions>(this, allowIngressFromCidr, props);
  }
}

/** The props of `DenyCloudMetadata`. */
export type DenyCloudMetadataProps = InChart<DenyCloudMetadataOptions>;

/**
 * Denies pods the metadata address of the cloud and leaves everything else open to them: for pods that no policy
 * isolates for egress.
 *
 * @example
 * new DenyCloudMetadata(chart, 'jobs', { pods: Pods.all() });
 */
export class DenyCloudMetadata extends Boundary {
  /** @internal */
  readonly _opensAllElse = true;

  constructor(scope: Construct, id: string, props: DenyCloudMetadataProps) {
    super(scope, id);
    writePattern<DenyCloudMetadataOptions>(this, denyCloudMetadata, props);
  }
}

/** The props of `AllowFromIngressController`. */
export type AllowFromIngressControllerProps = InChart<AllowFromIngressControllerOptions>;

/**
 * Lets the pods of an ingress controller reach a workload.
 *
 * @example
 * new AllowFromIngressController(chart, 'web', {
 *   pods: web,
 *   controller: IngressController.nginx(),
 *   ports: [Port.tcp(8080)],
 * });
 */
export class AllowFromIngressController extends Boundary {
  constructor(scope: Construct, id: string, props: AllowFromIngressControllerProps) {
    super(scope, id);
    writePattern<AllowFromIngressControllerOptions>(this, allowFromIngressController, props);
  }
}

/** The props of `AllowPrometheusScrape`. */
export type AllowPrometheusScrapeProps = InChart<AllowPrometheusScrapeOptions>;

/**
 * Lets Prometheus scrape a workload.
 *
 * @example
 * new AllowPrometheusScrape(chart, 'metrics', { pods: Pods.all(), ports: [Port.named('metrics')] });
 */
export class AllowPrometheusScrape extends Boundary {
  constructor(scope: Construct, id: string, props: AllowPrometheusScrapeProps) {
    super(scope, id);
    writePattern<AllowPrometheusScrapeOptions>(this, allowPrometheusScrape, props);
  }
}

/** The props of `AllowKubeApiServer`. */
export type AllowKubeApiServerProps = InChart<AllowKubeApiServerOptions>;

/**
 * Lets pods reach the API server, by its ClusterIP and by the addresses behind it.
 *
 * @example
 * new AllowKubeApiServer(chart, 'operator', {
 *   pods: operator,
 *   clusterIp: IpBlock.ipv4('10.96.0.1/32'),
 *   endpoints: IpBlock.ipv4('172.18.0.2/32'),
 * });
 */
export class AllowKubeApiServer extends Boundary {
  constructor(scope: Construct, id: string, props: AllowKubeApiServerProps) {
    super(scope, id);
    writePattern<AllowKubeApiServerOptions>(this, allowKubeApiServer, props);
  }
}

/** The props of `AllowWebhookFromApiServer`. */
export type AllowWebhookFromApiServerProps = InChart<AllowWebhookFromApiServerOptions>;

/**
 * Lets the API server call webhooks of a workload.
 *
 * @example
 * new AllowWebhookFromApiServer(chart, 'webhook', {
 *   pods: webhook,
 *   from: IpBlock.ipv4('172.18.0.2/32'),
 *   ports: [Port.tcp(9443)],
 * });
 */
export class AllowWebhookFromApiServer extends Boundary {
  constructor(scope: Construct, id: string, props: AllowWebhookFromApiServerProps) {
    super(scope, id);
    writePattern<AllowWebhookFromApiServerOptions>(this, allowWebhookFromApiServer, props);
  }
}

/** The props of `NetworkPolicy`. */
export type NetworkPolicyProps = InChart<NetworkPolicyOptions>;

/**
 * One policy in the words of ringfence, for what no pattern covers; its name is the construct's id.
 *
 * @example
 * new NetworkPolicy(chart, 'web', { pods: web, ingress: [{ from: 'anywhere', ports: [Port.tcp(8080)] }] });
 */
export class NetworkPolicy extends Boundary {
  constructor(scope: Construct, id: string, props: NetworkPolicyProps) {
    super(scope, id);
    writePattern<NetworkPolicyOptions>(this, networkPolicy, props);
  }
}
