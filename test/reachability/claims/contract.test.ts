import { clusterOfText } from '../../../lib/cluster/load';
import type { Flow as FlowOf } from '../../../lib/policy/flow';
import { Flow, IpBlock, Pods, Port } from '../../../lib/policy/words';
import { type Claim, Claims, NOT_JUDGED } from '../../../lib/reachability/claims/claim';
import { brokenTerms, type ContractTerms } from '../../../lib/reachability/claims/contract';
import { Reachability } from '../../../lib/reachability/reachability';
import { clusterOf } from '../../support/cluster-of';
import { policy } from '../../support/manifests';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const grant = Flow.from(web).to(cart).on(Port.tcp(8080));
const other = Flow.from(web).to(cart).on(Port.udp(53));

/** The cart answers the web, and reaches nothing. */
const shop = Reachability.of(
  clusterOf([
    policy('shop/deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}'),
    policy(
      'shop/cart',
      '{podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}}], ports: [{port: 8080}]}]}',
    ),
  ]),
);

/** Lines of what is broken, without what every claim leaves out. */
const brokenLines = (terms: unknown, reachability = shop) =>
  brokenTerms(terms as ContractTerms, reachability).map((text) =>
    text.replace(`\n      ${NOT_JUDGED}`, '').replaceAll('\n      ', '\n').split('\n'),
  );
const firstLines = (terms: unknown) => brokenLines(terms).map(([first]) => first);

describe('a contract that holds has nothing broken', () => {
  test.each<[string, ContractTerms]>([
    ['an allowed flow', { allowed: [grant] }],
    ['a denied flow', { denied: [other] }],
    ['nothing else', { onlyInto: [{ target: cart, flows: [grant] }] }],
    ['a way out that there is not', { onlyOutOf: [{ subject: cart, flows: [] }] }],
    ['all of them', { allowed: [grant], denied: [other], onlyInto: [{ target: cart, flows: [grant] }], onlyOutOf: [] }],
  ])('%s', (_, terms) => {
    expect(brokenTerms(terms, shop)).toEqual([]);
  });
});

describe('each term that is broken is reported, with a counterexample', () => {
  test('a flow that is denied', () => {
    expect(brokenLines({ allowed: [grant, other] })).toEqual([
      [
        'the contract does not hold: app=web in namespace front to app=cart in namespace shop on UDP 53 is allowed',
        'denied: a pod with app=web in namespace front to a pod with app=cart in namespace shop on UDP 53',
        '  egress of the source: open; no policy isolates it',
        '  ingress of the destination: isolated, and no rule allows it',
        '    isolated by shop/deny (manifest 1)',
        '    isolated by shop/cart (manifest 2)',
        '    nearest: rule 1 of shop/cart allows app=web in namespace front, but only on TCP 8080; this is UDP 53 (manifest 2)',
      ],
    ]);
  });

  test('a flow that is allowed', () => {
    const [lines] = brokenLines({ denied: [grant] });
    expect(lines?.slice(0, 2)).toEqual([
      'the contract does not hold: app=web in namespace front to app=cart in namespace shop on TCP 8080 is denied',
      'allowed: a pod with app=web in namespace front to a pod with app=cart in namespace shop on TCP 8080',
    ]);
  });

  test('a boundary that lets others in or out', () => {
    expect(
      firstLines({
        onlyInto: [{ target: cart, flows: [] }],
        onlyOutOf: [{ subject: web, flows: [grant, Flow.from(web).to(IpBlock.ipv4('10.0.0.0/8')).on(Port.all())] }],
      }),
    ).toEqual([
      'the contract does not hold: nothing reaches app=cart in namespace shop',
      'the contract does not hold: app=web in namespace front reaches nothing except by app=web in namespace front to ' +
        'app=cart in namespace shop on TCP 8080, and app=web in namespace front to addresses 10.0.0.0/8 on every port',
    ]);
  });

  test('all at once, in the order of the terms', () => {
    expect(firstLines({ denied: [grant], allowed: [other], onlyInto: [{ target: cart, flows: [other] }] })).toEqual([
      expect.stringContaining('UDP 53 is allowed'),
      expect.stringContaining('TCP 8080 is denied'),
      expect.stringContaining('nothing reaches app=cart in namespace shop except by'),
    ]);
  });

  test('what is left out of every claim is said last', () => {
    expect(brokenTerms({ denied: [grant] }, shop)[0]).toMatch(/\n {6}not judged: a pod and itself [^\n]*$/);
  });
});

