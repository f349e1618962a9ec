import { Chart } from 'cdk8s';
import { Deployment, type IPodSelector, type Service } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** The services of the shop, each with the port that it listens on. */
const PORTS = {
  frontend: 8080,
  ads: 9555,
  cart: 7070,
  catalogue: 3550,
  checkout: 5050,
  currency: 7000,
  email: 5000,
  payment: 50051,
  recommendation: 8081,
  redis: 6379,
  shipping: 50052,
} as const;

export type ServiceName = keyof typeof PORTS;

const serviceNames = Object.keys(PORTS) as ServiceName[];

/** The workloads of the shop, in a namespace of their own, and a load generator that accepts no connections. */
export class ShopChart extends Chart {
  readonly services = {} as Record<ServiceName, Service>;
  readonly workloads = {} as Record<ServiceName | 'load', IPodSelector>;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'shop' });
    for (const name of serviceNames) {
      const deployment = this.deployment(name, PORTS[name]);
      this.workloads[name] = deployment;
      this.services[name] = deployment.exposeViaService({ name });
    }
    this.workloads.load = this.deployment('load');
  }

  private deployment(name: string, portNumber?: number): Deployment {
    return new Deployment(this, name, {
      replicas: 2,
      metadata: { name },
      // A policy needs a label that stays: the one that cdk8s-plus makes up changes when a construct moves.
      podMetadata: { labels: { app: name } },
      containers: [{ name, image: `shop/${name}:1.0`, portNumber }],
    });
  }
}
