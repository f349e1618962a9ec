import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AllowEgressToCidr,
  AllowFromIngressController,
  Flow,
  IngressController,
  IpBlock,
  Pods,
  Port,
  ReachabilityContract,
  SecureNamespace,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import type { ServiceName, ShopChart } from './services';

/** Who calls whom: all that the shop needs, and all that it gets. */
const CLIENTS: Partial<Record<ServiceName, readonly (ServiceName | 'load')[]>> = {
  frontend: ['load'],
  ads: ['frontend'],
  cart: ['frontend', 'checkout'],
  catalogue: ['frontend', 'checkout', 'recommendation'],
  checkout: ['frontend'],
  currency: ['frontend', 'checkout'],
  email: ['checkout'],
  payment: ['checkout'],
  recommendation: ['frontend'],
  redis: ['cart'],
  shipping: ['frontend', 'checkout'],
};

const pods = (app: string) => Pods.labelled({ app }).inNamespace('shop');
const bank = IpBlock.ipv4('192.0.2.0/28');

/** Closes the shop but for these calls, visitors by way of the ingress controller, and the bank of the payment service. */
export class ShopBoundary extends Chart {
  constructor(scope: Construct, id: string, shop: ShopChart) {
    super(scope, id, { namespace: 'shop' });

    new SecureNamespace(this, 'shop');
    for (const [server, clients] of Object.entries(CLIENTS) as [ServiceName, (ServiceName | 'load')[]][]) {
      const from = clients.map((client) => shop.workloads[client]);
      new ServiceAccessGrant(this, server, { from, to: shop.services[server] });
    }
    new AllowFromIngressController(this, 'visitors', {
      pods: Pods.labelled({ app: 'frontend' }),
      controller: IngressController.nginx(),
      ports: [Port.tcp(8080)],
    });
    new AllowEgressToCidr(this, 'bank', { pods: Pods.labelled({ app: 'payment' }), to: bank, ports: [Port.tcp(443)] });

    // Proved for every pod that could exist: a card number passes from checkout to payment to the bank, and nowhere else.
    const dns = Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system');
    const pay = Flow.from(pods('checkout')).to(pods('payment')).on(Port.tcp(50051));
    new ReachabilityContract(this, 'cards', {
      allowed: [pay],
      onlyInto: [
        { target: pods('payment'), flows: [pay] },
        { target: pods('redis'), flows: [Flow.from(pods('cart')).to(pods('redis')).on(Port.tcp(6379))] },
      ],
      onlyOutOf: [
        {
          subject: pods('payment'),
          flows: [
            Flow.from(pods('payment')).to(bank).on(Port.tcp(443)),
            Flow.from(pods('payment')).to(dns).on(Port.udp(53), Port.tcp(53)),
          ],
        },
      ],
    });
  }
}
