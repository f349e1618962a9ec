import type { Peer } from '../../lib/policy/peer';
import type { PodSelection } from '../../lib/policy/pods';
import type { PortWord } from '../../lib/policy/port';
import { Renderer } from '../../lib/policy/render';
import { IpBlock, LabelExpression, Namespaces, Pods, Port } from '../../lib/policy/words';

const web = Pods.labelled({ app: 'web' });

/** What a word becomes, and what is said against it, as `path: message`. */
function rendered<T>(render: (renderer: Renderer<string, number>) => T) {
  const renderer = new Renderer<string, number>();
  const manifest = render(renderer);
  return {
    manifest,
    findings: renderer.findings.map(({ path, message }) => `${path}: ${message}`),
    late: renderer.deferred,
  };
}
const peers = (word: unknown) => rendered((renderer) => renderer.peers(word as Peer, 'from'));
const ports = (words: unknown) => rendered((renderer) => renderer.ports(words as PortWord[], 'ports'));
const subject = (word: unknown) => rendered((renderer) => renderer.subject(word as PodSelection, 'pods'));

describe('peers', () => {
  test('one peer needs no list, and several are numbered', () => {
    const place = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } };
    const shop = { ...place, podSelector: { matchLabels: { app: 'web' } } };
    expect(peers(web.inNamespace('shop'))).toEqual({
      manifest: [shop],
      findings: [],
      late: [{ path: 'from', value: 'shop', rule: 'namespace' }],
    });
    const { manifest, late } = peers([web.inNamespace('shop'), Pods.all().inNamespace('shop')]);
    expect(manifest).toEqual([shop, place]);
    expect(late.map(({ path }) => path)).toEqual(['from[0]', 'from[1]']);
  });

  test('a selection of namespaces is written with its pods, where those are not all', () => {
    const teams = Namespaces.labelled({ team: 'a' });
    const namespaceSelector = { matchLabels: { team: 'a' } };
    expect(peers(web.inNamespaces(teams)).manifest).toEqual([
      { namespaceSelector, podSelector: { matchLabels: { app: 'web' } } },
    ]);
    expect(peers(Pods.all().inNamespaces(teams)).manifest).toEqual([{ namespaceSelector }]);
    expect(peers(Pods.all().inAnyNamespace())).toMatchObject({ manifest: [{ namespaceSelector: {} }], findings: [] });
  });

  test('the names of namespaces are left for later, each', () => {
    expect(peers(web.inNamespaces(Namespaces.named('a', 'b'))).late).toEqual([
      { path: 'from', value: 'a', rule: 'namespace' },
      { path: 'from', value: 'b', rule: 'namespace' },
    ]);
  });

  test('pods of the same namespace need no namespace', () => {
    expect(peers(web.inSameNamespace()).manifest).toEqual([{ podSelector: { matchLabels: { app: 'web' } } }]);
  });

  test('a block has its exceptions, where there are any, and is judged later', () => {
    expect(peers(IpBlock.ipv4('10.0.0.0/8'))).toEqual({
      manifest: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
      findings: [],
      late: [{ path: 'from', value: '10.0.0.0/8', rule: 'ipv4' }],
    });
    expect(peers(IpBlock.ipv6('fd00::/8', { except: ['fd00::/16'] }))).toEqual({
      manifest: [{ ipBlock: { cidr: 'fd00::/8', except: ['fd00::/16'] } }],
      findings: [],
      late: [
        { path: 'from', value: 'fd00::/8', rule: 'ipv6' },
        { path: 'from', value: 'fd00::/16', rule: 'ipv6' },
      ],
    });
  });

  test('exceptions that are no list are left to the validation of manifests', () => {
    const late = [{ path: 'from', value: '10.0.0.0/8', rule: 'ipv4' }];
    expect(peers({ ...IpBlock.ipv4('10.0.0.0/8'), except: '10.0.0.0/9' })).toEqual({
      manifest: [{ ipBlock: { cidr: '10.0.0.0/8', except: '10.0.0.0/9' } }],
      findings: [],
      late,
    });
    expect(peers({ ...IpBlock.ipv4('10.0.0.0/8'), except: null })).toEqual({
      manifest: [{ ipBlock: { cidr: '10.0.0.0/8', except: null } }],
      findings: [],
      late,
    });
  });

  test('what Kubernetes would take for everyone is refused', () => {
    const nothing = ['from: Required value: nothing was given, which Kubernetes takes for everyone'];
    expect(peers(undefined)).toMatchObject({ manifest: [], findings: nothing });
    expect(peers(null)).toMatchObject({ manifest: [], findings: nothing });
    expect(peers([])).toMatchObject({
      manifest: [],
      findings: ['from: Required value: an empty list was given, which Kubernetes takes for everyone'],
    });
  });

  test.each<[string, unknown, string]>([
    ['pods without a place', web, 'Required value: a pod selection is no peer until it says where the pods are'],
    [
      'pods whose place is none',
      { ...web.inNamespace('shop'), place: { in: 'space' } },
      'Required value: a pod selection is no peer until it says where the pods are',
    ],
    [
      'pods whose place is not there',
      { ...web.inNamespace('shop'), place: undefined },
      'Required value: a pod selection is no peer until it says where the pods are',
    ],
    [
      'namespaces without pods',
      Namespaces.all(),
      'Required value: a selection of namespaces is no peer until it says which pods',
    ],
    ['a text', 'shop', 'Invalid value: "shop": must be a peer, not a string'],
    ['a map', { app: 'web' }, 'Invalid value: {"app":"web"}: must be a peer, not a map'],
    [
      'a text for the namespaces',
      web.inNamespaces('shop' as never),
      'Invalid value: "shop": must be namespaces, not a string',
    ],
    ['no namespace', web.inNamespace(undefined as never), 'Required value: no namespace was given'],
    ['null for a namespace', web.inNamespace(null as never), 'Required value: no namespace was given'],
  ])('%s is no peer', (_, word, message) => {
    expect(peers(word).findings).toEqual([`from: ${message}`]);
    expect(peers([word]).findings).toEqual([`from[0]: ${message}`]);
  });

  test('a namespace that is missing is not judged later', () => {
    expect(peers(web.inNamespace(undefined as never)).late).toEqual([]);
  });
});

