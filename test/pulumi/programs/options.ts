/** What users may say of a component as of any resource. */
import * as kubernetes from '@pulumi/kubernetes';
import { ComponentResource } from '@pulumi/pulumi';
import { AllowDns, DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/pulumi';

const provider = new kubernetes.Provider('cluster');
const config = new kubernetes.core.v1.ConfigMap('config', {}, { provider });
const parent = new ComponentResource('test:index:Platform', 'platform');

new AllowDns(
  'dns',
  { namespace: 'shop' },
  {
    parent,
    provider,
    protect: true,
    deleteBeforeReplace: true,
    dependsOn: config,
    aliases: [{ name: 'resolve' }],
    transforms: [() => undefined],
    transformations: [
      ({ type, props, opts }) =>
        type.endsWith(':NetworkPolicy')
          ? { props: { ...props, metadata: { ...props.metadata, labels: { team: 'shop' } } }, opts }
          : undefined,
    ],
  },
);

const grant = new ServiceAccessGrant(
  'cache',
  {
    from: Pods.labelled({ app: 'web' }).inNamespace('shop'),
    to: Pods.labelled({ app: 'cache' }).inNamespace('data'),
    ports: [Port.tcp(6379)],
  },
  { provider },
);
new kubernetes.core.v1.ConfigMap('after', {}, { provider, dependsOn: grant });
const deny = new DefaultDenyNamespace('deny', { namespace: 'shop', direction: 'egress' }, { provider });

export const manifests = grant.manifests;
export const policies = deny.policies.apply((all) => all.length);
