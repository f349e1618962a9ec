import { App, Chart, Testing } from 'cdk8s';
import {
  AllowDns,
  Cni,
  configureBoundaries,
  Flow,
  IpBlock,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ReachabilityContract,
  SecureNamespace,
  ServiceAccessGrant,
  TenantIsolation,
  warningsOf,
} from 'ringfence/cdk8s';

const ID = { 'namespace-label': 'only the platform team labels namespaces' };

/** What is printed on standard error meanwhile. */
function printed(work: () => void): string {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    work();
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

function tenants(props: object = {}) {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const boundary = new TenantIsolation(chart, 'tenants', { tenant: Namespaces.labelled({ tenant: 'a' }), ...props });
  return { app, chart, boundary };
}

describe('warnings', () => {
  test('are printed once a synth, with construct, policy, field and what to write instead', () => {
    const { app } = tenants();
    new Chart(app, 'other');
    new Chart(app, 'third');
    expect(printed(() => app.synthYaml())).toMatchInlineSnapshot(`
"warning namespace-label at shop/tenants/ingress: NetworkPolicy shop/tenant-isolation: spec.ingress[0].from[1].namespaceSelector: anyone who may label namespaces can set "tenant" on one of their own, which then counts as well
      select namespaces by name (kubernetes.io/metadata.name), or say who alone may set the label: silence: { 'namespace-label': '...' }
ringfence: 1 warning (namespace-label 1); strict: true makes them errors, silence: { '<id>': 'the reason' } accepts them (configureBoundaries)
"
`);
    expect(printed(() => app.synthYaml())).toBe('');
  });

  test('can be read in a test, of an app or of a part of it', () => {
    const { app, chart } = tenants();
    const other = new Chart(app, 'other');
    expect(warningsOf(app).map(({ id, construct }) => `${id} ${construct}`)).toEqual([
      'namespace-label shop/tenants/ingress',
    ]);
    expect(warningsOf(chart)).toHaveLength(1);
    expect(warningsOf(other)).toEqual([]);
    expect(warningsOf(new App())).toEqual([]);
  });

  test('are errors where an app or chart is strict', () => {
    const { app, chart } = tenants();
    configureBoundaries(app, { strict: true });
    expect(printed(() => expect(() => app.synthYaml()).toThrow('warning namespace-label at shop/tenants'))).toBe('');
    configureBoundaries(chart, { strict: false });
    expect(printed(() => app.synthYaml())).toContain('namespace-label');
  });

  test('are silenced by a boundary, which keeps the reason in an annotation', () => {
    const { app, chart } = tenants({ silence: ID });
    expect(printed(() => app.synthYaml())).toBe('');
    expect(warningsOf(app)).toEqual([]);
    expect(Testing.synth(chart)[0].metadata.annotations).toEqual({
      'ringfence/silence-namespace-label': 'only the platform team labels namespaces',
    });
  });

  test('are silenced for a whole app, and only the policies that they concern keep the reason', () => {
    const { app, chart } = tenants();
    configureBoundaries(app, { silence: ID, strict: true });
    new AllowDns(chart, 'dns', { namespace: 'front', pods: Pods.labelled({ app: 'web' }) });
    configureBoundaries(chart, { silence: { 'client-closed': 'no pod of the tenant is in front' } });
    expect(printed(() => app.synthYaml())).toBe('');
    const annotated = Testing.synth(chart).filter(({ metadata }) => metadata.annotations !== undefined);
    expect(annotated.map(({ metadata }) => metadata.name)).toEqual(['tenant-isolation']);
    expect(annotated[0].metadata.annotations).toEqual({
      'ringfence/silence-namespace-label': 'only the platform team labels namespaces',
    });
  });

  test('are silenced with a reason, and by a name that there is', () => {
    const { app } = tenants({ silence: { 'namespace-label': ' ', 'namespace-lable': 'a typing error' } });
    expect(() => app.synthYaml()).toThrow(
      /silence\.namespace-label: Required value.*[\s\S]*silence\.namespace-lable: Unsupported value/,
    );
    expect(() => configureBoundaries(app, { silence: { nothing: 'x' } })).toThrow('Unsupported value: "nothing"');
  });
});

describe('the network plugin', () => {
  const ports = [Port.tcpRange(8000, 8010)];
  const web = Pods.labelled({ app: 'web' }).inNamespace('front');
  const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');

  function shop() {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    return { app, chart };
  }

  test.each(['app', 'chart'] as const)('that enforces nothing fails the synthesis, said of the %s', (of) => {
    const scopes = shop();
    configureBoundaries(scopes[of], { cni: Cni.awsVpcCni() });
    new AllowDns(scopes.chart, 'dns');
    new AllowDns(scopes.chart, 'other', { namespace: 'other' });
    expect(() => scopes.app.synthYaml()).toThrow(/cni: Forbidden: EKS, VPC CNI enforces no NetworkPolicy/);
  });

  test('that enforces nothing fails the synthesis, said of one boundary', () => {
    const { app, chart } = shop();
    new SecureNamespace(chart, 'secure', { cni: Cni.flannel() });
    expect(() => app.synthYaml()).toThrow(/cni: Forbidden: Flannel enforces no NetworkPolicy/);
  });

  test('that does enforce lets it pass', () => {
    const { app, chart } = shop();
    configureBoundaries(app, { cni: Cni.awsVpcCni({ networkPolicy: true }) });
    new SecureNamespace(chart, 'secure');
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('is warned of where it does something otherwise, by the profile that is nearest', () => {
    const { app, chart } = shop();
    configureBoundaries(app, { cni: Cni.cilium({ version: '1.16' }) });
    new ServiceAccessGrant(chart, 'cart', { from: web, to: cart, ports });
    expect(warningsOf(app).map(({ id, path }) => `${id} ${path}`)).toEqual(['cni-end-port spec.ingress[0].ports[0]']);
    configureBoundaries(chart, { cni: Cni.cilium() });
    expect(warningsOf(app)).toEqual([]);
    new ServiceAccessGrant(chart, 'other', { from: web, to: cart, ports, cni: Cni.cilium({ version: '1.15' }) });
    expect(warningsOf(app).map(({ construct }) => construct)).toEqual(['shop/other/ingress']);
  });

  test('decides grants and contracts as well', () => {
    const everywhere = { from: IpBlock.anyIpv4(), to: cart, ports: [Port.tcp(8080)] };
    const contract = { denied: [Flow.from(web).to(cart).on(Port.tcp(8080))] };
    const { app, chart } = shop();
    new ServiceAccessGrant(chart, 'cart', everywhere);
    new ReachabilityContract(chart, 'contract', contract);
    expect(() => app.synthYaml()).toThrow('the contract does not hold');
    configureBoundaries(app, { cni: Cni.cilium(), silence: { 'cni-pod-addresses': 'only clients outside are meant' } });
    expect(() => app.synthYaml()).not.toThrow();
  });
});

test('a policy in words of its own is judged like any other', () => {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new NetworkPolicy(chart, 'p', { pods: Pods.labelled({ 'helm.sh/chart': 'shop-1.2.3' }), ingress: [] });
  expect(warningsOf(app).map(({ id, policy }) => `${id} ${policy}`)).toEqual(['version-label shop/p']);
});