describe('selectors', () => {
  test('no label at all is refused, unless all was said', () => {
    const message = 'pods: Required value: no label was given, which Kubernetes takes for everything';
    expect(subject(Pods.labelled({}))).toEqual({ manifest: { matchLabels: {} }, findings: [message], late: [] });
    expect(subject((Pods.matching as () => PodSelection)()).findings).toEqual([message]);
    expect(
      subject({ type: 'pod-selection', selector: { matchLabels: null, matchExpressions: null } }).findings,
    ).toEqual([message]);
    expect(subject(Pods.all())).toEqual({ manifest: {}, findings: [], late: [] });
  });

  test('one condition is enough', () => {
    expect(subject(web).findings).toEqual([]);
    expect(subject(Pods.matching(LabelExpression.exists('app'))).findings).toEqual([]);
    expect(subject({ type: 'pod-selection', selector: { matchLabels: ['app'] } }).findings).toEqual([]);
  });

  test('what is no selector is reported', () => {
    expect(subject({ type: 'pod-selection', selector: 'app=web' })).toEqual({
      manifest: {},
      findings: ['pods: Invalid value: "app=web": must be a selector, not a string'],
      late: [],
    });
  });

  test('the subject of a policy has no place', () => {
    expect(subject(web).manifest).toEqual({ matchLabels: { app: 'web' } });
    expect(subject(web.inNamespace('shop'))).toMatchObject({
      manifest: {},
      findings: [
        expect.stringMatching(/^pods: Invalid value: .*: must be a pod selection without a place, not a map$/),
      ],
    });
    expect(subject('web').findings).toEqual([
      'pods: Invalid value: "web": must be a pod selection without a place, not a string',
    ]);
  });

  test('a manifest shares nothing with the word, which a user may change afterwards', () => {
    const labels = { app: 'web' };
    const { manifest } = subject(Pods.labelled(labels));
    labels.app = 'db';
    expect(manifest).toEqual({ matchLabels: { app: 'web' } });
  });
});

describe('ports', () => {
  test('each word has its form', () => {
    expect(ports([Port.tcp(80), Port.udpRange(5000, 5010), Port.named('http'), Port.allSctp()]).manifest).toEqual([
      { protocol: 'TCP', port: 80 },
      { protocol: 'UDP', port: 5000, endPort: 5010 },
      { protocol: 'TCP', port: 'http' },
      { protocol: 'SCTP' },
    ]);
  });

  test('all is every port, whatever is said besides', () => {
    expect(ports([Port.all()])).toEqual({ manifest: undefined, findings: [], late: [] });
    expect(ports([Port.tcp(80), Port.all()]).manifest).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['an empty list', [], 'ports: Required value: an empty list was given, which Kubernetes takes for every port'],
    ['nothing', undefined, 'ports: Required value: must be a list of ports, not nothing'],
    ['a port outside of a list', Port.tcp(80), 'ports: Required value: must be a list of ports, not a map'],
    ['a number', [80], 'ports[0]: Invalid value: 80: must be a port, not a number'],
    ['null', [null], 'ports[0]: Invalid value: null: must be a port, not null'],
    [
      'a port without its number',
      [Port.tcp(80), Port.tcp(undefined as never)],
      'ports[1]: Required value: no port was given, which Kubernetes takes for every port',
    ],
    [
      'a range without its end',
      [Port.tcpRange(80, null as never)],
      'ports[0]: Required value: no port was given, which Kubernetes takes for every port',
    ],
    [
      'a name that is null',
      [Port.named(null as never)],
      'ports[0]: Required value: no port was given, which Kubernetes takes for every port',
    ],
  ])('%s is refused', (_, words, message) => {
    expect(ports(words).findings).toEqual([message]);
  });
});
