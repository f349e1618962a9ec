/** Programs that must not be deployed; which one, the environment says. */
import * as kubernetes from '@pulumi/kubernetes';
import { output, StackReference, secret } from '@pulumi/pulumi';
import {
  AllowDns,
  DefaultDenyNamespace,
  IpBlock,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/pulumi';

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('data');
const ports = [Port.tcp(6379)];

const programs: Record<string, () => unknown> = {
  /** Known only when it is deployed, and wrong. */
  late() {
    new ServiceAccessGrant('cache', {
      from: IpBlock.ipv4(output(Promise.resolve('999.1.1.1/99'))),
      to: Pods.labelled({ app: output('no spaces') }).inNamespace('data'),
      ports: [Port.tcp(output(99999))],
    });
  },
  /** Plain values that are wrong. */
  plain() {
    new DefaultDenyNamespace('deny', { namespace: 'No Namespace', direction: 'sideways' as never });
  },
  /** Outputs where the structure has to be known. */
  structure() {
    new ServiceAccessGrant('cache', {
      from: output(web.inNamespace('front')) as never,
      to: output(cache) as never,
      ports: output(ports) as never,
      metadata: output({}) as never,
      silence: { a: output('b') as never },
    });
  },
  /** One namespace, as the resource and by its name. */
  collision() {
    const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    new AllowDns('by-resource', { namespace });
    new AllowDns('by-name', { namespace: 'shop' });
  },
  /** An output of another stack that there is not. */
  undefined() {
    const shared = new StackReference('organization/project/shared');
    const typo = shared.getOutput('typo');
    new DefaultDenyNamespace('deny', { namespace: typo }, { namespaceId: 'shop' });
    new NetworkPolicy('web', {
      namespace: 'shop',
      description: typo,
      pods: Pods.labelled({ app: typo }),
      ingress: [{ from: web.inNamespace(typo), ports: [Port.tcp(typo)] }],
    });
  },
  /** Wrong, and must not be seen. */
  secret() {
    new NetworkPolicy('web', {
      namespace: secret('Sword Fish'),
      pods: Pods.labelled({ app: secret('sword fish') }),
      ingress: [{ from: IpBlock.ipv4(secret('10.1.2.3/8'), { except: ['11.0.0.0/9'] }), ports }],
    });
  },
  /** Workloads that no policy can select. */
  workloads() {
    const spec = { containers: [{ name: 'main', image: 'main' }], hostNetwork: true };
    const metadata = { name: 'agent', namespace: 'shop', labels: { app: 'agent' } };
    const pod = new kubernetes.core.v1.Pod('agent', { metadata, spec });
    const service = new kubernetes.core.v1.Service('headless', {
      metadata: { name: 'headless', namespace: 'shop' },
      spec: { ports: [{ port: 80 }] },
    });
    new ServiceAccessGrant('agent', { from: web.inNamespace('front'), to: pod, ports, clientEgress: 'never' });
    new ServiceAccessGrant('headless', {
      from: web.inNamespace('front'),
      to: service,
      ports: [Port.tcp(81)],
      clientEgress: 'never',
    });
  },
  /** Whether the client is isolated depends on a name that is known only later. */
  undecided() {
    new ServiceAccessGrant('cache', { from: web.inNamespace('front'), to: cache, ports });
    new AllowDns('dns', { namespace: output('front') });
  },
  /** Some of the client's pods are isolated, and others are not. */
  partly() {
    new ServiceAccessGrant('cache', { from: web.inNamespace('front'), to: cache, ports });
    new NetworkPolicy('job', { namespace: 'front', pods: Pods.labelled({ tier: 'job' }), egress: [] });
  },
  /** A whole namespace that nothing isolates. */
  whole() {
    const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    new ServiceAccessGrant('all', { from: web.inNamespace('front'), to: namespace, ports });
  },
};

programs[process.env.PROGRAM as string]?.();
