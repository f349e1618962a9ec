import 'ringfence/jest';
import { expect as imported } from '@jest/globals';
import { Testing } from 'cdk8s';
import { Cni, clusterOfText, Reachability } from 'ringfence';
import { clusterOf, Flow, IpBlock, Pods, Port } from 'ringfence/cdk8s';
import { cart, grant, shop, web } from './shop';

const api = Pods.labelled({ app: 'api' }).inNamespace('front');
const chartOf = (app: ReturnType<typeof shop>) => app.charts[0] as (typeof app.charts)[number];

/** What a failed expectation says. */
function messageOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

describe('what can be judged', () => {
  test.each<[string, () => object | string]>([
    ['an App', () => shop()],
    ['a Chart', () => chartOf(shop())],
    ['a Cluster', () => clusterOf(shop())],
    ['a Reachability', () => Reachability.of(clusterOf(shop()))],
    ['YAML text', () => shop().synthYaml()],
    ['manifests', () => Testing.synth(chartOf(shop()))],
  ])('%s', (_, judged) => {
    expect(judged()).toAllow(grant);
    expect(judged()).toOnlyAllowInto(cart, grant);
  });

  test('the expect of @jest/globals has the matchers too', () => {
    imported(shop()).toAllow(grant);
  });

  test.each([[undefined], [5], [new Map()]])('%p cannot be judged', (received) => {
    expect(messageOf(() => expect(received).toAllow(grant))).toContain('cannot be judged: give a cdk8s App or Chart');
  });
});

