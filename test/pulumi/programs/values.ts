/** Values that a preview does not know, and values that must not be seen. */
import * as kubernetes from '@pulumi/kubernetes';
import { secret } from '@pulumi/pulumi';
import { DefaultDenyNamespace, IpBlock, Pods, Port, ServiceAccessGrant } from 'ringfence/pulumi';

const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop-1' } });
const service = new kubernetes.core.v1.Service('cart', {
  metadata: { name: 'cart', namespace: 'shop-1' },
  spec: { selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080 }] },
});

const cache = new ServiceAccessGrant('cache', {
  description: secret('the password is swordfish'),
  from: [Pods.labelled({ app: 'web' }).inNamespace(namespace), IpBlock.ipv4(secret('192.0.2.0/24'))],
  to: Pods.labelled({ app: 'cache' }).inNamespace('data'),
  ports: [Port.tcp(6379)],
});
new ServiceAccessGrant('cart', {
  from: Pods.labelled({ app: 'web' }).inNamespace('data'),
  to: service,
  clientEgress: 'never',
});
new DefaultDenyNamespace('deny', { namespace, direction: 'egress' });

export const manifests = cache.manifests;
