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
import { Boundary, type BoundaryOptions } from './boundary-component';
import { type InNamespace, patternPlan } from './pattern-plan';

/** The components of the patterns: props and policies are those of the pattern. */

/** The props of `DefaultDenyNamespace`. */
export type DefaultDenyNamespaceProps = InNamespace<DefaultDenyNamespaceOptions<Text>>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace('deny', { namespace: 'shop' });
 */
export class DefaultDenyNamespace extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DefaultDenyNamespaceProps, opts?: BoundaryOptions) {
    super(
      'DefaultDenyNamespace',
      name,
      patternPlan<DefaultDenyNamespaceOptions<Text>>(defaultDenyNamespace, name, props),
      opts,
    );
  }
}

/** The props of `DefaultDenyWorkload`. */
export type DefaultDenyWorkloadProps = InNamespace<DefaultDenyWorkloadOptions<Text>>;

/**
 * Isolates some pods of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyWorkload('vault', { namespace: 'shop', pods: Pods.labelled({ app: 'vault' }) });
 */
export class DefaultDenyWorkload extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DefaultDenyWorkloadProps, opts?: BoundaryOptions) {
    super(
      'DefaultDenyWorkload',
      name,
      patternPlan<DefaultDenyWorkloadOptions<Text>>(defaultDenyWorkload, name, props),
      opts,
    );
  }
}

/** The props of `AllowDns`. */
export type AllowDnsProps = InNamespace<AllowDnsOptions<Text, Count>>;

/**
 * Lets the pods of a namespace resolve names, over UDP and TCP.
 *
 * @example
 * new AllowDns('dns', { namespace: 'shop', server: DnsServer.openShift() });
 */
export class AllowDns extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowDnsProps, opts?: BoundaryOptions) {
    super('AllowDns', name, patternPlan<AllowDnsOptions<Text, Count>>(allowDns, name, props), opts);
  }
}

/** The props of `NamespaceIsolation`. */
export type NamespaceIsolationProps = InNamespace<NamespaceIsolationOptions<Text>>;

/**
 * Lets the pods of a namespace connect to each other and keeps other pods out.
 *
 * @example
 * new NamespaceIsolation('isolation', { namespace: 'shop', alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: NamespaceIsolationProps, opts?: BoundaryOptions) {
    super(
      'NamespaceIsolation',
      name,
      patternPlan<NamespaceIsolationOptions<Text>>(namespaceIsolation, name, props),
      opts,
    );
  }
}

/** The props of `TenantIsolation`. */
export type TenantIsolationProps = InNamespace<TenantIsolationOptions<Text>>;

/**
 * Lets the pods of the namespaces of a tenant connect to each other and keeps other tenants out.
 *
 * @example
 * new TenantIsolation('tenant', { namespace: 'shop', tenant: Namespaces.labelled({ tenant: 'acme' }) });
 */
export class TenantIsolation extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: TenantIsolationProps, opts?: BoundaryOptions) {
    super('TenantIsolation', name, patternPlan<TenantIsolationOptions<Text>>(tenantIsolation, name, props), opts);
  }
}

/** The props of `OpenWorkload`. */
export type OpenWorkloadProps = InNamespace<OpenWorkloadOptions<Text, Count>>;

/**
 * Opens a workload to all pods of its own namespace or of other namespaces.
 *
 * @example
 * new OpenWorkload('api', { namespace: 'shop', pods: api, to: Namespaces.all(), ports: [Port.tcp(8080)] });
 */
export class OpenWorkload extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: OpenWorkloadProps, opts?: BoundaryOptions) {
    super('OpenWorkload', name, patternPlan<OpenWorkloadOptions<Text, Count>>(openWorkload, name, props), opts);
  }
}

/** The props of `TieredApplication`. */
export type TieredApplicationProps = InNamespace<TieredApplicationOptions<Text, Count>>;

/**
 * Lets each tier of an application accept connections only from the previous tier, and connect only to the next one.
 *
 * @example
 * new TieredApplication('shop', { namespace: 'shop', from: 'anywhere', tiers: [web, app, data] });
 */
export class TieredApplication extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: TieredApplicationProps, opts?: BoundaryOptions) {
    super(
      'TieredApplication',
      name,
      patternPlan<TieredApplicationOptions<Text, Count>>(tieredApplication, name, props),
      opts,
    );
  }
}

/** The props of `AllowClusterEgress`. */
export type AllowClusterEgressProps = InNamespace<AllowClusterEgressOptions<Text, Count>>;

/**
 * Lets pods reach every pod of the cluster, and nothing outside of it.
 *
 * @example
 * new AllowClusterEgress('crawler', { namespace: 'shop', pods: crawler, ports: [Port.all()] });
 */
export class AllowClusterEgress extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowClusterEgressProps, opts?: BoundaryOptions) {
    super(
      'AllowClusterEgress',
      name,
      patternPlan<AllowClusterEgressOptions<Text, Count>>(allowClusterEgress, name, props),
      opts,
    );
  }
}

