import { describe, expect, test } from '@jest/globals';
import { Flow, IpBlock, Namespaces, Pods, Port } from '../../../lib/policy/words';
import { clusterPolicy, deployment, namespace, node, pod, policy } from '../../support/manifests';
import { app, judged } from '../answers-of';

/** Claims that are proved over stages, since other policies than NetworkPolicies decide too, or over cells, since none does. */

const DECLARED = [
  namespace('shop'),
  namespace('front'),
  deployment('shop/db', 1, app('db', 5432)),
  deployment('front/web', 1, app('web', 80)),
];
const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const everyone = [Pods.all().inAnyNamespace(), IpBlock.anyIpv4(), IpBlock.anyIpv6()];
/** A policy for no pod, so that all others are judged as stages. */
const STAGED = clusterPolicy(
  'none',
  'subject: {namespaces: {matchLabels: {no: one}}}\ningress: [{action: Deny, from: [{namespaces: {}}]}]',
);
const antrea = (where?: string) => ({
  apiVersion: 'crd.antrea.io/v1beta1',
  kind: where === undefined ? 'ClusterNetworkPolicy' : 'NetworkPolicy',
  metadata: { name: 'open', ...(where !== undefined && { namespace: where }) },
  spec: {},
});
const deny = policy('shop/deny', 'policyTypes: [Ingress, Egress]');
const into = policy(
  'shop/into',
  'podSelector: {matchLabels: {app: db}}\ningress: [{from: [{podSelector: {matchLabels: {app: web}}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}}], ports: [{port: 5432}, {port: sql}]}]',
);

