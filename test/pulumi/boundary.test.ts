import * as kubernetes from '@pulumi/kubernetes';
import { ComponentResource, output } from '@pulumi/pulumi';
import {
  AllowDns,
  DefaultDenyNamespace,
  IpBlock,
  NamespaceIsolation,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/pulumi';
import { newStack, policiesOf, type Registered, resolved, settled } from '../support/pulumi-mocks';
import { asText } from '../support/synth';

expect.addSnapshotSerializer(asText);

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

/** The message with which something cannot be made. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was made');
}

test('each boundary is a component of its own type, and its policies are named after their objects', async () => {
  new DefaultDenyNamespace('deny', { namespace: 'shop' });
  new AllowDns('dns', { namespace: 'shop' });
  new NamespaceIsolation('isolation', { namespace: 'shop', direction: 'both' });
  new NetworkPolicy('web', { namespace: 'shop', pods: Pods.labelled({ app: 'web' }), ingress: [] });
  new ServiceAccessGrant('cache', { from: web, to: cache, ports: [Port.tcp(6379)], clientEgress: 'always' });
  await settled();
  expect(registered.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    'kubernetes:networking.k8s.io/v1:NetworkPolicy front/shop-cache-allow-egress',
    'kubernetes:networking.k8s.io/v1:NetworkPolicy shop/allow-dns',
    'kubernetes:networking.k8s.io/v1:NetworkPolicy shop/cache-allow-ingress',
    'kubernetes:networking.k8s.io/v1:NetworkPolicy shop/default-deny-egress',
    'kubernetes:networking.k8s.io/v1:NetworkPolicy shop/default-deny-ingress',
    'kubernetes:networking.k8s.io/v1:NetworkPolicy shop/namespace-isolation',
    'kubernetes:networking.k8s.io/v1:NetworkPolicy shop/web',
    'ringfence:boundary:AllowDns dns',
    'ringfence:boundary:DefaultDenyNamespace deny',
    'ringfence:boundary:NamespaceIsolation isolation',
    'ringfence:boundary:NetworkPolicy web',
    'ringfence:boundary:ServiceAccessGrant cache',
  ]);
});

test('the names of the objects are those of cdk8s, and metadata.name replaces them', async () => {
  new DefaultDenyNamespace('deny', { namespace: 'shop', direction: 'ingress' });
  new AllowDns('dns', { namespace: 'shop', metadata: { name: output('resolve') } });
  new ServiceAccessGrant('cache', { from: web, to: cache, ports: [Port.tcp(6379)], metadata: { name: 'sessions' } });
  await settled();
  expect(
    policiesOf(registered)
      .map(({ metadata }) => metadata.name)
      .sort(),
  ).toEqual(['default-deny-ingress', 'resolve', 'sessions']);
});

test('policies and manifests are outputs', async () => {
  const deny = new DefaultDenyNamespace('deny', { namespace: output('shop'), direction: 'egress' });
  const [policy] = await resolved(deny.policies);
  expect(kubernetes.networking.v1.NetworkPolicy.isInstance(policy)).toBe(true);
  expect(await resolved(deny.manifests)).toEqual([
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny-egress', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Egress'] },
    },
  ]);
});

test('manifests show what transformations made of the policies', async () => {
  const deny = new DefaultDenyNamespace(
    'deny',
    { namespace: 'shop', direction: 'egress' },
    {
      transformations: [
        ({ type, props, opts }) =>
          type.endsWith(':NetworkPolicy')
            ? { props: { ...props, metadata: { ...props.metadata, labels: { team: 'shop' } } }, opts }
            : undefined,
      ],
    },
  );
  expect(await resolved(deny.manifests)).toMatchObject([{ metadata: { labels: { team: 'shop' } } }]);
});

test('the namespace may be the resource that makes it', async () => {
  const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop-1' } });
  new AllowDns('dns', { namespace });
  new NetworkPolicy('web', {
    namespace: 'front',
    pods: Pods.all(),
    ingress: [{ from: Pods.labelled({ app: 'web' }).inNamespace(namespace), ports: [Port.tcp(80)] }],
  });
  await settled();
  const policies = policiesOf(registered);
  expect(policies.find(({ metadata }) => metadata.name === 'allow-dns')?.metadata.namespace).toBe('shop-1');
  expect(
    policies.find(({ metadata }) => metadata.name === 'web')?.spec.ingress?.[0]?.from?.[0]?.namespaceSelector,
  ).toEqual({
    matchLabels: { 'kubernetes.io/metadata.name': 'shop-1' },
  });
});

describe('what is wrong with plain values', () => {
  test('is reported at once, with the component, before anything of it is registered', async () => {
    const message = refusal(
      () =>
        new ServiceAccessGrant('Cache', {
          from: [IpBlock.ipv4('999.1.1.1/99'), IpBlock.ipv4('fd00::/8')],
          to: cache,
          ports: [Port.tcp(99999)],
        }),
    );
    expect(message).toMatchSnapshot();
    await settled();
    expect(registered).toEqual([]);
  });

  test('is reported at once also where other values are known only later', () => {
    const later = output('shop');
    expect(
      refusal(
        () => new NetworkPolicy('web', { namespace: later, pods: Pods.labelled({ app: 'no spaces' }), ingress: [] }),
      ),
    ).toContain('spec.podSelector.matchLabels: Invalid value: "no spaces"');
    expect(
      refusal(
        () =>
          new ServiceAccessGrant('cache', {
            from: Pods.labelled({ app: later }).inNamespace(later),
            to: Pods.labelled({ app: 'cache' }).inNamespace(later),
            ports: [Port.tcpRange(90, 80), Port.tcp(output(1))],
          }),
      ),
    ).toContain('endPort: Invalid value: 90: must be greater than or equal to `port`');
  });

  test.each<[string, () => unknown, string]>([
    ['no props', () => new AllowDns('x', undefined as never), 'props: Invalid value'],
    ['no namespace', () => new AllowDns('x', {} as never), 'namespace: Required value: no namespace was given'],
    [
      'an Output in the place of a peer, which would be an unknown peer',
      () => new ServiceAccessGrant('x', { from: output(web), to: cache, ports: [Port.tcp(1)] } as never),
      'from: Invalid value',
    ],
    [
      'an Output in the place of a list of ports',
      () => new ServiceAccessGrant('x', { from: web, to: cache, ports: output([Port.tcp(1)]) } as never),
      'ports: Required value: must be a list of ports',
    ],
    [
      'an Output in the place of rules',
      () => new NetworkPolicy('x', { namespace: 'shop', pods: Pods.all(), ingress: output([]) } as never),
      'ingress: Invalid value',
    ],
    [
      'an Output in the place of metadata',
      () => new AllowDns('x', { namespace: 'shop', metadata: output({}) } as never),
      'metadata: Invalid value',
    ],
    [
      'a resource that stands for no pods',
      () =>
        new ServiceAccessGrant('x', {
          from: new kubernetes.core.v1.ConfigMap('config') as never,
          to: cache,
          ports: [Port.tcp(1)],
        }),
      'from: Invalid value: "kubernetes:core/v1:ConfigMap": is a resource that stands for no pods',
    ],
    [
      'a target without a namespace of its own',
      () =>
        new ServiceAccessGrant('x', {
          from: web,
          to: Pods.labelled({ app: 'cache' }).inSameNamespace() as never,
          ports: [Port.tcp(1)],
        }),
      'to: Required value: no namespace was given',
    ],
    [
      'an option that is not known',
      () => new ServiceAccessGrant('x', { from: web, to: cache, ports: [Port.tcp(1)], egress: 'always' } as never),
      'egress: Unknown field',
    ],
    [
      'a mode of client egress that is not known',
      () =>
        new ServiceAccessGrant('x', { from: web, to: cache, ports: [Port.tcp(1)], clientEgress: 'sometimes' as never }),
      'clientEgress: Unsupported value: "sometimes"',
    ],
    [
      'a client whose way out has no namespace to be written in',
      () =>
        new ServiceAccessGrant('x', {
          from: Pods.labelled({ app: 'web' }).inAnyNamespace(),
          to: cache,
          ports: [Port.tcp(1)],
          clientEgress: 'always',
        }),
      "clientEgress: 'always' needs to know the client's namespaces",
    ],
  ])('names %s', (_, make, message) => {
    expect(refusal(make)).toContain(message);
  });
});

describe('two policies of one name in one namespace', () => {
  test('are refused, naming both boundaries', () => {
    new AllowDns('dns', { namespace: 'shop' });
    expect(refusal(() => new AllowDns('dns-2', { namespace: 'shop' }))).toMatchSnapshot();
  });

  test('are refused for the same Namespace resource', () => {
    const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    new AllowDns('dns', { namespace });
    expect(refusal(() => new AllowDns('dns-2', { namespace }))).toContain('ringfence:boundary:AllowDns dns writes');
  });

  test('may be in two clusters', () => {
    for (const cluster of ['east', 'west']) {
      const provider = new kubernetes.Provider(cluster);
      new AllowDns(`${cluster}-dns`, { namespace: 'shop' }, { provider });
      const parent = new ComponentResource('test:index:Cluster', `${cluster}-parent`, {}, { providers: [provider] });
      new NetworkPolicy('web', { namespace: 'shop', pods: Pods.all(), ingress: [] }, { parent });
      expect(refusal(() => new AllowDns('again', { namespace: 'shop' }, { parent }))).toContain(
        `AllowDns ${cluster}-dns writes a policy of this name`,
      );
    }
  });
});
