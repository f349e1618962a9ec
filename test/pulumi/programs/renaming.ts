/** The same boundaries under other names; which ones, the environment says. */
import * as kubernetes from '@pulumi/kubernetes';
import { ComponentResource, output } from '@pulumi/pulumi';
import {
  AllowDns,
  DefaultDenyNamespace,
  NamespaceIsolation,
  Pods,
  Port,
  SecureNamespace,
  ServiceAccessGrant,
} from 'ringfence/pulumi';

const { PROGRAM, NAME = 'deny', IDENTITY } = process.env;

const grant = (namespace: string | kubernetes.core.v1.Namespace) =>
  new ServiceAccessGrant('cart', {
    from: Pods.labelled({ app: 'web' }).inNamespace('front'),
    to: Pods.labelled({ app: 'cart' }).inNamespace(namespace),
    ports: [Port.tcp(8080)],
    clientEgress: 'always',
  });

const programs: Record<string, () => unknown> = {
  plain() {
    new DefaultDenyNamespace(NAME, { namespace: 'shop' });
    new AllowDns(`${NAME}-dns`, { namespace: 'shop' });
    grant('shop');
  },
  resource() {
    const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    new DefaultDenyNamespace(NAME, { namespace });
    grant(namespace);
  },
  /** The namespace is an Output of which the program knows nothing. */
  output() {
    const opts = { namespaceId: IDENTITY, aliases: NAME === 'deny' ? [] : [{ name: 'deny' }] };
    new DefaultDenyNamespace(NAME, { namespace: output('shop') }, opts);
  },
  /** One namespace in each of two clusters. */
  clusters() {
    const provider = new kubernetes.Provider('other');
    new DefaultDenyNamespace(NAME, { namespace: 'shop' });
    new DefaultDenyNamespace(`${NAME}-other`, { namespace: 'shop' }, { provider });
  },
  /** A boundary that becomes part of another, within a component of the user. */
  parts() {
    const parent = new ComponentResource('test:index:Team', 'team');
    if (NAME === 'secure') new SecureNamespace('shop', { namespace: 'shop', isolate: 'namespace' }, { parent });
    else {
      new AllowDns('dns', { namespace: 'shop' }, { parent });
      new NamespaceIsolation('isolation', { namespace: 'shop', direction: 'both' }, { parent });
      new DefaultDenyNamespace('deny', { namespace: 'shop' }, { parent });
    }
  },
};

programs[PROGRAM as string]?.();
