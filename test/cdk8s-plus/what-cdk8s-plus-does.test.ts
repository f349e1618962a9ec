import type { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { newChart, policiesOf } from '../support/synth';

/**
 * What cdk8s-plus-28 2.5.6 writes where ringfence does otherwise (test/cdk8s/what-others-get-wrong.test.ts). A later
 * release may well have corrected some of it; then the line goes from here and from the README.
 */

function pods(chart: Chart, id: string, options: Partial<kplus.PodProps> = {}) {
  return new kplus.Pod(chart, id, { containers: [{ image: id, portNumber: 80 }], ...options });
}

const specsOf = (chart: Chart) => policiesOf(chart).map(({ spec }) => spec);

test('an empty list of namespaces gives an empty `from`, which means everyone', () => {
  const chart = newChart('shop');
  const policy = new kplus.NetworkPolicy(chart, 'policy', { selector: pods(chart, 'web') });
  policy.addIngressRule(kplus.Namespaces.select(chart, 'none', { names: [] }), [kplus.NetworkPolicyPort.tcp(80)]);
  expect(specsOf(chart)[0]?.ingress).toEqual([{ from: [], ports: [{ port: 80, protocol: 'TCP' }] }]);
});

test('a policy with neither ingress nor egress has no policyTypes, which denies all ingress', () => {
  const chart = newChart('shop');
  new kplus.NetworkPolicy(chart, 'policy', { selector: pods(chart, 'web') });
  expect(Object.keys(specsOf(chart)[0] ?? {})).toEqual(['podSelector']);
});

test('allowTo isolates the client for egress, and nothing lets it resolve names', () => {
  const chart = newChart('shop');
  pods(chart, 'web').connections.allowTo(pods(chart, 'cache'));
  const egress = specsOf(chart).filter(({ policyTypes }) => policyTypes?.includes('Egress'));
  expect(egress).toHaveLength(1);
  expect(JSON.stringify(egress)).not.toContain('53');
});

test('allowTo a namespace isolates every pod of that namespace', () => {
  const chart = newChart('shop');
  pods(chart, 'web').connections.allowTo(new kplus.Namespace(chart, 'data', { metadata: { name: 'data' } }));
  const inData = policiesOf(chart).filter(({ metadata }) => metadata.namespace === 'data');
  expect(inData.map(({ spec }) => [spec.podSelector, spec.policyTypes])).toEqual([[{}, ['Ingress']]]);
});

test('the UDP port of a container becomes a TCP port', () => {
  const chart = newChart('shop');
  const dns = new kplus.Pod(chart, 'dns', {
    containers: [{ image: 'dns', ports: [{ number: 53, protocol: kplus.Protocol.UDP }] }],
  });
  pods(chart, 'web').connections.allowTo(dns);
  const ports = specsOf(chart)
    .flatMap(({ egress }) => egress ?? [])
    .flatMap((rule) => rule.ports ?? []);
  expect(ports).toEqual([{ port: 53, protocol: 'TCP' }]);
});

test('allTcp() becomes port 0, which the API server refuses', () => {
  const chart = newChart('shop');
  const policy = new kplus.NetworkPolicy(chart, 'policy', { selector: pods(chart, 'web') });
  policy.addIngressRule(kplus.Pods.all(chart, 'all'), [kplus.NetworkPolicyPort.allTcp()]);
  expect(specsOf(chart)[0]?.ingress?.[0]?.ports).toEqual([{ port: 0, endPort: 65535, protocol: 'TCP' }]);
});

describe('addresses and ports', () => {
  test.each(['999.1.1.1/99'])('%s is accepted', (cidr) => {
    expect(() => kplus.NetworkPolicyIpBlock.ipv4(newChart(), 'block', cidr)).not.toThrow();
  });

  test('tcp(99999) and a range from 90 to 80 are accepted', () => {
    const chart = newChart('shop');
    const policy = new kplus.NetworkPolicy(chart, 'policy', { selector: pods(chart, 'web') });
    const ports = [kplus.NetworkPolicyPort.tcp(99999), kplus.NetworkPolicyPort.tcpRange(90, 80)];
    policy.addIngressRule(kplus.Pods.all(chart, 'all'), ports);
    expect(specsOf(chart)[0]?.ingress?.[0]?.ports).toEqual([
      { port: 99999, protocol: 'TCP' },
      { port: 90, endPort: 80, protocol: 'TCP' },
    ]);
  });

  test('an except outside the block is accepted', () => {
    const make = () => kplus.NetworkPolicyIpBlock.ipv4(newChart(), 'block', '10.0.0.0/8', ['192.168.0.0/16']);
    expect(make).not.toThrow();
  });

  test('FD00::/8 is refused', () => {
    expect(() => kplus.NetworkPolicyIpBlock.ipv6(newChart(), 'block', 'FD00::/8')).toThrow('Invalid IPv6 CIDR');
  });
});

test('selectors use a label that changes when the construct moves', () => {
  const subject = (id: string) => {
    const chart = newChart('shop', id);
    new kplus.NetworkPolicy(chart, 'policy', {
      selector: pods(chart, 'web', { metadata: { labels: { app: 'web' } } }),
    });
    return specsOf(chart)[0]?.podSelector;
  };
  expect(subject('here')).not.toEqual(subject('there'));
});

test('the namespace of a policy overrides the namespaces of the selection without a word', () => {
  const chart = newChart('shop');
  const elsewhere = kplus.Pods.select(chart, 'pods', {
    labels: { app: 'web' },
    namespaces: kplus.Namespaces.select(chart, 'namespaces', { names: ['front'] }),
  });
  new kplus.NetworkPolicy(chart, 'policy', { selector: elsewhere, metadata: { namespace: 'other' } });
  expect(policiesOf(chart).map(({ metadata }) => metadata.namespace)).toEqual(['other']);
});
