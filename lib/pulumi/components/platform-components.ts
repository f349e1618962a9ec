import { type AllowDnsOptions, allowDns } from '../../patterns/allow-dns';
import {
  type AllowFromIngressControllerOptions,
  allowFromIngressController,
} from '../../patterns/allow-from-ingress-controller';
import { type AllowKubeApiServerOptions, allowKubeApiServer } from '../../patterns/allow-kube-api-server';
import { type AllowPrometheusScrapeOptions, allowPrometheusScrape } from '../../patterns/allow-prometheus-scrape';
import {
  type AllowWebhookFromApiServerOptions,
  allowWebhookFromApiServer,
} from '../../patterns/allow-webhook-from-api-server';
import type { Count, Text } from '../deferred/deferred';
import { Boundary, type BoundaryOptions } from './boundary-component';
import { type InNamespace, patternPlan } from './pattern-plan';

/** The components of the patterns about what every cluster runs: DNS, ingress controller, Prometheus, API server. Props and policies are those of the pattern. */

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