describe.each([
  ['over cells', []],
  ['over stages', [STAGED]],
])('%s', (_, staged) => {
  const of = (...manifests: object[]) => judged([...DECLARED, ...staged, ...manifests]).reachability;
  const verdict = ({ verdict: said }: { readonly verdict: string }) => said;

  test('nothing reaches pods but what a policy lets in', () => {
    const all = Flow.from(web).to(db).on(Port.tcp(5432), Port.named('sql'));
    expect(verdict(of(into).onlyAllowsInto(db, all))).toBe('holds');
    expect(verdict(of(into).onlyAllowsInto(db, Flow.from(web).to(db).on(Port.tcp(5432))))).toBe('fails');
    expect(verdict(of(into).onlyAllowsInto(db, Flow.from(web).to(db).on(Port.named('sql'))))).toBe('fails');
    expect(verdict(of(into).onlyAllowsInto(db))).toBe('fails');
    expect(verdict(of().onlyAllowsInto(db, all))).toBe('fails');
    const other = Flow.from(Pods.labelled({ app: 'other' }).inNamespace('front'))
      .to(db)
      .on(Port.all());
    expect(verdict(of(into).onlyAllowsInto(db, other))).toBe('fails');
    expect(verdict(of(into).onlyAllowsInto(db, Flow.from(web).to(web).on(Port.all())))).toBe('fails');
  });

  test('pods reach nothing but what a policy lets out', () => {
    const out = policy(
      'front/out',
      'podSelector: {matchLabels: {app: web}}\negress: [{to: [{ipBlock: {cidr: 8.0.0.0/8}}, {podSelector: {}}], ports: [{port: 443}, {port: https}]}]\npolicyTypes: [Egress]',
    );
    const toBlock = Flow.from(web).to(IpBlock.ipv4('8.0.0.0/8')).on(Port.tcp(443));
    const toPods = Flow.from(web).to(Pods.all().inNamespace('front')).on(Port.tcp(443), Port.named('https'));
    // A name in a rule means nothing at an address.
    expect(verdict(of(out).onlyAllowsOutOf(web, toBlock, toPods))).toBe('holds');
    expect(verdict(of(out).onlyAllowsOutOf(web, toBlock))).toBe('fails');
    expect(verdict(of(out).onlyAllowsOutOf(web, toPods))).toBe('fails');
    expect(verdict(of().onlyAllowsOutOf(web, toBlock, toPods))).toBe('fails');
  });

  test('a flow is denied where either direction denies it', () => {
    const flow = Flow.from(web).to(db).on(Port.tcp(5432));
    expect(verdict(of(deny).denies(flow))).toBe('holds');
    expect(verdict(of(into).denies(flow))).toBe('fails');
    expect(verdict(of(into).denies(Flow.from(web).to(db).on(Port.tcp(80))))).toBe('fails');
    const byNumber = policy('shop/into', 'podSelector: {}\ningress: [{ports: [{port: 5432}]}]');
    expect(verdict(of(byNumber).denies(Flow.from(web).to(db).on(Port.tcp(80))))).toBe('holds');
    expect(verdict(of(byNumber).denies(Flow.from(web).to(db).on(Port.udp(5432))))).toBe('holds');
    expect(verdict(of(deny).denies(Flow.from(IpBlock.anyIpv4()).to(db).on(Port.all())))).toBe('holds');
    expect(verdict(of(deny).denies(Flow.from(IpBlock.anyIpv4()).to(web).on(Port.all())))).toBe('fails');
  });

  test('a namespace is isolated where policies select every pod of it', () => {
    expect(verdict(of(deny).isolates('shop', 'Ingress'))).toBe('holds');
    expect(verdict(of(deny).isolates('front', 'Ingress'))).toBe('fails');
    expect(of(into).isolates('shop', 'Ingress')).toEqual({ verdict: 'fails', labels: {} });
    expect(verdict(of(into).isolates('shop', 'Egress'))).toBe('fails');
    expect(verdict(of(deny).isolates('nowhere', 'Egress'))).toBe('fails');
    const rest = policy('shop/rest', 'podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [db]}]}');
    expect(verdict(of(into, rest).isolates('shop', 'Ingress'))).toBe('holds');
    expect(of(rest).isolates('shop', 'Ingress')).toEqual({ verdict: 'fails', labels: { app: 'db' } });
  });

  test('what policies that are not judged may open is undecided, in their reach', () => {
    const reason = (of: { readonly verdict: string; readonly reason?: string }) => [of.verdict, of.reason];
    const may = 'NetworkPolicy shop/open (crd.antrea.io) is not judged, and may allow it';
    expect(reason(of(deny, antrea('shop')).onlyAllowsInto(db))).toEqual(['undecided', may]);
    expect(reason(of(deny, antrea('shop')).onlyAllowsOutOf(db))).toEqual(['undecided', may]);
    expect(verdict(of(deny, antrea('front')).onlyAllowsInto(db))).toBe('holds');
    expect(verdict(of(deny, antrea('front')).denies(Flow.from(web).to(db).on(Port.tcp(5432))))).toBe('holds');
    expect(verdict(of(deny, antrea()).denies(Flow.from(web).to(db).on(Port.tcp(5432))))).toBe('undecided');
    // What is open without them breaks the claim all the same.
    expect(verdict(of(antrea()).onlyAllowsInto(db))).toBe('fails');
    expect(verdict(of(deny, antrea('shop')).isolates('shop', 'Ingress'))).toBe('undecided');
    expect(verdict(of(deny, antrea('front')).isolates('shop', 'Ingress'))).toBe('holds');
    // What may close something is no reason to doubt that a namespace is open.
    expect(verdict(of(antrea('shop')).isolates('shop', 'Ingress'))).toBe('fails');
  });

  test('a counterexample is a connection that the policies allow', () => {
    const found = of(into).onlyAllowsInto(db, Flow.from(web).to(db).on(Port.tcp(5432)));
    expect(found).toMatchObject({
      verdict: 'fails',
      counterexample: {
        source: { labels: { app: 'web' }, namespace: { name: 'front' } },
        destination: { labels: { app: 'db' }, ports: [{ name: 'sql', protocol: 'TCP' }] },
        protocol: 'TCP',
      },
    });
  });

  test('claims about blocks cover pods by their addresses', () => {
    const from10 = policy('shop/into', 'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]');
    const block = (cidr: string) => Flow.from(IpBlock.ipv4(cidr)).to(db).on(Port.all());
    expect(verdict(of(from10).onlyAllowsInto(db, block('10.0.0.0/8')))).toBe('holds');
    expect(verdict(of(from10).onlyAllowsInto(db, block('10.0.0.0/9'), block('10.128.0.0/9')))).toBe('holds');
    expect(verdict(of(from10).onlyAllowsInto(db, block('10.0.0.0/9')))).toBe('fails');
    const pods = Flow.from(Pods.all().inAnyNamespace()).to(db).on(Port.all());
    // Addresses outside of the cluster are no pods.
    expect(verdict(of(from10).onlyAllowsInto(db, pods))).toBe('fails');
  });

  test('claims about namespaces by their labels are about those that are declared and any other', () => {
    const ofTeam = policy(
      'shop/into',
      'podSelector: {}\ningress: [{from: [{namespaceSelector: {matchLabels: {team: x}}}]}]',
    );
    const from = (team: string) =>
      Flow.from(Pods.all().inNamespaces(Namespaces.labelled({ team })))
        .to(db)
        .on(Port.all());
    expect(verdict(of(ofTeam).onlyAllowsInto(db, from('x')))).toBe('holds');
    expect(verdict(of(ofTeam).onlyAllowsInto(db, from('z')))).toBe('fails');
    const fromFront = Flow.from(Pods.all().inNamespace('front')).to(db).on(Port.all());
    // It is declared without the label, so that nothing of it is let in.
    expect(verdict(of(ofTeam).denies(fromFront))).toBe('holds');
    const fromFar = Flow.from(Pods.all().inNamespace('far')).to(db).on(Port.all());
    expect(verdict(of(ofTeam).denies(fromFar))).toBe('fails');
  });

  test('a block of IPv6 that a claim names makes addresses of IPv6 count', () => {
    const flow = Flow.from(IpBlock.ipv6('2001:db8::/32')).to(db).on(Port.all());
    expect([verdict(of().denies(flow)), verdict(of(deny).denies(flow))]).toEqual(['fails', 'holds']);
  });

  test('everything may be allowed, and nothing', () => {
    const all = everyone.flatMap((from) => everyone.map((to) => Flow.from(from).to(to).on(Port.all())));
    expect(verdict(of().onlyAllowsInto(db, ...all))).toBe('holds');
    expect(verdict(of().onlyAllowsOutOf(db, ...all))).toBe('holds');
    expect(verdict(of(deny).onlyAllowsInto(db))).toBe('holds');
  });
});

