import { Flow, IpBlock, LabelExpression, Namespaces, Pods, Port } from '../../../lib/policy/words';
import { InvalidClaimError } from '../../../lib/reachability/proof/read-claim';
import { Reachability } from '../../../lib/reachability/reachability';
import { clusterOf } from '../../support/cluster-of';
import { policy } from '../../support/manifests';

const reachability = Reachability.of(clusterOf([policy('shop/deny', 'podSelector: {}')]));
const web = Pods.labelled({ app: 'web' }).inNamespace('shop');
const flow = Flow.from(web).to(web).on(Port.tcp(80));
const unchecked = (value: unknown) => value as never;

/** What is said against a claim, a line each; anything but an InvalidClaimError is thrown on. */
function refusalOf(claim: () => unknown): string {
  try {
    claim();
  } catch (error) {
    if (error instanceof InvalidClaimError) return error.message;
    throw error;
  }
  return 'taken';
}

test('a claim of words is taken', () => {
  expect(refusalOf(() => reachability.onlyAllowsInto(web, flow))).toBe('taken');
});

test('every finding is reported at once, each with its place and what to write instead', () => {
  const wrong = Flow.from(Pods.labelled({}).inNamespace('Shop')).to(IpBlock.ipv4('10.0.0.1/8')).on(Port.tcp(0));
  expect(refusalOf(() => reachability.denies(wrong))).toMatchInlineSnapshot(`
"the claim cannot be judged:
  flow.from: Required value: no label was given, which Kubernetes takes for everything
      give at least one label; everything is spelled .all()
  flow.from: Invalid value: "Shop": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
      write the name of a namespace, such as 'shop'
  flow.to.ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length
      write 10.0.0.0/8, which is what older API servers take it for; since 1.36 it is refused
  flow.on[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
      write a whole number from 1 to 65535"
`);
});

test('the findings of several flows are reported by the number of each, with those of the target', () => {
  const capital = Flow.from(web).to(web).on(Port.named('Http'));
  const nowhere = unchecked(Pods.labelled({ app: 'web' }));
  expect(
    refusalOf(() => reachability.onlyAllowsInto(nowhere, flow, unchecked('web -> db'), capital)),
  ).toMatchInlineSnapshot(`
"the claim cannot be judged:
  target: Required value: a pod selection is no peer until it says where the pods are
      add .inNamespace('shop'), .inNamespaces(...), .inSameNamespace() or .inAnyNamespace()
  flows[1]: Invalid value: "web -> db": must be a flow, not a string
      write Flow.from(...).to(...).on(Port.tcp(6379))
  flows[2].on[0].port: Invalid value: "Http": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)
      write the name of a container port, such as http"
`);
});

test('addresses cannot be protected', () => {
  const block = unchecked(IpBlock.anyIpv4());
  expect(refusalOf(() => reachability.onlyAllowsInto(block))).toMatchInlineSnapshot(`
"the claim cannot be judged:
  target: Invalid value: {"type":"ipBlock","family":"IPv4","cidr":"0.0.0.0/0","except":[]}: must be pods, since policies protect nothing else
      write Pods.labelled({ app: 'web' }).inNamespace('shop')"
`);
  expect(refusalOf(() => reachability.onlyAllowsOutOf(block))).toMatch(/^ {2}subject: /m);
});

