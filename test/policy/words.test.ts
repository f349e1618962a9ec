import { serviceAccessGrant } from '../../lib/patterns/service-access-grant';
import type { Peer } from '../../lib/policy/peer';
import { podWords } from '../../lib/policy/pods';
import type { PortWord } from '../../lib/policy/port';
import { DnsServer, Flow, IpBlock, LabelExpression, Namespaces, Pods, Port } from '../../lib/policy/words';

const web = Pods.labelled({ app: 'web' });
const { in: isIn, notIn, exists, doesNotExist } = LabelExpression;

/** What is left of a value on its way through a file or another process. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('LabelExpression says conditions as Kubernetes writes them', () => {
  test.each([
    [isIn('tier', ['web', 'api']), { key: 'tier', operator: 'In', values: ['web', 'api'] }],
    [notIn('tier', ['web']), { key: 'tier', operator: 'NotIn', values: ['web'] }],
    [exists('tier'), { key: 'tier', operator: 'Exists' }],
    [doesNotExist('tier'), { key: 'tier', operator: 'DoesNotExist' }],
  ])('%j', (word, expected) => {
    expect(word).toStrictEqual(expected);
  });
});

describe('Pods without a place are a selection, and no peer', () => {
  test.each([
    ['labelled', web, { matchLabels: { app: 'web' } }, false],
    [
      'matching',
      Pods.matching(exists('app'), doesNotExist('tier')),
      { matchExpressions: [exists('app'), doesNotExist('tier')] },
      false,
    ],
    ['all', Pods.all(), {}, true],
    ['labelled with nothing, which is not all', Pods.labelled({}), { matchLabels: {} }, false],
  ])('%s', (_title, { type, selector, all }, expected, everything) => {
    expect({ type, selector, all }).toStrictEqual({ type: 'pod-selection', selector: expected, all: everything });
  });
});

describe('Pods with a place are one peer: labels AND namespace', () => {
  const pods = { type: 'pods', selector: { matchLabels: { app: 'web' } }, all: false };
  const labelled = { type: 'namespaces', selector: { matchLabels: { team: 'x' } }, all: false };

  test.each<[string, Peer, object]>([
    ['in one namespace', web.inNamespace('shop'), { ...pods, place: { in: 'namespace', name: 'shop' } }],
    ['in the same namespace', web.inSameNamespace(), { ...pods, place: { in: 'same-namespace' } }],
    [
      'in some namespaces',
      web.inNamespaces(Namespaces.labelled({ team: 'x' })),
      { ...pods, place: { in: 'namespaces', namespaces: labelled } },
    ],
    [
      'in any namespace',
      web.inAnyNamespace(),
      { ...pods, place: { in: 'namespaces', namespaces: { type: 'namespaces', selector: {}, all: true } } },
    ],
    [
      'all of them',
      Pods.all().inNamespace('shop'),
      { type: 'pods', selector: {}, all: true, place: { in: 'namespace', name: 'shop' } },
    ],
  ])('%s', (_title, peer, expected) => {
    expect(peer).toStrictEqual(expected);
  });

  test('one selection may be placed several times', () => {
    expect(web.inNamespace('shop')).not.toBe(web.inNamespace('shop'));
    expect([web.inNamespace('shop'), web.inNamespace('cart')].map(({ place }) => place.name)).toEqual(['shop', 'cart']);
  });
});

describe('Namespaces', () => {
  const nameLabel = 'kubernetes.io/metadata.name';
  test.each([
    [
      'one by name',
      Namespaces.named('a'),
      { names: ['a'], selector: { matchLabels: { [nameLabel]: 'a' } }, all: false },
    ],
    [
      'several by name',
      Namespaces.named('a', 'b'),
      { names: ['a', 'b'], selector: { matchExpressions: [isIn(nameLabel, ['a', 'b'])] }, all: false },
    ],
    ['by label', Namespaces.labelled({ team: 'x' }), { selector: { matchLabels: { team: 'x' } }, all: false }],
    [
      'by condition',
      Namespaces.matching(exists('team')),
      { selector: { matchExpressions: [exists('team')] }, all: false },
    ],
    ['all', Namespaces.all(), { selector: {}, all: true }],
  ])('%s', (_title, namespaces, expected) => {
    expect(namespaces).toStrictEqual({ type: 'namespaces', ...expected });
  });
});

describe('Port', () => {
  test.each([
    [Port.tcp(80), { type: 'port', protocol: 'TCP', port: 80 }],
    [Port.udp(53), { type: 'port', protocol: 'UDP', port: 53 }],
    [Port.sctp(7777), { type: 'port', protocol: 'SCTP', port: 7777 }],
    [Port.tcpRange(80, 90), { type: 'port-range', protocol: 'TCP', port: 80, endPort: 90 }],
    [Port.udpRange(80, 90), { type: 'port-range', protocol: 'UDP', port: 80, endPort: 90 }],
    [Port.sctpRange(80, 90), { type: 'port-range', protocol: 'SCTP', port: 80, endPort: 90 }],
    [Port.allTcp(), { type: 'protocol', protocol: 'TCP' }],
    [Port.allUdp(), { type: 'protocol', protocol: 'UDP' }],
    [Port.allSctp(), { type: 'protocol', protocol: 'SCTP' }],
    [Port.all(), { type: 'all-ports' }],
    [Port.named('http'), { type: 'named-port', protocol: 'TCP', name: 'http' }],
    [Port.named('dns', 'UDP'), { type: 'named-port', protocol: 'UDP', name: 'dns' }],
  ])('%j', (word, expected) => {
    expect(word).toStrictEqual(expected);
  });
});

test('Flow says who, to whom, and on which ports', () => {
  const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');
  const proxy = web.inAnyNamespace();
  expect(Flow.from(proxy).to(cache).on(Port.tcp(6379), Port.named('metrics'))).toStrictEqual({
    type: 'flow',
    from: proxy,
    to: cache,
    ports: [Port.tcp(6379), Port.named('metrics')],
  });
});

describe('whatever can be a part of a rule is plain data', () => {
  test.each<[string, unknown]>([
    ['pods of a namespace', web.inNamespace('shop')],
    ['pods of several', web.inNamespaces(Namespaces.named('a', 'b'))],
    ['pods of any', Pods.matching(isIn('tier', ['x'])).inAnyNamespace()],
    ['pods of the same', Pods.all().inSameNamespace()],
    ['a block', IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] })],
    ['namespaces', Namespaces.all()],
    ['a port', Port.tcpRange(1, 2)],
    ['a condition', exists('a')],
    ['a flow', Flow.from(IpBlock.anyIpv4()).to(web.inNamespace('shop')).on(Port.all())],
    ['a DNS server', DnsServer.kubeDns()],
  ])('%s', (_title, word) => {
    expect(sent(word)).toStrictEqual(word);
    expect(structuredClone(word)).toStrictEqual(word);
  });

  test('but a selection without a place cannot even be cloned into one', () => {
    expect(sent(web)).toEqual({ type: 'pod-selection', selector: { matchLabels: { app: 'web' } }, all: false });
  });
});

describe('words keep copies: what their user changes later means nothing to them', () => {
  const labels: Record<string, string> = {};
  const values: string[] = [];
  const condition = { key: 'tier', operator: 'In' as const, values };
  const peers: [Peer] = [IpBlock.anyIpv4()];
  const except: string[] = [];
  const ports: [PortWord] = [Port.udp(53)];
  const words: [string, () => unknown][] = [
    ['labels of pods', () => Pods.labelled(labels).inNamespace('shop')],
    ['labels of namespaces', () => Namespaces.labelled(labels)],
    ['conditions', () => Pods.matching(condition).inNamespace('shop')],
    ['the values of In', () => isIn('tier', values)],
    ['the values of NotIn', () => notIn('tier', values)],
    ['excepted blocks', () => IpBlock.ipv4('10.0.0.0/8', { except })],
    ['the peers and ports of a DNS server', () => DnsServer.at(peers, ports)],
  ];

  test.each(words)('%s', (_title, make) => {
    labels.app = 'web';
    values.splice(0, values.length, 'web');
    except.splice(0, except.length, '10.1.0.0/16');
    peers.splice(0, peers.length, IpBlock.anyIpv4());
    ports.splice(0, ports.length, Port.udp(53));
    const word = make();
    const before = sent(word);
    labels.app = 'changed';
    labels.more = 'changed';
    values.push('changed');
    except.push('changed');
    peers.push(IpBlock.anyIpv6());
    ports.push(Port.tcp(53));
    expect(word).toStrictEqual(before);
  });

  test('and so do the policies that are written from them', () => {
    const pods = Pods.labelled({ app: 'web' }).inNamespace('shop');
    const { manifests } = serviceAccessGrant('grant', {
      from: pods,
      to: pods,
      ports: [Port.tcp(80)],
      openEgressOf: [pods],
    });
    const before = sent(manifests);
    (pods.selector.matchLabels as Record<string, string>).app = 'changed';
    expect(manifests).toStrictEqual(before);
  });

  test('a leaf that is no plain value, such as one that is known only later, stays what it is', () => {
    class Later {
      readonly #value = 'web';
      get value() {
        return this.#value;
      }
    }
    const later = new Later();
    expect(podWords<Later>().labelled({ app: later }).selector.matchLabels?.app).toBe(later);
  });
});
