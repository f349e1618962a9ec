import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AllowDns,
  AllowFromIngressController,
  DefaultDenyNamespace,
  IngressController,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import type { ShopChart } from './workloads';

/** Visitors reach the web page, the page its cart, and the cart its database; nothing else in the shop is open. */
export class ShopBoundary extends Chart {
  constructor(scope: Construct, id: string, { web, cart, database }: ShopChart) {
    super(scope, id, { namespace: 'shop' });
    new DefaultDenyNamespace(this, 'deny');
    new AllowDns(this, 'dns');
    new AllowFromIngressController(this, 'web', {
      pods: Pods.labelled({ app: 'web' }),
      controller: IngressController.nginx(),
      ports: [Port.tcp(8080)],
    });
    new ServiceAccessGrant(this, 'cart', { from: web, to: cart, ports: [Port.tcp(8080)] });
    new ServiceAccessGrant(this, 'database', { from: cart, to: database, ports: [Port.tcp(5432)] });
  }
}