describe('toAllow and toDeny', () => {
  test('tell what the policies say', () => {
    expect(shop()).toAllow(grant);
    expect(shop()).not.toDeny(grant);
    expect(shop()).toDeny(Flow.from(api).to(cart).on(Port.tcp(8080)));
    expect(shop()).not.toAllow(Flow.from(api).to(cart).on(Port.all()));
  });

  test('fail with the explanation', () => {
    expect(messageOf(() => expect(shop()).toAllow(Flow.from(api).to(cart).on(Port.tcp(8080))))).toMatchInlineSnapshot(`
"expected: app=api in namespace front to app=cart in namespace shop on TCP 8080 is allowed

denied: a pod with app=api in namespace front to a pod with app=cart in namespace shop on TCP 8080
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by shop/default-deny-ingress (shop/deny/ingress)
    isolated by shop/cart-allow-ingress (shop/cart/ingress)
    nearest: rule 1 of shop/cart-allow-ingress allows app=web in namespace front on TCP 8080, but this pod has app=api (shop/cart/ingress)

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; policies outside of the input, and other kinds of policies; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
    expect(messageOf(() => expect(shop()).toDeny(grant))).toMatchInlineSnapshot(`
"expected: app=web in namespace front to app=cart in namespace shop on TCP 8080 is denied

allowed: a pod with app=web in namespace front to a pod with app=cart in namespace shop on TCP 8080
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and allowed
    isolated by shop/default-deny-ingress (shop/deny/ingress)
    isolated by shop/cart-allow-ingress (shop/cart/ingress)
    allowed by rule 1 of shop/cart-allow-ingress: from app=web in namespace front on TCP 8080 (shop/cart/ingress)

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; policies outside of the input, and other kinds of policies; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  });

  test('both fail, with and without not, where only some of the flow is allowed', () => {
    const mixed = Flow.from(web).to(cart).on(Port.tcpRange(8080, 8081));
    for (const expectation of [
      () => expect(shop()).toAllow(mixed),
      () => expect(shop()).toDeny(mixed),
      () => expect(shop()).not.toAllow(mixed),
      () => expect(shop()).not.toDeny(mixed),
    ]) {
      expect(expectation).toThrow();
    }
  });
});

describe('toOnlyAllowInto and toOnlyAllowOutOf', () => {
  test('hold where no pod that could be has another way', () => {
    expect(shop()).toOnlyAllowInto(cart, grant);
    expect(shop()).toOnlyAllowOutOf(cart);
    expect(shop({ leak: true })).not.toOnlyAllowInto(cart, grant);
  });

  test('fail with a counterexample', () => {
    expect(messageOf(() => expect(shop({ leak: true })).toOnlyAllowInto(cart, grant))).toMatchInlineSnapshot(`
"expected: nobody reaches app=cart in namespace shop but by app=web in namespace front to app=cart in namespace shop on TCP 8080

allowed: a pod with no labels in namespace any-other to a pod with app=cart in namespace shop on TCP 9090
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and allowed
    isolated by shop/default-deny-ingress (shop/deny/ingress)
    isolated by shop/cart-allow-ingress (shop/cart/ingress)
    isolated by shop/leak (shop/leak/ingress)
    allowed by rule 1 of shop/leak: from all pods in any namespace on TCP 9090 (shop/leak/ingress)

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; policies outside of the input, and other kinds of policies; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
    expect(messageOf(() => expect(shop()).toOnlyAllowOutOf(web))).toMatchInlineSnapshot(`
"expected: app=web in namespace front reaches nobody

allowed: a pod with app=web in namespace front to address 0.0.0.0 on TCP 1
  egress of the source: open; no policy isolates it
  ingress of the destination: outside of the cluster, where no policy applies

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; policies outside of the input, and other kinds of policies; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  });

  test('a block covers whatever has an address in it', () => {
    const anyone = [IpBlock.anyIpv4(), IpBlock.anyIpv6()].map((block) => Flow.from(block).to(cart).on(Port.all()));
    expect(shop({ leak: true })).toOnlyAllowInto(cart, ...anyone);
  });
});

describe('toIsolate', () => {
  test('tells whether every pod of a namespace is isolated, whatever its labels', () => {
    expect(shop()).toIsolate('shop', 'both');
    expect(shop()).not.toIsolate('front', 'egress');
  });

  test('fails with a pod that is left open', () => {
    expect(messageOf(() => expect(shop()).toIsolate('front', 'ingress'))).toMatchInlineSnapshot(`
"expected: every pod of namespace front is isolated for ingress

open for ingress: a pod with no labels; no policy isolates any

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; policies outside of the input, and other kinds of policies; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  });
});

describe('nothing is claimed', () => {
  const unread =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: []}\n';

  test('of what could not be read: each claim fails both ways, with the place', () => {
    const message = messageOf(() => expect(unread).toDeny(grant));
    expect(message).toContain('undecided, which does not count as holding: one object could not be read');
    expect(message).toContain('line 4, column 8: NetworkPolicy default/a: spec.podSelector');
    expect(() => expect(unread).not.toOnlyAllowInto(cart)).toThrow('undecided');
    expect(() => expect(unread).not.toIsolate('shop', 'ingress')).toThrow('undecided');
  });

  test('by a flow that says less than it seems to', () => {
    const message = messageOf(() =>
      expect(shop()).toDeny(Flow.from(Pods.labelled({}).inNamespace('a')).to(cart).on(Port.all())),
    );
    expect(message).toContain('flow.from: Required value: no label was given');
  });
});

test('another network plugin is told by a Reachability of its own', () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: front}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
`;
  const flow = Flow.from(api).to(web).on(Port.tcp(80));
  expect(() => expect(text).toDeny(flow)).toThrow();
  const cilium = Reachability.of(clusterOfText(text), { cni: Cni.specification({ ipBlocksMatchPods: false }) });
  expect(cilium).toDeny(flow);
});

test('a snapshot of a cluster is the table of who can reach whom', () => {
  expect(clusterOf(shop({ leak: true }))).toMatchInlineSnapshot(`
FROM           TO             CONNECTIONS
front/web      shop/cart      TCP 8080,9090
               every address  all
every address  front/web      all
`);
});
