import { ApiObject, type App, type Chart, Testing } from 'cdk8s';
import {
  AllowDns,
  DefaultDenyNamespace,
  DnsServer,
  Flow,
  IpBlock,
  Pods,
  Port,
  ReachabilityContract,
  type ReachabilityContractProps,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { asText, deployment, failureOf, newChart } from '../support/synth';

expect.addSnapshotSerializer(asText);

const proxy = Pods.labelled({ app: 'proxy' }).inNamespace('web');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');
const batch = Pods.labelled({ app: 'batch' }).inNamespace('shop');
const redis = Flow.from(proxy).to(cache).on(Port.tcp(6379));

/** A namespace that is closed but for the proxy's way to the cache, and DNS. */
function shop(contract: ReachabilityContractProps): Chart {
  const chart = newChart('shop');
  new DefaultDenyNamespace(chart, 'deny');
  new AllowDns(chart, 'dns');
  new ServiceAccessGrant(chart, 'cache', { from: proxy, to: cache, ports: [Port.tcp(6379)] });
  new ReachabilityContract(chart, 'contract', contract);
  return chart;
}

describe('a contract that holds writes nothing', () => {
  const without = () => {
    const chart = shop({ allowed: [redis] });
    chart.node.tryRemoveChild('contract');
    return (chart.node.root as App).synthYaml();
  };
  test.each<[string, ReachabilityContractProps]>([
    ['allowed', { allowed: [redis] }],
    ['denied', { denied: [Flow.from(batch).to(cache).on(Port.all()), Flow.from(proxy).to(batch).on(Port.all())] }],
    [
      'onlyInto',
      {
        onlyInto: [
          { target: cache, flows: [redis] },
          { target: batch, flows: [] },
        ],
      },
    ],
    [
      'onlyOutOf',
      {
        onlyOutOf: [
          {
            subject: batch,
            flows: [
              Flow.from(batch)
                .to(DnsServer.kubeDns().peers[0] as never)
                .on(Port.tcp(53), Port.udp(53)),
            ],
          },
        ],
      },
    ],
  ])('%s', (_title, contract) => {
    expect((shop(contract).node.root as App).synthYaml()).toBe(without());
  });
});

describe('a contract that is broken fails', () => {
  test.each([
    ['app.synth()', (chart: Chart) => (chart.node.root as App).synth()],
    ['app.synthYaml()', (chart: Chart) => (chart.node.root as App).synthYaml()],
    ['Testing.synth', (chart: Chart) => Testing.synth(chart)],
  ])('%s', (_title, synth) => {
    expect(() => synth(shop({ denied: [redis] }))).toThrow(/\[boundary\/contract\].*the contract does not hold: /s);
  });
  test('where something is not allowed', () => {
    expect(failureOf(shop({ allowed: [Flow.from(proxy).to(cache).on(Port.tcp(6380))] }))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP 6380 is allowed
      denied: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 6380
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and no rule allows it
          isolated by shop/default-deny-ingress (boundary/deny/ingress)
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          nearest: rule 1 of shop/cache-allow-ingress allows app=proxy in namespace web, but only on TCP 6379; this is TCP 6380 (boundary/cache/ingress)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('where something is not denied', () => {
    expect(failureOf(shop({ denied: [redis] }))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP 6379 is denied
      allowed: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 6379
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and allowed
          isolated by shop/default-deny-ingress (boundary/deny/ingress)
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          allowed by rule 1 of shop/cache-allow-ingress: from app=proxy in namespace web on TCP 6379 (boundary/cache/ingress)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('where others reach the target', () => {
    expect(failureOf(shop({ onlyInto: [{ target: cache, flows: [] }] }))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: nothing reaches app=cache in namespace shop
      allowed: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 6379
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and allowed
          isolated by shop/default-deny-ingress (boundary/deny/ingress)
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          allowed by rule 1 of shop/cache-allow-ingress: from app=proxy in namespace web on TCP 6379 (boundary/cache/ingress)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('where the subject reaches others', () => {
    expect(failureOf(shop({ onlyOutOf: [{ subject: batch, flows: [] }] }))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: app=batch in namespace shop reaches nothing
      allowed: a pod with app=batch in namespace shop to a pod with k8s-app=kube-dns in namespace kube-system on TCP 53
        egress of the source: isolated, and allowed
          isolated by shop/allow-dns (boundary/dns/egress)
          isolated by shop/default-deny-egress (boundary/deny/egress)
          allowed by rule 1 of shop/allow-dns: to k8s-app=kube-dns in namespace kube-system on TCP 53; UDP 53 (boundary/dns/egress)
        ingress of the destination: open; no policy isolates it
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('by a policy that somebody wrote by hand', () => {
    const chart = shop({ onlyInto: [{ target: cache, flows: [redis] }] });
    new ApiObject(chart, 'raw', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'monitoring' },
      spec: { ingress: [{ from: [{ namespaceSelector: {} }] }] },
    } as never);
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: nothing reaches app=cache in namespace shop except by app=proxy in namespace web to app=cache in namespace shop on TCP 6379
      allowed: a pod with no labels in namespace any-other to a pod with app=cache in namespace shop on TCP 1
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and allowed
          isolated by shop/default-deny-ingress (boundary/deny/ingress)
          isolated by shop/monitoring (boundary/raw)
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          allowed by rule 1 of shop/monitoring: from all pods in any namespace on every port (boundary/raw)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('where it is not known, because an object cannot be read', () => {
    const chart = shop({ denied: [Flow.from(batch).to(cache).on(Port.all())] });
    new ApiObject(chart, 'raw', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'monitoring' },
      spec: { ingress: [{ ports: [{ port: 70_000 }] }] },
    } as never);
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: app=batch in namespace shop to app=cache in namespace shop on every port is denied
      undecided, which does not count as holding: one object could not be read
        boundary/raw: NetworkPolicy shop/monitoring: spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive
            write a whole number from 1 to 65535
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
});

test('wrong claims are findings, all at once', () => {
  const noPod = Pods.labelled({}).inNamespace('shop');
  const chart = shop({
    allowed: [
      redis,
      'x' as never,
      Flow.from(Pods.all().inSameNamespace() as never)
        .to(cache)
        .on(Port.tcp(0)),
    ],
    denied: 'all' as never,
    onlyInto: [
      { target: noPod, flows: [redis] },
      { target: IpBlock.ipv4('10.0.0.0/33') as never, flows: [] },
      null as never,
    ],
    onlyOutOf: [{ subject: cache, flows: 'none' as never }],
  });
  expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] allowed[1]: Invalid value: "x": must be a claim, not a string
      write Flow.from(...).to(...).on(Port.tcp(6379))
  [boundary/contract] allowed[2].from: Invalid value: "the same namespace": means nothing outside of a policy
      write .inNamespace('shop')
  [boundary/contract] allowed[2].on[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
      write a whole number from 1 to 65535
  [boundary/contract] denied: Invalid value: "all": must be a list, not a string
      write denied: [...]
  [boundary/contract] onlyInto[0].target: Required value: no label was given, which Kubernetes takes for everything
      give at least one label; everything is spelled .all()
  [boundary/contract] onlyInto[1].target.ipBlock.cidr: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
      write address/prefix length; one address alone is /32 or /128
  [boundary/contract] onlyInto[2]: Invalid value: null: must be a claim, not null
      write { target, flows: [...] }
  [boundary/contract] onlyOutOf[0].flows: Invalid value: "none": must be a list, not a string
      write flows: [...], or [] for none
`);
});
test('a contract that claims nothing is a finding', () => {
  expect(failureOf(shop({}))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] Required value: the contract claims nothing
      say allowed, denied, onlyInto or onlyOutOf
`);
  expect(failureOf(shop(undefined as never))).toContain('the contract claims nothing');
});

describe('workloads', () => {
  const withCache = (ports: object[], contract: ReachabilityContractProps) => {
    const chart = shop(contract);
    new ApiObject(chart, 'declared', deployment('cache', { app: 'cache', tier: 'db' }, ports));
    return chart;
  };
  const named = Flow.from(proxy).to(cache).on(Port.named('redis'));
  const holds = (chart: Chart) => expect(() => Testing.synth(chart)).not.toThrow();

  test('that are declared are judged by the ports that they have', () => {
    holds(withCache([{ name: 'redis', containerPort: 6379 }], { allowed: [named] }));
    expect(failureOf(withCache([{ name: 'redis', containerPort: 6380 }], { allowed: [named] }))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP redis is allowed
      denied: a pod with app=proxy in namespace web to a pod with app=cache,tier=db in namespace shop on TCP 6380
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and no rule allows it
          isolated by shop/default-deny-ingress (boundary/deny/ingress)
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          nearest: rule 1 of shop/cache-allow-ingress allows app=proxy in namespace web, but only on TCP 6379; this is TCP 6380 (boundary/cache/ingress)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('that is not declared may have any number behind a name', () => {
    expect(failureOf(shop({ allowed: [named] }))).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/contract] the contract does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP redis is allowed
      denied: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 1
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and no rule allows it
          isolated by shop/default-deny-ingress (boundary/deny/ingress)
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          nearest: rule 1 of shop/cache-allow-ingress allows app=proxy in namespace web, but only on TCP 6379; this is TCP 1 (boundary/cache/ingress)
      not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP
`);
  });
  test('that are declared are judged by all of their labels', () => {
    const chart = withCache([], { allowed: [redis] });
    new ApiObject(chart, 'raw', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'raw' },
      spec: { podSelector: { matchLabels: { tier: 'db' } }, ingress: [{}] },
    } as never);
    holds(chart);
  });
});