/** The props of `AllowInternetEgress`. */
export type AllowInternetEgressProps = InNamespace<AllowInternetEgressOptions<Text, Count>>;

/**
 * Lets pods reach public addresses, of IPv4 and IPv6, and no others.
 *
 * @example
 * new AllowInternetEgress('payment', { namespace: 'shop', pods: payment, ports: [Port.tcp(443)] });
 */
export class AllowInternetEgress extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowInternetEgressProps, opts?: BoundaryOptions) {
    super(
      'AllowInternetEgress',
      name,
      patternPlan<AllowInternetEgressOptions<Text, Count>>(allowInternetEgress, name, props),
      opts,
    );
  }
}

/** The props of `AllowEgressToCidr`. */
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
export class AllowEgressToCidr extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowEgressToCidrProps, opts?: BoundaryOptions) {
    super(
      'AllowEgressToCidr',
      name,
      patternPlan<AllowEgressToCidrOptions<Text, Count>>(allowEgressToCidr, name, props),
      opts,
    );
  }
}

/** The props of `AllowExternalIngress`. */
export type AllowExternalIngressProps = InNamespace<AllowExternalIngressOptions<Text, Count>>;

/**
 * Lets every address reach a workload, of IPv4 and IPv6.
 *
 * @example
 * new AllowExternalIngress('web', { namespace: 'shop', pods: web, ports: [Port.tcp(8443)] });
 */
export class AllowExternalIngress extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowExternalIngressProps, opts?: BoundaryOptions) {
    super(
      'AllowExternalIngress',
      name,
      patternPlan<AllowExternalIngressOptions<Text, Count>>(allowExternalIngress, name, props),
      opts,
    );
  }
}

/** The props of `AllowIngressFromCidr`. */
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
export class AllowIngressFromCidr extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowIngressFromCidrProps, opts?: BoundaryOptions) {
    super(
      'AllowIngressFromCidr',
      name,
      patternPlan<AllowIngressFromCidrOptions<Text, Count>>(allowIngressFromCidr, name, props),
      opts,
    );
  }
}

/** The props of `DenyCloudMetadata`. */
export type DenyCloudMetadataProps = InNamespace<DenyCloudMetadataOptions<Text>>;

/**
 * Denies pods the metadata address of the cloud and leaves everything else open to them: for pods that no policy
 * isolates for egress. This is not checked: with a default deny it would open everything but metadata.
 *
 * @example
 * new DenyCloudMetadata('jobs', { namespace: 'shop', pods: Pods.all() });
 */
export class DenyCloudMetadata extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DenyCloudMetadataProps, opts?: BoundaryOptions) {
    super('DenyCloudMetadata', name, patternPlan<DenyCloudMetadataOptions<Text>>(denyCloudMetadata, name, props), opts);
  }
}

/** The props of `AllowFromIngressController`. */
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
export class AllowFromIngressController extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowFromIngressControllerProps, opts?: BoundaryOptions) {
    super(
      'AllowFromIngressController',
      name,
      patternPlan<AllowFromIngressControllerOptions<Text, Count>>(allowFromIngressController, name, props),
      opts,
    );
  }
}

/** The props of `AllowPrometheusScrape`. */
export type AllowPrometheusScrapeProps = InNamespace<AllowPrometheusScrapeOptions<Text, Count>>;

/**
 * Lets Prometheus scrape a workload.
 *
 * @example
 * new AllowPrometheusScrape('metrics', { namespace: 'shop', pods: Pods.all(), ports: [Port.named('metrics')] });
 */
export class AllowPrometheusScrape extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowPrometheusScrapeProps, opts?: BoundaryOptions) {
    super(
      'AllowPrometheusScrape',
      name,
      patternPlan<AllowPrometheusScrapeOptions<Text, Count>>(allowPrometheusScrape, name, props),
      opts,
    );
  }
}

/** The props of `AllowKubeApiServer`. */
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
export class AllowKubeApiServer extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowKubeApiServerProps, opts?: BoundaryOptions) {
    super(
      'AllowKubeApiServer',
      name,
      patternPlan<AllowKubeApiServerOptions<Text, Count>>(allowKubeApiServer, name, props),
      opts,
    );
  }
}

/** The props of `AllowWebhookFromApiServer`. */
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
export class AllowWebhookFromApiServer extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowWebhookFromApiServerProps, opts?: BoundaryOptions) {
    super(
      'AllowWebhookFromApiServer',
      name,
      patternPlan<AllowWebhookFromApiServerOptions<Text, Count>>(allowWebhookFromApiServer, name, props),
      opts,
    );
  }
}

/** The props of `NetworkPolicy`. */
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
export class NetworkPolicy extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: NetworkPolicyProps, opts?: BoundaryOptions) {
    super('NetworkPolicy', name, patternPlan<NetworkPolicyOptions<Text, Count>>(networkPolicy, name, props), opts);
  }
}
