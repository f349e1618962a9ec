import { all } from '@pulumi/pulumi';
import {
  AllowDns,
  DefaultDenyNamespace,
  Flow,
  Pods,
  Port,
  ReachabilityContract,
  ServiceAccessGrant,
} from 'ringfence/pulumi';
import { makeNamespace, makeWorkload } from './workloads';

// A cache that only one proxy of another namespace may reach, in a cluster where others would like to.
const middleware = makeNamespace('secure-middleware');
const monolith = makeNamespace('big-monolith');

const proxy = Pods.labelled({ app: 'internal-proxy' }).inNamespace('default');
const cache = Pods.labelled({ app: 'cache-store' }).inNamespace('secure-middleware');

// The allows come first: the deny waits for those that are made before it.
const inMiddleware = { dependsOn: middleware };
const dns = new AllowDns('dns', { namespace: 'secure-middleware' }, inMiddleware);
const grant = new ServiceAccessGrant('cache-store', { from: proxy, to: cache, ports: [Port.tcp(6379)] }, inMiddleware);
const deny = new DefaultDenyNamespace('deny', { namespace: 'secure-middleware' }, inMiddleware);

// Nothing else reaches the namespace, and it reaches nothing but DNS; otherwise the preview and the deployment fail.
const ofMiddleware = Pods.all().inNamespace('secure-middleware');
const kubeDns = Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system');
const redis = Flow.from(proxy).to(cache).on(Port.tcp(6379));
const contract = new ReachabilityContract('contract', {
  allowed: [redis],
  onlyInto: [{ target: ofMiddleware, flows: [redis] }],
  onlyOutOf: [{ subject: ofMiddleware, flows: [Flow.from(ofMiddleware).to(kubeDns).on(Port.udp(53), Port.tcp(53))] }],
});

// The workloads wait until the boundary is there and was proved.
makeWorkload('cache-store', 'secure-middleware', { image: 'redis:7.4', port: 6379 }, [middleware, deny, contract]);
makeWorkload('internal-proxy', 'default', { image: 'nginx:1.27', port: 80 });
makeWorkload('build-code', 'default', { image: 'docker:27-dind' });
makeWorkload('hunger-check', 'big-monolith', { image: 'nginx:1.27', port: 80 }, [monolith]);

/** Every policy as it was applied. */
export const manifests = all([dns.manifests, grant.manifests, deny.manifests]).apply((some) => some.flat());