describe('a claim of access', () => {
  const flow = (port: ReturnType<typeof Port.tcp> | ReturnType<typeof Port.named>) => Flow.from(web).to(db).on(port);
  const allows = (claim: ReturnType<typeof flow>, ...manifests: object[]) => {
    const found = judged([...DECLARED, ...manifests]).reachability.allows(claim);
    return found.verdict === 'undecided' ? found.reason : found.verdict;
  };

  test('holds on the ports that are allowed, by number and by the names that the pod has', () => {
    expect(allows(flow(Port.tcp(5432)), into)).toBe('holds');
    expect(allows(flow(Port.tcp(5433)), into)).toBe('fails');
    expect(allows(flow(Port.named('p5432')), into)).toBe('holds');
    expect(allows(flow(Port.named('sql')), into)).toBe('no container of the destination has a TCP port named sql');
  });

  test('to pods that are not declared holds by name where a policy allows the name, whatever number it is', () => {
    const undeclared = Pods.labelled({ app: 'cache' }).inNamespace('shop');
    const byName = policy(
      'shop/cache',
      'podSelector: {matchLabels: {app: cache}}\ningress: [{ports: [{port: redis}]}]',
    );
    const to = (port: ReturnType<typeof Port.tcp> | ReturnType<typeof Port.named>) =>
      Flow.from(web).to(undeclared).on(port);
    expect(allows(to(Port.named('redis')), byName)).toBe('holds');
    expect(allows(to(Port.named('other')), byName)).toBe('fails');
    expect(allows(to(Port.tcp(6379)), byName)).toBe('fails');
    const byNumber = policy(
      'shop/cache',
      'podSelector: {matchLabels: {app: cache}}\ningress: [{ports: [{port: 6379}]}]',
    );
    expect(allows(to(Port.named('redis')), byNumber)).toBe('fails');
  });

  test('is asked of every family that both pods have', () => {
    const both = (name: string, last: number) =>
      pod(`shop/${name}`, { labels: { app: name }, addresses: [`10.0.0.${last}`, `fd00::${last}`] });
    const from = (...blocks: string[]) =>
      policy(
        'shop/b',
        `podSelector: {matchLabels: {app: b}}\ningress: [{from: [${blocks.map((cidr) => `{ipBlock: {cidr: "${cidr}"}}`)}]}]`,
      );
    const claim = Flow.from(Pods.labelled({ app: 'a' }).inNamespace('shop'))
      .to(Pods.labelled({ app: 'b' }).inNamespace('shop'))
      .on(Port.tcp(80));
    expect(allows(claim, both('a', 1), both('b', 2), from('10.0.0.0/8'))).toBe('fails');
    expect(allows(claim, both('a', 1), both('b', 2), from('10.0.0.0/8', 'fd00::/8'))).toBe('holds');
  });

  test('is denied between pods of two families', () => {
    const four = pod('shop/four', { labels: { app: 'four' }, addresses: ['10.0.0.1'] });
    const six = pod('shop/six', { labels: { app: 'six' }, addresses: ['fd00::1'] });
    const between = (a: string, b: string) =>
      Flow.from(Pods.labelled({ app: a }).inNamespace('shop'))
        .to(Pods.labelled({ app: b }).inNamespace('shop'))
        .on(Port.tcp(80));
    expect(allows(between('four', 'six'), four, six)).toBe('fails');
    expect(allows(between('four', 'four'), four, six)).toBe('holds');
  });

  test('to an address is asked of each part that policies distinguish', () => {
    const out = policy(
      'front/out',
      'podSelector: {}\negress: [{to: [{ipBlock: {cidr: 8.0.0.0/9}}]}]\npolicyTypes: [Egress]',
    );
    const to = (cidr: string) => Flow.from(web).to(IpBlock.ipv4(cidr)).on(Port.tcp(443));
    expect([allows(to('8.0.0.0/9'), out), allows(to('8.0.0.0/8'), out)]).toEqual(['holds', 'fails']);
  });
});

