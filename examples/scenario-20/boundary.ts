import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AllowDns,
  DefaultDenyNamespace,
  Flow,
  Pods,
  Port,
  ReachabilityContract,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';

export const proxy = Pods.labelled({ app: 'internal-proxy' }).inNamespace('default');
export const cache = Pods.labelled({ app: 'cache-store' }).inNamespace('secure-middleware');
export const middleware = Pods.all().inNamespace('secure-middleware');
export const dns = Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system');

/** Isolates secure-middleware in both directions, except for DNS and one client of its cache, and states that in a contract. */
export class BoundaryChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'secure-middleware' });

    new DefaultDenyNamespace(this, 'deny');
    new AllowDns(this, 'dns');
    new ServiceAccessGrant(this, 'cache-store', { from: proxy, to: cache, ports: [Port.tcp(6379)] });

    new ReachabilityContract(this, 'contract', {
      allowed: [Flow.from(proxy).to(cache).on(Port.tcp(6379))],
      denied: [
        Flow.from(Pods.labelled({ app: 'build-code' }).inNamespace('default'))
          .to(middleware)
          .on(Port.all()),
      ],
      onlyInto: [{ target: middleware, flows: [Flow.from(proxy).to(cache).on(Port.tcp(6379))] }],
      onlyOutOf: [{ subject: middleware, flows: [Flow.from(middleware).to(dns).on(Port.udp(53), Port.tcp(53))] }],
    });
  }
}
