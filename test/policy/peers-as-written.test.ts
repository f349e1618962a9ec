import { type IngressRule, networkPolicy, serviceAccessGrant } from 'ringfence';
import { findingsOf } from '../../lib/patterns/written';
import type { Peer } from '../../lib/policy/peer';
import { IpBlock, LabelExpression, Namespaces, Pods, Port, type PortWord } from '../../lib/policy/words';

const NAME = 'kubernetes.io/metadata.name';
const web = Pods.labelled({ app: 'web' });
const podSelector = { matchLabels: { app: 'web' } };

const written = (rule: IngressRule) => networkPolicy('p', { namespace: 'shop', pods: Pods.all(), ingress: [rule] });
const fromOf = (from: IngressRule['from']) =>
  written({ from, ports: [Port.all()] }).manifests[0]?.spec.ingress?.[0]?.from;
const portsOf = (...ports: PortWord[]) => written({ from: 'anywhere', ports }).manifests[0]?.spec.ingress?.[0]?.ports;

describe('one peer is one AND, in one item', () => {
  test.each<[string, Peer, object]>([
    [
      'pods of a namespace',
      web.inNamespace('cart'),
      { namespaceSelector: { matchLabels: { [NAME]: 'cart' } }, podSelector },
    ],
    [
      'pods of namespaces by label',
      web.inNamespaces(Namespaces.labelled({ team: 'x' })),
      { namespaceSelector: { matchLabels: { team: 'x' } }, podSelector },
    ],
    [
      'pods of two namespaces',
      web.inNamespaces(Namespaces.named('a', 'b')),
      { namespaceSelector: { matchExpressions: [{ key: NAME, operator: 'In', values: ['a', 'b'] }] }, podSelector },
    ],
    ['pods of any namespace', web.inAnyNamespace(), { namespaceSelector: {}, podSelector }],
    ['pods of the same namespace', web.inSameNamespace(), { podSelector }],
    [
      'every pod of a namespace',
      Pods.all().inNamespace('cart'),
      { namespaceSelector: { matchLabels: { [NAME]: 'cart' } } },
    ],
    ['every pod of every namespace', Pods.all().inAnyNamespace(), { namespaceSelector: {} }],
    ['every pod of the same namespace', Pods.all().inSameNamespace(), { podSelector: {} }],
    ['addresses', IpBlock.ipv4('10.0.0.0/8'), { ipBlock: { cidr: '10.0.0.0/8' } }],
    [
      'addresses but some',
      IpBlock.ipv6('fd00::/8', { except: ['fd00::/16'] }),
      { ipBlock: { cidr: 'fd00::/8', except: ['fd00::/16'] } },
    ],
  ])('%s', (_title, peer, item) => {
    expect(fromOf(peer)).toStrictEqual([item]);
  });

  test('two peers are two items, which mean OR', () => {
    expect(fromOf([web.inSameNamespace(), IpBlock.anyIpv4()])).toStrictEqual([
      { podSelector },
      { ipBlock: { cidr: '0.0.0.0/0' } },
    ]);
  });

  test('everyone is no list', () => {
    expect(fromOf('anywhere')).toBeUndefined();
  });
});

describe('ports', () => {
  test.each<[PortWord, object]>([
    [Port.tcp(80), { protocol: 'TCP', port: 80 }],
    [Port.udpRange(1, 9), { protocol: 'UDP', port: 1, endPort: 9 }],
    [Port.named('http'), { protocol: 'TCP', port: 'http' }],
    [Port.allSctp(), { protocol: 'SCTP' }],
  ])('%j always say their protocol', (word, item) => {
    expect(portsOf(word)).toStrictEqual([item]);
  });

  test('every port is no list, also beside others', () => {
    expect(portsOf(Port.all())).toBeUndefined();
    expect(portsOf(Port.tcp(80), Port.all())).toBeUndefined();
  });
});

describe('what Kubernetes would take for everything is an error where it was not said', () => {
  const grant = (from: unknown, ports: unknown = [Port.tcp(80)]) =>
    findingsOf(serviceAccessGrant('g', { from, to: web.inNamespace('shop'), ports } as never)).map(
      ({ path, message }) => `${path}: ${message}`,
    );

  test.each<[string, unknown, string]>([
    ['no peer', undefined, 'from: Required value: nothing was given, which Kubernetes takes for everyone'],
    ['an empty list', [], 'from: Required value: an empty list was given, which Kubernetes takes for everyone'],
    [
      'no label',
      Pods.labelled({}).inNamespace('a'),
      'from: Required value: no label was given, which Kubernetes takes for everything',
    ],
    [
      'labels that are null, which Kubernetes takes for none',
      Pods.labelled(null as never).inNamespace('a'),
      'from: Required value: no label was given, which Kubernetes takes for everything',
    ],
    [
      'no label of a namespace',
      web.inNamespaces(Namespaces.labelled({})),
      'from: Required value: no label was given, which Kubernetes takes for everything',
    ],
    [
      'a selection without a place',
      web,
      'from: Required value: a pod selection is no peer until it says where the pods are',
    ],
    [
      'one of several without a place',
      [web.inNamespace('a'), web],
      'from[1]: Required value: a pod selection is no peer until it says where the pods are',
    ],
    [
      'namespaces without pods',
      Namespaces.all(),
      'from: Required value: a selection of namespaces is no peer until it says which pods',
    ],
    ['null in the list', [null], 'from[0]: Invalid value: null: must be a peer, not null'],
    ['an empty name', web.inNamespace(''), 'from: Required value: the name of the namespace is empty'],
    [
      'no value',
      Pods.matching(LabelExpression.in('app', [])).inNamespace('a'),
      "spec.ingress[0].from[0].podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
    ['the other family', IpBlock.ipv4('fd00::/8'), 'from: Invalid value: "fd00::/8": must be an IPv4 block'],
  ])('%s', (_title, from, message) => {
    expect(grant(from)).toEqual([message]);
  });

  test('the way out of a block of the other family is one that is right in every other respect too', () => {
    const [finding] = findingsOf(
      serviceAccessGrant('g', {
        from: IpBlock.ipv4('FD00::1/8'),
        to: web.inNamespace('shop'),
        ports: [Port.tcp(80)],
      }),
    );
    expect(finding?.fix).toBe("write IpBlock.ipv6('fd00::/8')");
  });

  test('no name', () => {
    expect(grant(web.inNamespace(undefined as never))).toContain('from: Required value: no namespace was given');
  });

  test.each<[string, unknown, string]>([
    [
      'an empty list of ports',
      [],
      'ports: Required value: an empty list was given, which Kubernetes takes for every port',
    ],
    [
      'a port without a number',
      [Port.tcp(undefined as never)],
      'ports[0]: Required value: no port was given, which Kubernetes takes for every port',
    ],
    ['a number', [80], 'ports[0]: Invalid value: 80: must be a port, not a number'],
    [
      'a port out of range',
      [Port.tcp(99999)],
      'spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
    ],
    [
      'a range that ends before it begins',
      [Port.tcpRange(90, 80)],
      'spec.ingress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`',
    ],
  ])('%s', (_title, ports, message) => {
    expect(grant(web.inNamespace('a'), ports)).toEqual([message]);
  });
});
