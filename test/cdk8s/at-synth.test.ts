import { ApiObject, type Chart } from 'cdk8s';
import {
  AllowDns,
  AllowEgressToCidr,
  AllowIngressFromCidr,
  AllowInternetEgress,
  AllowKubeApiServer,
  Cni,
  type CniProfile,
  configureBoundaries,
  DefaultDenyNamespace,
  IpBlock,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
  warningsOf,
} from 'ringfence/cdk8s';
import { LINT_RULES } from '../../lib/lint/rules';
import { SYNTH_RULES } from '../../lib/policy/warning';
import { deployment, failureOf, newChart, yamlOf } from '../support/synth';

/** What a synth prints on standard error. */
function printed(chart: Chart): string {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    yamlOf(chart);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

const ports = [Port.tcp(443)];
const web = Pods.labelled({ app: 'web' });

describe('pods whose first egress policy closes DNS', () => {
  test('are a warning, from the words alone', () => {
    const chart = newChart('shop');
    new AllowInternetEgress(chart, 'web', { pods: web, ports });
    expect(printed(chart)).toMatch(
      /^warning egress-without-dns at boundary\/web: NetworkPolicy shop\/web-allow-egress: spec\.egress: these pods cannot resolve names.*\n +new AllowDns\(chart, 'dns', { namespace: 'shop' }\).*\nringfence: 1 warning \(egress-without-dns 1\)/,
    );
  });

  test('are none once AllowDns is there, for all of them', () => {
    const chart = newChart('shop');
    new AllowInternetEgress(chart, 'web', { pods: web, ports });
    new AllowDns(chart, 'dns', { pods: Pods.labelled({ app: 'api' }) });
    expect(warningsOf(chart).map(({ id }) => id)).toEqual(['egress-without-dns']);
    const all = newChart('shop');
    new AllowInternetEgress(all, 'web', { pods: web, ports });
    new AllowDns(all, 'dns');
    expect(printed(all)).toBe('');
  });

  test('are seen where a grant opens the way out of a client that a default deny isolates', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny');
    new ServiceAccessGrant(chart, 'cart', {
      from: web.inSameNamespace(),
      to: Pods.labelled({ app: 'cart' }).inSameNamespace(),
      ports,
    });
    expect(warningsOf(chart)).toMatchObject([{ id: 'egress-without-dns', construct: 'boundary/cart' }]);
  });

  test('are none where a rule is for DNS, by port or by place, or nothing is opened', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny');
    new AllowEgressToCidr(chart, 'dns', { pods: web, to: IpBlock.ipv4('10.0.0.10/32'), ports: [Port.udp(53)] });
    expect(warningsOf(chart)).toEqual([]);
  });

  test('are an error where that is strict, and silenced with a reason', () => {
    const chart = newChart('shop');
    new AllowInternetEgress(chart, 'web', { pods: web, ports });
    configureBoundaries(chart, { strict: true });
    expect(failureOf(chart)).toContain('[boundary/web] warning egress-without-dns');
    configureBoundaries(chart, { silence: { 'egress-without-dns': 'it uses addresses only' } });
    expect(printed(chart)).toBe('');
    const own = newChart('shop');
    new AllowInternetEgress(own, 'web', { pods: web, ports, silence: { 'egress-without-dns': 'addresses only' } });
    expect(printed(own)).toBe('');
  });
});

describe('rules of lint that an app can decide', () => {
  function halfGrant(): Chart {
    const chart = newChart('shop');
    new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
    new ApiObject(chart, 'cart', deployment('cart', { app: 'cart' }, [{ containerPort: 443 }]));
    new AllowDns(chart, 'dns');
    new ApiObject(chart, 'by-hand', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand' },
      spec: {
        podSelector: { matchLabels: { app: 'cart' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 443 }] }],
      },
    });
    return chart;
  }

  test('run at the end of a synth where workloads are declared, with a summary', () => {
    const text = printed(halfGrant());
    expect(text).toContain(
      'warning half-grant at boundary/by-hand: NetworkPolicy shop/by-hand: spec.ingress[0].from[0]',
    );
    expect(text).toMatch(/\nringfence: 1 warning \(half-grant 1\); strict: true makes them errors/);
  });

  test('are errors where that is strict, and are silenced with a reason', () => {
    const chart = halfGrant();
    configureBoundaries(chart, { strict: true });
    expect(failureOf(chart)).toContain('[] warning half-grant at boundary/by-hand');
    configureBoundaries(chart, { silence: { 'half-grant': 'web gets its way out from another app' } });
    expect(printed(chart)).toBe('');
  });

  test('report nothing that was reported from the words', () => {
    const chart = newChart('shop');
    new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
    new ApiObject(chart, 'cart', deployment('cart', { app: 'cart' }, [{ containerPort: 443 }]));
    new AllowDns(chart, 'dns', { pods: web });
    const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
    new NetworkPolicy(chart, 'out', { pods: web, egress: [{ to: cart, ports }] });
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    const text = printed(chart);
    expect(text).toContain('warning target-closed at boundary/out');
    expect(text).not.toContain('half-grant');
  });

  test('are printed once, however often the app is synthesized', () => {
    const chart = halfGrant();
    expect(printed(chart)).not.toBe('');
    expect(printed(chart)).toBe('');
  });

  test('are rules that there are, without those about openness, redundancy and whole namespaces', () => {
    const ids = LINT_RULES.map(({ id }) => id);
    for (const id of SYNTH_RULES) expect(ids).toContain(id);
    expect(SYNTH_RULES.filter((id) => /^(no-default-deny|wide-open|redundant)-/.test(id))).toEqual([]);
  });
});

