import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AllowDns,
  DefaultDenyNamespace,
  IpBlock,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { parseDocument } from 'yaml';
import { deployment, failureOf, newChart, policiesOf, policy, policyNames, yamlOf } from '../support/synth';

/** What cdk8s-plus does with the same is in test/cdk8s-plus. */

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

describe('an empty list of namespaces never means everyone', () => {
  test('in words', () => {
    const chart = newChart('shop');
    const names = [] as unknown as [string];
    new ServiceAccessGrant(chart, 'grant', {
      from: web.inNamespaces(Namespaces.named(...names)),
      to: cache,
      ports: [Port.tcp(6379)],
    });
    expect(failureOf(chart)).toContain("values: Required value: must be specified when `operator` is 'In' or 'NotIn'");
  });

  test('in a selection of cdk8s-plus', () => {
    const chart = newChart('shop');
    const noPod = kplus.Namespaces.select(chart, 'none', { names: [] });
    new ServiceAccessGrant(chart, 'grant', { from: noPod, to: cache, ports: [Port.tcp(6379)] });
    expect(failureOf(chart)).toContain('from: Required value: the selection boundary/none names no namespace');
  });
});

test('a policy with neither ingress nor egress is an error, not a silent denial of all ingress', () => {
  const chart = newChart('shop');
  new NetworkPolicy(chart, 'web', { pods: web });
  expect(failureOf(chart)).toContain('ingress: Required value: neither ingress nor egress was given');
});

test('a grant does not isolate its client for egress, which would cut it off from DNS', () => {
  const chart = newChart('shop');
  new ServiceAccessGrant(chart, 'grant', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(6379)] });
  expect(policiesOf(chart).flatMap(({ spec }) => spec.policyTypes)).toEqual(['Ingress']);
});

test('a grant to a whole namespace does not isolate every pod in it by surprise', () => {
  const chart = newChart('shop');
  new ServiceAccessGrant(chart, 'grant', {
    from: web.inNamespace('front'),
    to: Namespaces.named('shop'),
    ports: [Port.tcp(80)],
  });
  expect(failureOf(chart)).toContain('to: Forbidden: a grant to every pod of namespace shop would isolate them all');
});

describe('protocols and ports stay what they were', () => {
  test('the UDP port of a container stays UDP', () => {
    const chart = newChart('shop');
    const ports = [{ name: 'dns', containerPort: 53, protocol: 'UDP' }];
    const target = new ApiObject(chart, 'dns', deployment('dns', { app: 'dns' }, ports));
    new ServiceAccessGrant(chart, 'wrong', { from: web.inNamespace('front'), to: target, ports: [Port.named('dns')] });
    expect(failureOf(chart)).toContain(
      'no container of Deployment dns declares a TCP port of this name (declared: UDP dns)',
    );

    const right = newChart('shop');
    const server = new ApiObject(right, 'dns', deployment('dns', { app: 'dns' }, ports));
    const service = new ApiObject(right, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'dns' },
      spec: { selector: { app: 'dns' }, ports: [{ port: 53, targetPort: 'dns', protocol: 'UDP' }] },
    });
    void server;
    new ServiceAccessGrant(right, 'grant', { from: web.inNamespace('front'), to: service });
    expect(policy(right, 'grant-allow-ingress').spec.ingress?.[0]?.ports).toEqual([{ protocol: 'UDP', port: 'dns' }]);
  });

  test.each([
    ['allTcp', Port.allTcp(), { protocol: 'TCP' }],
    ['allUdp', Port.allUdp(), { protocol: 'UDP' }],
    ['allSctp', Port.allSctp(), { protocol: 'SCTP' }],
  ])('%s names no port, above all not port 0', (_, port, expected) => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', { from: web.inNamespace('front'), to: cache, ports: [port] });
    expect(policy(chart, 'grant-allow-ingress').spec.ingress?.[0]?.ports).toEqual([expected]);
  });
});

describe('addresses and ports are judged before anything is written', () => {
  const from = web.inNamespace('front');
  test.each([
    [
      '999.1.1.1/99',
      { from: IpBlock.ipv4('999.1.1.1/99'), to: cache, ports: [Port.tcp(1)] },
      '"999.1.1.1/99": must be a valid CIDR value',
    ],
    ['tcp(99999)', { from, to: cache, ports: [Port.tcp(99999)] }, '99999: must be between 1 and 65535, inclusive'],
    [
      'a range 90 to 80',
      { from, to: cache, ports: [Port.tcpRange(90, 80)] },
      '90: must be greater than or equal to `port`',
    ],
    [
      'an except outside the block',
      { from: IpBlock.ipv4('10.0.0.0/8', { except: ['192.168.0.0/16'] }), to: cache, ports: [Port.tcp(1)] },
      '"192.168.0.0/16": must be a strict subset of `cidr`',
    ],
  ])('%s is refused', (_, props, message) => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', props);
    expect(failureOf(chart)).toContain(message);
  });

  test('FD00::/8 is taken: case means nothing in IPv6', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', { from: IpBlock.ipv6('FD00::/8'), to: cache, ports: [Port.tcp(1)] });
    expect(policy(chart, 'grant-allow-ingress').spec.ingress?.[0]?.from).toEqual([{ ipBlock: { cidr: 'FD00::/8' } }]);
  });
});

test('selectors stay the same when a construct moves', () => {
  const subject = (id: string) => {
    const chart = newChart('shop', id);
    const plus = new kplus.Deployment(chart, id, {
      podMetadata: { labels: { app: 'web' } },
      containers: [{ image: 'web', portNumber: 80 }],
    });
    new ServiceAccessGrant(chart, 'grant', { from: plus, to: plus, ports: [Port.tcp(80)] });
    return policy(chart, 'grant-allow-ingress').spec;
  };
  expect(subject('here')).toEqual(subject('there'));
});

test('the namespace of a policy does not override the namespace of what it protects', () => {
  const chart = newChart('somewhere-else');
  new ServiceAccessGrant(chart, 'grant', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(6379)] });
  expect(policyNames(chart)).toEqual(['shop/grant-allow-ingress']);
});

test('labels and namespace of one client are one peer, so that both must hold', () => {
  const chart = newChart('shop');
  new ServiceAccessGrant(chart, 'grant', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(6379)] });
  expect(policy(chart, 'grant-allow-ingress').spec.ingress?.[0]?.from).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } },
      podSelector: { matchLabels: { app: 'web' } },
    },
  ]);
});

test('DNS is UDP and TCP', () => {
  const chart = newChart('shop');
  new AllowDns(chart, 'dns');
  expect(policy(chart, 'allow-dns').spec.egress?.[0]?.ports).toEqual([
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ]);
});

test('a rule that allows everyone is not lost on the way to the file', () => {
  const chart = newChart('shop');
  new NetworkPolicy(chart, 'open', { pods: web, ingress: [{ from: 'anywhere', ports: [Port.all()] }] });
  expect(parseDocument(yamlOf(chart)).toJS().spec.ingress).toEqual([{}]);
});

test('a default deny is not lost either', () => {
  const chart = new Chart(newChart().node.root as never, 'deny', { namespace: 'shop' });
  new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
  expect(parseDocument(yamlOf(chart)).toJS().spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
});
