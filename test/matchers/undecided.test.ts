import 'ringfence/jest';
import { IpBlock } from 'ringfence';
import { Flow, Pods, Port } from 'ringfence/cdk8s';
import { parseAllDocuments } from 'yaml';
import { messageOf } from './message-of';
import { cart, grant, leaked, shop } from './shop';

/** Nothing is claimed of half a cluster, and nothing by a claim that says less than it seems to. */

const documentsOf = (app: ReturnType<typeof shop>) =>
  parseAllDocuments(app.synthYaml()).map((document) => document.toJS() as object);

const claims: readonly [string, (received: unknown) => void][] = [
  ['toAllow', (received) => expect(received).toAllow(grant)],
  ['toDeny', (received) => expect(received).toDeny(leaked)],
  ['toOnlyAllowInto', (received) => expect(received).toOnlyAllowInto(cart, grant)],
  ['toOnlyAllowOutOf', (received) => expect(received).toOnlyAllowOutOf(cart)],
];

test.each(claims)('%s fails where an object could not be read, though it holds of the others', (_, claim) => {
  const wrong = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a' }, spec: 5 };
  claim(shop());
  expect(messageOf(() => claim([...documentsOf(shop()), wrong]))).toContain(
    'undecided, which does not count as holding: one object could not be read\n' +
      '  manifest 6: NetworkPolicy default/a: spec: Invalid value: 5: must be a map',
  );
});

test('toIsolate fails where a policy of the namespace could not be read, and holds where it is one of another', () => {
  const wrong = (namespace: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a', namespace },
    spec: 5,
  });
  const received = (namespace: string) => [...documentsOf(shop()), wrong(namespace)];
  expect(received('other')).toIsolate('shop', 'both');
  expect(messageOf(() => expect(received('shop')).toIsolate('shop', 'both'))).toContain(
    'undecided, which does not count as holding: NetworkPolicy shop/a (networking.k8s.io) is not judged, and may open what policies isolate\n' +
      '  manifest 6: NetworkPolicy shop/a: spec: Invalid value: 5: must be a map',
  );
});

test('every problem is reported, with its line and what to write', () => {
  const text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a}
spec: {podSelector: []}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: b, namespace: shop}
spec:
  ingress:
    - ports: [{port: 99999}]
---
a: [
`;
  expect(messageOf(() => expect(text).toIsolate('shop', 'ingress'))).toMatchInlineSnapshot(`
"expected: every pod of namespace shop is isolated for ingress

undecided, which does not count as holding: NetworkPolicy shop/b (networking.k8s.io) and what could not be read in line 14, column 1 are not judged, and may isolate pods
  line 4, column 8: NetworkPolicy default/a: spec.podSelector: Invalid value: []: must be a map, not a list
      write {matchLabels: {app: web}}, or {} for every pod of the namespace, or leave it out
  line 11, column 16: NetworkPolicy shop/b: spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive
      write a whole number from 1 to 65535
  line 14, column 1: Invalid value: cannot be read as YAML: deficient indentation
      correct the text at this place; the fault may begin a few lines above

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
});

test('a name with characters that a terminal would obey is shown with escapes', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '\u001b[2J' }, spec: {} };
  const message = messageOf(() => expect([pod]).toAllow(grant));
  expect(message).toContain('\\u001b[2J');
  expect(message).not.toContain('\u001b');
});

test('a port whose name no container has is not decided', () => {
  const named = Flow.from(Pods.all().inNamespace('front')).to(cart).on(Port.named('http'));
  expect(messageOf(() => expect(shop()).toAllow(named))).toContain(
    'undecided, which does not count as holding: no container of the destination has a TCP port named http',
  );
});

describe('a claim that cannot be meant is refused with everything that is wrong', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler refuses, JavaScript does not.
  const untyped = (received: unknown): any => expect(received);

  test.each<[string, () => void, string]>([
    ['no flow', () => untyped(shop()).toAllow(), 'flow: Invalid value: undefined: must be a flow, not nothing'],
    ['a list of flows', () => untyped(shop()).toDeny([grant]), 'must be a flow, not a list'],
    [
      'an empty selector',
      () => expect(shop()).toDeny(Flow.from(Pods.labelled({}).inNamespace('a')).to(cart).on(Port.all())),
      'flow.from: Required value: no label was given',
    ],
    [
      'the same namespace',
      () => untyped(shop()).toAllow({ ...grant, from: Pods.all().inSameNamespace() }),
      'flow.from: Invalid value: "the same namespace": means nothing outside of a policy',
    ],
    [
      'a block and a port, both wrong',
      () => expect(shop()).toAllow(Flow.from(IpBlock.ipv4('1.2.3.4/99')).to(cart).on(Port.tcp(99999))),
      'flow.on[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
    ],
    [
      'a target that is an address',
      () => untyped(shop()).toOnlyAllowInto(IpBlock.anyIpv4(), grant),
      'must be pods, since policies protect nothing else',
    ],
    [
      'a subject without a place',
      () => untyped(shop()).toOnlyAllowOutOf(Pods.labelled({ app: 'cart' })),
      'subject: Required value: a pod selection is no peer until it says where the pods are',
    ],
    [
      'the second flow',
      () => untyped(shop()).toOnlyAllowInto(cart, grant, 'all'),
      'flows[1]: Invalid value: "all": must be a flow, not a string',
    ],
    [
      'a direction that is none',
      () => untyped(shop()).toIsolate('shop', 'out'),
      'direction: Unsupported value: "out": supported values: "ingress", "egress", "both"',
    ],
    ['a name that is none', () => expect(shop()).toIsolate('Shop', 'both'), 'namespace: Invalid value: "Shop": a'],
  ])('%s', (_, expectation, message) => {
    expect(messageOf(expectation)).toMatch(/^the claim cannot be judged:\n {2}/);
    expect(messageOf(expectation)).toContain(message);
  });
});