test('an app that only writes policies does not load the engine', () => {
  jest.isolateModules(() => {
    const { App, Chart: Charts } = require('cdk8s');
    const copy = require('ringfence/cdk8s') as typeof import('ringfence/cdk8s');
    const chart = new Charts(new App(), 'boundary', { namespace: 'shop' });
    new copy.AllowInternetEgress(chart, 'web', { pods: copy.Pods.labelled({ app: 'web' }), ports });
    const loaded: string[] = [];
    jest.doMock('../../lib/lint/rules', () => {
      loaded.push('lint');
      return {};
    });
    jest.doMock('../../lib/reachability/reachability', () => {
      loaded.push('engine');
      return {};
    });
    printed(chart);
    expect(loaded).toEqual([]);
    jest.dontMock('../../lib/lint/rules');
    jest.dontMock('../../lib/reachability/reachability');
  });
});

describe('what platforms do', () => {
  const namespaces = (chart: Chart, labels: Record<string, string>) =>
    new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
  const ids = (chart: Chart) => warningsOf(chart).map(({ id }) => id);

  test('pods of an ambient mesh receive on TCP 15008, and a policy that closes it is a warning', () => {
    const chart = newChart('shop');
    namespaces(chart, { 'istio.io/dataplane-mode': 'ambient' });
    const deny = new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    deny.policies[0]?.metadata.addLabel('team', 'x');
    expect(warningsOf(chart)).toMatchObject([
      { id: 'ambient-mesh', message: expect.stringContaining('https://istio.io/') },
    ]);
    new NetworkPolicy(chart, 'mesh', { pods: Pods.all(), ingress: [{ from: 'anywhere', ports: [Port.tcp(15008)] }] });
    expect(ids(chart)).toEqual([]);
    const other = newChart('shop');
    namespaces(other, {});
    new DefaultDenyNamespace(other, 'deny', { direction: 'ingress' });
    expect(ids(other)).toEqual([]);
  });

  test('EKS: labels outside of the selector of a Service are a warning, equal ones are not', () => {
    const make = (selector: Record<string, string>) => {
      const chart = newChart('shop');
      configureBoundaries(chart, { cni: Cni.awsVpcCni({ networkPolicy: true }) });
      new ApiObject(chart, 'service', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'be' },
        spec: { selector, ports: [{ port: 8080 }] },
      });
      const be = Pods.labelled({ a: 'x', b: 'y' }).inNamespace('shop');
      new NetworkPolicy(chart, 'fe', { pods: web, egress: [{ to: be, ports }] });
      new AllowDns(chart, 'dns');
      return chart;
    };
    expect(ids(make({ a: 'x', b: 'y' }))).not.toContain('cni-service-labels');
    expect(ids(make({ a: 'x' }))).toContain('cni-service-labels');
  });

  test('Cilium: blocks of the API server ask for policyCIDRMatchMode, and no advice is Pods.all()', () => {
    const make = (cni: CniProfile) => {
      const chart = newChart('shop');
      configureBoundaries(chart, { cni });
      new AllowDns(chart, 'dns');
      new AllowKubeApiServer(chart, 'api', {
        pods: web,
        clusterIp: IpBlock.ipv4('10.96.0.1/32'),
        endpoints: IpBlock.ipv4('172.18.0.2/32'),
      });
      return warningsOf(chart).filter(({ id }) => id === 'cni-pod-addresses');
    };
    const [first] = make(Cni.cilium());
    expect(first?.fix).toContain('policy-cidr-match-mode: nodes');
    expect(first?.fix).not.toContain('Pods.all()');
    expect(make(Cni.cilium({ policyCIDRMatchMode: 'nodes' }))).toEqual([]);
  });

  test('blocks of clients in front of a load balancer that rewrites their addresses are a warning', () => {
    const chart = newChart('shop');
    new ApiObject(chart, 'web', deployment('web', { app: 'web' }, [{ containerPort: 8080 }]));
    new ApiObject(chart, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    new AllowIngressFromCidr(chart, 'office', {
      pods: web,
      from: IpBlock.ipv4('203.0.113.0/24'),
      ports: [Port.tcp(8080)],
    });
    expect(printed(chart)).toContain('warning load-balancer-source at boundary/office/ingress');
  });
});