test.each<[string, unknown]>([
  ['no labels', Pods.labelled({}).inNamespace('shop')],
  ['labels that are null', unchecked(Pods.labelled(unchecked(null)).inNamespace('shop'))],
  ['no conditions', Pods.matching(...(unchecked([]) as [never])).inNamespace('shop')],
  ['a condition without values', Pods.matching(LabelExpression.in('app', [])).inNamespace('shop')],
  ['a condition that is null', Pods.matching(unchecked(null)).inNamespace('shop')],
  ['no namespace', Pods.labelled({ app: 'web' }).inNamespace(unchecked(undefined))],
  ['an empty namespace', Pods.labelled({ app: 'web' }).inNamespace('')],
  ['a namespace of another type', Pods.labelled({ app: 'web' }).inNamespace(unchecked(7))],
  ['namespaces without a name', Pods.all().inNamespaces(Namespaces.named(...(unchecked([]) as [string])))],
  ['namespaces without labels', Pods.all().inNamespaces(Namespaces.labelled({}))],
  ['namespaces that are none', Pods.all().inNamespaces(unchecked('shop'))],
  ['namespaces that are undefined', Pods.all().inNamespaces(unchecked(undefined))],
  ['the same namespace', unchecked(Pods.labelled({ app: 'web' }).inSameNamespace())],
  ['a selection without a place', Pods.labelled({ app: 'web' })],
  ['a list of peers', [web]],
  ['an empty list', []],
  ['a name', 'web'],
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a map', {}],
  ['a function', () => web],
  ['pods without a selector', { type: 'pods', all: true, place: { in: 'namespace', name: 'shop' } }],
  ['pods without a place', { type: 'pods', all: true, selector: {} }],
  ['pods in no known place', { type: 'pods', all: true, selector: {}, place: { in: 'cluster' } }],
  [
    'a selector that is a string',
    { type: 'pods', all: false, selector: 'app=web', place: { in: 'namespace', name: 'a' } },
  ],
  ['emptied fields', { type: 'pods', all: false, selector: { matchLabels: null, matchExpressions: null }, place: web }],
  ['a label value that is a number', Pods.labelled({ app: unchecked(7) }).inNamespace('shop')],
  ['a label key with a line break', Pods.labelled({ 'app\n': 'web' }).inNamespace('shop')],
  ['a block that is none', IpBlock.ipv4('10.0.0.0/99')],
  ['a block of the other family', IpBlock.ipv4('fd00::/8')],
  ['exceptions that are no list', { type: 'ipBlock', family: 'IPv4', cidr: '10.0.0.0/8', except: '10.1.0.0/16' }],
  ['names that are no list', { ...web, place: { in: 'namespaces', namespaces: { type: 'namespaces', names: 7 } } }],
  ['a block that is a number', IpBlock.ipv4(unchecked(10))],
  ['an exception outside of its block', IpBlock.ipv4('10.0.0.0/8', { except: ['11.0.0.0/16'] })],
])('%s: no peer of a claim, with a finding that says so', (_, peer) => {
  const as = unchecked(peer);
  for (const claim of [
    () => reachability.onlyAllowsInto(as),
    () => reachability.denies(Flow.from(as).to(web).on(Port.all())),
    () => reachability.denies(Flow.from(web).to(as).on(Port.all())),
    () => reachability.allows(Flow.from(as).to(web).on(Port.all())),
  ]) {
    expect(refusalOf(claim)).toMatch(/^the claim cannot be judged:\n {2}(target|flow\.from|flow\.to)\S*: \S/);
  }
});

test.each<[string, unknown]>([
  ['no port', []],
  ['undefined', undefined],
  ['a number', [80]],
  ['a port that is too high', [Port.tcp(65536)]],
  ['a port that is a fraction', [Port.tcp(80.5)]],
  ['a port that is a string', [Port.tcp(unchecked('80'))]],
  ['a port that is undefined', [Port.tcp(unchecked(undefined))]],
  ['a range that goes down', [Port.tcpRange(90, 80)]],
  ['a name in capitals', [Port.named('HTTP')]],
  ['a protocol that is none', [Port.named('http', unchecked('ICMP'))]],
  ['a word that is null', [null]],
])('%s: no ports of a claim, with a finding that says so', (_, ports) => {
  const claimed = unchecked({ ...flow, ports });
  for (const claim of [() => reachability.denies(claimed), () => reachability.allows(claimed)]) {
    expect(refusalOf(claim)).toMatch(/^the claim cannot be judged:\n {2}flow\.on\S*: \S/);
  }
});

test.each([undefined, null, [], [flow], 'flow', 7, {}, { type: 'flow' }, { type: 'pods' }, web])(
  '%j is no flow',
  (value) => {
    expect(refusalOf(() => reachability.denies(unchecked(value)))).toMatch(/^the claim cannot be judged:\n {2}flow/);
    expect(refusalOf(() => reachability.onlyAllowsInto(web, unchecked(value)))).toMatch(/^ {2}flows\[0\]/m);
  },
);

test('a claim about pods that there cannot be is not decided', () => {
  const noPod = Pods.matching(LabelExpression.in('app', ['web']), LabelExpression.notIn('app', ['web'])).inNamespace(
    'shop',
  );
  const undecided = { verdict: 'undecided', reason: 'no pod can be what is claimed' };
  expect(reachability.onlyAllowsInto(noPod)).toEqual(undecided);
  expect(reachability.onlyAllowsOutOf(noPod)).toEqual(undecided);
  expect(reachability.denies(Flow.from(noPod).to(web).on(Port.all()))).toEqual(undecided);
  expect(reachability.allows(Flow.from(noPod).to(web).on(Port.all()))).toEqual(undecided);
});

test('two pods of one namespace without a Namespace object are in a namespace of the same labels', () => {
  const inside = Flow.from(Pods.all().inNamespace('web')).to(Pods.all().inNamespace('web')).on(Port.tcp(80));
  const denied = (from: string, to: string) =>
    Reachability.of(
      clusterOf([
        policy('web/in', `podSelector: {}\ningress: [{from: [{namespaceSelector: {matchLabels: {app: ${from}}}}]}]`),
        policy(
          'web/out',
          `podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [{namespaceSelector: {matchLabels: {app: ${to}}}}]}]`,
        ),
      ]),
    ).denies(inside).verdict;
  expect([denied('a', 'b'), denied('a', 'a')]).toEqual(['holds', 'fails']);
});
