import type { Construct } from 'constructs';
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
import { Boundary } from './boundary-construct';
import { type InChart, writePattern } from './write-pattern';

/** The constructs of the patterns about what every cluster runs: DNS, ingress controller, Prometheus, API server. Props and policies are those of the pattern. */

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
