import 'ringfence/jest';
import { Flow, Port } from 'ringfence/cdk8s';
import { messageOf } from './message-of';
import { cart, grant, leaked, shop, web } from './shop';

/** `.not` passes only where the opposite is proved; what is true of some pods only, or not decided, fails both ways. */

type Claim = (expectation: jest.JestMatchers<unknown>) => void;
type Both = 'not' | 'plain';

/** The ways in which the claim fails. */
function failing(received: unknown, claim: Claim): Both[] {
  const ways: [Both, () => void][] = [
    ['plain', () => claim(expect(received))],
    ['not', () => claim(expect(received).not as never)],
  ];
  return ways.flatMap(([way, expectation]) => {
    try {
      expectation();
      return [];
    } catch (error) {
      if (!(error as Error).message.startsWith('expected: ')) throw error;
      return [way];
    }
  });
}

const leaking = shop({ leak: true });
const unread = `${shop().synthYaml()}---\nkind: NetworkPolicy\n`;

test.each<[string, unknown, Claim, unknown, Claim]>([
  ['toAllow', shop(), (it) => it.toAllow(grant), shop(), (it) => it.toAllow(leaked)],
  ['toDeny', shop(), (it) => it.toDeny(leaked), shop(), (it) => it.toDeny(grant)],
  [
    'toOnlyAllowInto',
    shop(),
    (it) => it.toOnlyAllowInto(cart, grant),
    leaking,
    (it) => it.toOnlyAllowInto(cart, grant),
  ],
  ['toOnlyAllowOutOf', shop(), (it) => it.toOnlyAllowOutOf(cart), shop(), (it) => it.toOnlyAllowOutOf(web)],
  ['toIsolate', shop(), (it) => it.toIsolate('shop', 'both'), shop(), (it) => it.toIsolate('front', 'ingress')],
])('%s fails one way where it is decided, and both ways where it is not', (_, holds, claim, fails, other) => {
  expect(failing(holds, claim)).toEqual(['not']);
  expect(failing(fails, other)).toEqual(['plain']);
  expect(failing(unread, claim)).toEqual(['plain', 'not']);
});

describe('what is allowed for a part only is neither allowed nor denied', () => {
  const twoPods = `
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: front, labels: {app: web}}
spec: {containers: [{name: a}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, namespace: front, labels: {app: web, tier: old}}
spec: {containers: [{name: b}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: old, namespace: front}
spec: {podSelector: {matchLabels: {tier: old}}, policyTypes: [Egress]}
`;

  test.each<[string, unknown, Flow]>([
    ['some of the ports', shop(), Flow.from(web).to(cart).on(Port.tcpRange(8080, 8081))],
    ['some of the declared pods', twoPods, Flow.from(web).to(cart).on(Port.tcp(80))],
    ['some of the pods on either side', leaking, leaked],
  ])('%s', (_, received, flow) => {
    expect(failing(received, (it) => it.toAllow(flow))).toEqual(['plain', 'not']);
    expect(failing(received, (it) => it.toDeny(flow))).toEqual(['plain', 'not']);
  });
});

test('the failure says what was wanted, and what is so instead', () => {
  expect(messageOf(() => expect(shop()).not.toAllow(grant))).toMatch(
    /^expected: app=web .* is denied\n\nallowed: a pod with app=web /,
  );
  expect(messageOf(() => expect(shop()).not.toDeny(leaked))).toMatch(
    /^expected: all pods in any namespace .* is allowed\n\ndenied: a pod with app=web /,
  );
  expect(messageOf(() => expect(shop()).not.toOnlyAllowInto(cart, grant))).toMatchInlineSnapshot(`
"expected: it is not true that nothing reaches app=cart in namespace shop except by app=web in namespace front to app=cart in namespace shop on TCP 8080

it is true, for every pod that there could ever be

not judged: a pod and itself (its replicas count), and a pod and its own node; pods on the network of their node; undeclared pods at addresses outside of podCidrs; policies outside of the input; ICMP and whatever else is neither TCP, UDP nor SCTP"
`);
  expect(messageOf(() => expect(shop()).not.toIsolate('shop', 'both'))).toContain(
    'expected: it is not true that every pod of namespace shop is isolated for ingress and egress\n\nit is true,',
  );
  expect(messageOf(() => expect(unread).not.toIsolate('shop', 'both'))).toContain('undecided');
});