describe('a contract that cannot be read is broken', () => {
  test.each<[string, unknown, string[]]>([
    [
      'nothing is claimed',
      {},
      ['Required value: the contract claims nothing', 'say allowed, denied, onlyInto or onlyOutOf'],
    ],
    [
      'no terms',
      undefined,
      ['Required value: the contract claims nothing', 'say allowed, denied, onlyInto or onlyOutOf'],
    ],
    [
      'a list that is none',
      { allowed: 'all' },
      ['allowed: Invalid value: "all": must be a list, not a string', 'write allowed: [...]'],
    ],
    [
      'a flow that is none',
      { denied: ['web'] },
      [
        'denied[0]: Invalid value: "web": must be a claim, not a string',
        'write Flow.from(...).to(...).on(Port.tcp(6379))',
      ],
    ],
    [
      'a flow for a boundary',
      { onlyInto: [null] },
      ['onlyInto[0]: Invalid value: null: must be a claim, not null', 'write { target, flows: [...] }'],
    ],
    [
      'a way out that is none',
      { onlyOutOf: [7] },
      ['onlyOutOf[0]: Invalid value: 7: must be a claim, not a number', 'write { subject, flows: [...] }'],
    ],
    [
      'an object that is no flow',
      { allowed: [{}] },
      ['allowed[0]: Invalid value: {}: must be a flow, not a map', 'write Flow.from(...).to(...).on(Port.tcp(6379))'],
    ],
    [
      'a peer of a flow that is none',
      { allowed: [{ type: 'flow', from: web, to: cart, ports: [Port.tcp(99_999)] }] },
      ['allowed[0].on[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive', expect.any(String)],
    ],
    [
      'flows that are no list',
      { onlyInto: [{ target: cart, flows: grant }] },
      [
        expect.stringMatching(/^onlyInto\[0\]\.flows: Invalid value: .*: must be a list, not a map$/),
        'write flows: [...], or [] for none',
      ],
    ],
    [
      'a target that is no pods',
      { onlyInto: [{ target: IpBlock.anyIpv4(), flows: [] }] },
      [
        expect.stringContaining('onlyInto[0].target: Invalid value: '),
        "write Pods.labelled({ app: 'web' }).inNamespace('shop')",
      ],
    ],
  ])('%s', (_, terms, expected) => {
    expect(brokenLines(terms)).toEqual([expected]);
  });

  test('what can be read is judged all the same', () => {
    expect(firstLines({ allowed: ['web', other] })).toEqual([
      expect.stringContaining('allowed[0]: '),
      expect.stringContaining('UDP 53 is allowed'),
    ]);
  });

  test('an item that is no data is reported with its place', () => {
    const broken = new Proxy({} as FlowOf, {
      get: () => {
        throw new Error('out of order');
      },
    });
    expect(brokenLines({ allowed: [broken] })).toEqual([
      [expect.stringMatching(/^allowed\[0\].*out of order/), expect.any(String)],
    ]);
  });
});

describe('a claim that every pod of a namespace is isolated', () => {
  const found = (claim: Claim, reachability = shop) => [claim.text, claim.judge(reachability)];

  test('holds where a policy selects all pods', () => {
    expect(found(Claims.isolated('shop', 'both'))).toEqual([
      'every pod of namespace shop is isolated for ingress and egress',
      { verdict: 'holds', reason: '' },
    ]);
  });

  test('fails with the labels of a pod that is left open', () => {
    const some = Reachability.of(clusterOf([policy('shop/some', '{podSelector: {matchLabels: {app: cart}}}')]));
    expect(found(Claims.isolated('shop', 'ingress'), some)).toEqual([
      'every pod of namespace shop is isolated for ingress',
      { verdict: 'fails', reason: 'open for ingress: a pod with no labels; it is selected by none of shop/some' },
    ]);
    expect(found(Claims.isolated('shop', 'both'), some)[1]).toMatchObject({ verdict: 'fails' });
    expect(found(Claims.isolated('shop', 'egress'), some)[1]).toEqual({
      verdict: 'fails',
      reason: 'open for egress: a pod with no labels; no policy isolates any pod there',
    });
  });

  test('of which one half fails, fails with that half', () => {
    const ingressAlone = Reachability.of(clusterOf([policy('shop/deny', '{podSelector: {}}')]));
    expect(found(Claims.isolated('shop', 'both'), ingressAlone)[1]).toEqual({
      verdict: 'fails',
      reason: 'open for egress: a pod with no labels; no policy isolates any pod there',
    });
  });

  test('is refused for a direction or a namespace that there cannot be', () => {
    expect(() => Claims.isolated('shop', 'sideways' as 'both')).toThrow('Unsupported value: "sideways"');
    expect(() => Claims.isolated('shop', 'toString' as 'both')).toThrow('Unsupported value: "toString"');
    expect(() => Claims.isolated('Shop', 'both')).toThrow('Invalid value: "Shop"');
    expect(() => Claims.isolated(7 as unknown as string, 'both')).toThrow('must be a name, not a number');
  });
});

describe('where something of the input could not be read', () => {
  const broken = Reachability.of(
    clusterOfText(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: 7}\n',
    ),
  );

  test('a claim is undecided, and the message says what it was', () => {
    const [[first, second, third, fourth] = []] = brokenLines({ denied: [other] }, broken);
    expect([first, second]).toEqual([
      'the contract does not hold: app=web in namespace front to app=cart in namespace shop on UDP 53 is denied',
      'undecided, which does not count as holding: one object could not be read',
    ]);
    expect(third).toMatch(/^ {2}.*NetworkPolicy shop\/p.*spec\.podSelector/);
    expect(fourth).toBeDefined();
  });

  test('isolation is undecided too, and names the policy that may isolate', () => {
    expect(Claims.isolated('shop', 'both').judge(broken)).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('NetworkPolicy shop/p (networking.k8s.io) is not judged, and may isolate pods\n'),
    });
  });
});
