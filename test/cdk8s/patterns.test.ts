import {
  AllowDns,
  DefaultDenyNamespace,
  DnsServer,
  IpBlock,
  LabelExpression,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { asText, newChart, yamlOf } from '../support/synth';

expect.addSnapshotSerializer(asText);

const proxy = Pods.labelled({ app: 'internal-proxy' }).inNamespace('default');
const cache = Pods.labelled({ app: 'cache-store' }).inNamespace('shop');

describe('DefaultDenyNamespace', () => {
  test('denies both directions, a policy for each', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny');
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test.each(['ingress', 'egress'] as const)('denies %s alone', (direction) => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny', { direction });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test('protects another namespace than that of the chart', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'cart', direction: 'ingress' });
    expect(yamlOf(chart)).toMatchSnapshot();
  });
});

describe('AllowDns', () => {
  const servers = {
    kubeDns: DnsServer.kubeDns(),
    openShift: DnsServer.openShift(),
    nodeLocalCache: DnsServer.nodeLocalCache({ clusterIp: IpBlock.ipv4('10.96.0.10/32') }),
    'nodeLocalCache with Cilium': DnsServer.nodeLocalCache({
      clusterIp: IpBlock.ipv4('10.96.0.10/32'),
      localRedirect: true,
    }),
    gkeCloudDns: DnsServer.gkeCloudDns(),
    aksLocalDns: DnsServer.aksLocalDns(),
    at: DnsServer.at([IpBlock.ipv4('10.0.0.2/32')], [Port.udp(53), Port.tcp(53), Port.tcp(853)]),
  };

  test('asks kube-dns by default', () => {
    const chart = newChart('shop');
    new AllowDns(chart, 'dns');
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test.each(Object.entries(servers))('asks %s', (_, server) => {
    const chart = newChart('shop');
    new AllowDns(chart, 'dns', { server });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test('lets only some pods ask', () => {
    const chart = newChart('shop');
    new AllowDns(chart, 'dns', { pods: Pods.labelled({ app: 'web' }) });
    expect(yamlOf(chart)).toMatchSnapshot();
  });
});

describe('NamespaceIsolation', () => {
  test('lets in only the same namespace', () => {
    const chart = newChart('shop');
    new NamespaceIsolation(chart, 'isolation');
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test('confines both directions, with others besides', () => {
    const chart = newChart('shop');
    new NamespaceIsolation(chart, 'isolation', {
      direction: 'both',
      alsoFrom: [Pods.all().inNamespaces(Namespaces.labelled({ team: 'monitoring' }))],
      alsoTo: [IpBlock.publicIpv4()],
    });
    expect(yamlOf(chart)).toMatchSnapshot();
  });
});

describe('NetworkPolicy', () => {
  test('says whatever the words can say', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', {
      description: 'the whole vocabulary',
      metadata: { labels: { team: 'shop' }, annotations: { 'example.com/ticket': 'NET-1' } },
      argoCdSyncWave: -1,
      pods: Pods.matching(LabelExpression.in('tier', ['web', 'api']), LabelExpression.doesNotExist('legacy')),
      ingress: [
        { from: 'anywhere', ports: [Port.tcp(443)] },
        {
          from: [proxy, Pods.all().inAnyNamespace(), Pods.labelled({ app: 'probe' }).inSameNamespace()],
          ports: [Port.all()],
        },
        {
          from: IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] }),
          ports: [Port.named('metrics'), Port.sctpRange(7000, 7010)],
        },
      ],
      egress: [
        {
          to: Pods.labelled({ app: 'db' }).inNamespaces(Namespaces.named('data', 'archive')),
          ports: [Port.allTcp(), Port.udpRange(1, 2)],
        },
        { to: IpBlock.anyIpv6(), ports: [Port.allSctp()] },
      ],
    });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test('denies a direction with an empty list of rules, and leaves the other open', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'locked', { pods: Pods.labelled({ app: 'vault' }), ingress: [] });
    expect(yamlOf(chart)).toMatchSnapshot();
  });
});

describe('ServiceAccessGrant', () => {
  test('protects the target and writes nothing for a client that nothing isolates', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'cache', { from: proxy, to: cache, ports: [Port.tcp(6379)] });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test('opens the way out of a client that is isolated for egress', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'cache', {
      description: 'the proxy caches sessions',
      from: proxy,
      to: cache,
      ports: [Port.tcp(6379)],
    });
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'default', direction: 'egress' });
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  test('takes clients of several namespaces and addresses', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'cache', {
      from: [
        proxy,
        Namespaces.named('cart'),
        Pods.labelled({ app: 'job' }).inAnyNamespace(),
        IpBlock.ipv4('192.0.2.7/32'),
      ],
      to: cache,
      ports: [Port.tcp(6379), Port.tcp(16379)],
    });
    expect(yamlOf(chart)).toMatchSnapshot();
  });
});