test('a namespace is isolated by policies of another API too', () => {
  const guard = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: 'guard', namespace: 'shop' },
    spec: { selector: 'all()', types: ['Ingress'] },
  };
  const { reachability } = judged([...DECLARED, guard]);
  expect(reachability.isolates('shop', 'Ingress').verdict).toBe('holds');
  expect(reachability.isolates('shop', 'Egress').verdict).toBe('fails');
  expect(reachability.isolates('front', 'Ingress').verdict).toBe('fails');
});

test('a node that is declared is not outside of the cluster', () => {
  const deniedOutside = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'p' },
    spec: {
      selector: "app == 'db'",
      types: ['Ingress'],
      ingress: [{ action: 'Allow', source: { nets: ['192.168.0.0/24'] } }],
    },
  };
  const of = judged([...DECLARED, node('n', {}, ['InternalIP', '192.168.0.1']), deniedOutside]).reachability;
  const from = (cidr: string) => Flow.from(IpBlock.ipv4(cidr)).to(db).on(Port.all());
  expect(of.onlyAllowsInto(db, from('192.168.0.0/24')).verdict).toBe('holds');
  expect(of.denies(from('192.168.1.0/24')).verdict).toBe('holds');
  expect(of.denies(from('192.168.0.1/32')).verdict).toBe('fails');
});
