import 'ringfence/jest';
import { Cni, clusterOfText, Reachability } from 'ringfence';
import { Flow, IpBlock, Pods, Port } from 'ringfence/cdk8s';
import { messageOf } from './message-of';
import { cart, grant, shop, web } from './shop';

const api = Pods.labelled({ app: 'api' }).inNamespace('front');

describe('toAllow and toDeny', () => {
  test('show what the policies say', () => {
    expect(shop()).toAllow(grant);
    expect(shop()).toDeny(Flow.from(api).to(cart).on(Port.tcp(8080)));
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

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
    expect(messageOf(() => expect(shop()).toDeny(grant))).toMatchInlineSnapshot(`
"expected: app=web in namespace front to app=cart in namespace shop on TCP 8080 is denied

allowed: a pod with app=web in namespace front to a pod with app=cart in namespace shop on TCP 8080
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and allowed
    isolated by shop/default-deny-ingress (shop/deny/ingress)
    isolated by shop/cart-allow-ingress (shop/cart/ingress)
    allowed by rule 1 of shop/cart-allow-ingress: from app=web in namespace front on TCP 8080 (shop/cart/ingress)

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  });
});

describe('toOnlyAllowInto and toOnlyAllowOutOf', () => {
  test('hold where no pod that could be has another way', () => {
    expect(shop()).toOnlyAllowInto(cart, grant);
    expect(shop()).toOnlyAllowOutOf(cart);
  });

  test('fail with a counterexample', () => {
    expect(messageOf(() => expect(shop({ leak: true })).toOnlyAllowInto(cart, grant))).toMatchInlineSnapshot(`
"expected: nothing reaches app=cart in namespace shop except by app=web in namespace front to app=cart in namespace shop on TCP 8080

allowed: a pod with no labels in namespace any-other to a pod with app=cart in namespace shop on TCP 9090
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and allowed
    isolated by shop/default-deny-ingress (shop/deny/ingress)
    isolated by shop/cart-allow-ingress (shop/cart/ingress)
    isolated by shop/leak (shop/leak/ingress)
    allowed by rule 1 of shop/leak: from all pods in any namespace on TCP 9090 (shop/leak/ingress)

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
    expect(messageOf(() => expect(shop()).toOnlyAllowOutOf(web))).toMatchInlineSnapshot(`
"expected: app=web in namespace front reaches nothing

allowed: a pod with app=web in namespace front to address 0.0.0.0 on TCP 1
  egress of the source: open; no policy isolates it
  ingress of the destination: outside of the cluster, where no policy applies

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  });

  test('a block covers whatever has an address in it', () => {
    const anyone = [IpBlock.anyIpv4(), IpBlock.anyIpv6()].map((block) => Flow.from(block).to(cart).on(Port.all()));
    expect(shop({ leak: true })).toOnlyAllowInto(cart, ...anyone);
  });
});

describe('toIsolate', () => {
  test('shows whether every pod of a namespace is isolated, whatever its labels', () => {
    expect(shop()).toIsolate('shop', 'both');
    expect(shop()).toIsolate('shop', 'ingress');
    expect(() => expect(shop()).toIsolate('front', 'egress')).toThrow();
  });

  test('fails with a pod that is left open', () => {
    expect(messageOf(() => expect(shop()).toIsolate('front', 'ingress'))).toMatchInlineSnapshot(`
"expected: every pod of namespace front is isolated for ingress

open for ingress: a pod with no labels; no policy isolates any pod there

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  });
});

test('another network plugin is given by a Reachability of its own', () => {
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
