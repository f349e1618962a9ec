import { Cni } from '../../../lib/cni/cni';
import { listDocument } from '../../../lib/report/list-document';
import { gnp, judged } from './judged';

/** What Calico makes of what is not its own: ServiceAccounts and policies of the Network Policy API. */

const account = (labels: string) =>
  `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: ops, labels: {${labels}}}\n`;

const cluster = (name: string, spec: string) =>
  `---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: ${name}}\nspec: {subject: {namespaces: {}}, ${spec}}\n`;
const admin = (name: string, ...egress: readonly string[]) =>
  cluster(name, `tier: Admin, priority: 1, egress: [${egress.join()}]`);

describe('ServiceAccounts (rule 14)', () => {
  const fromOps = gnp(
    'from',
    `selector: "app == 'web'", ingress: [{action: Allow, source: {serviceAccounts: {selector: "role == 'ops'"}}}]`,
  );

  test('a declared one has the labels that it has, and no others', () => {
    expect(judged([fromOps, account('role: ops')]).verdict('ops', 'web', 80)).toBe('allowed');
    expect(judged([fromOps, account('role: guest')]).verdict('ops', 'web', 80)).toBe('denied');
    const containing = gnp(
      'text',
      `selector: "app == 'web'", ingress: [{action: Allow, source: {selector: "pcsa.role contains 'op'"}}]`,
    );
    expect(judged([containing, account('role: ops')]).verdicts('ops web 80', 'db web 80')).toEqual([
      'allowed',
      'depends',
    ]);
  });

  test('of one that is not declared the labels are not known, and the name is', () => {
    expect(judged([fromOps]).verdict('ops', 'web', 80)).toBe('depends');
    const byName = gnp(
      'name',
      `selector: "app == 'web'", ingress: [{action: Allow, source: {serviceAccounts: {names: [default]}}}]`,
    );
    expect(judged([byName]).verdict('ops', 'web', 80)).toBe('allowed');
  });

  test('accounts of one name in two namespaces are two', () => {
    const both = `${account('role: ops')}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\n`;
    const { reachability, verdicts } = judged([fromOps, both]);
    expect(verdicts('ops web 80', 'db web 80')).toEqual(['allowed', 'denied']);
    const listed = listDocument(reachability).connections.map(({ from, to }) => `${from} to ${to}`);
    expect(listed).toContain('ops/ops[Pod] to shop/web[Pod]');
    expect(listed).not.toContain('shop/db[Pod] to shop/web[Pod]');
  });
});

describe('a pod with an own label that stands before one of its namespace or service account (rule 13)', () => {
  const pod = (labels: string) =>
    `---\napiVersion: v1\nkind: Pod\nmetadata: {name: odd, namespace: ops, labels: {app: odd, ${labels}}}\nspec: {containers: [{name: odd}]}\n`;
  const sales = gnp(
    'sales',
    `selector: "app == 'web'", ingress: [{action: Allow, source: {namespaceSelector: "team == 'sales'"}}]`,
  );
  const guests = gnp(
    'guests',
    `selector: "app == 'web'", ingress: [{action: Deny, source: {selector: "pcsa.role == 'guest'"}}, {action: Allow}]`,
  );

  test('may be selected by what it is not, and others are judged as before', () => {
    expect(judged([sales, pod('pcns.team: sales')]).verdicts('odd web 80', 'ops web 80', 'db web 80')).toEqual([
      'depends',
      'denied',
      'allowed',
    ]);
    expect(
      judged([guests, account('role: user'), pod('pcsa.role: guest')]).verdicts('odd web 80', 'ops web 80'),
    ).toEqual(['depends', 'allowed']);
  });

  test('depends as the one that is reached too', () => {
    const shut = gnp('shut', `selector: "app in {'web', 'odd'}", namespaceSelector: "team == 'sales'", ingress: []`);
    expect(judged([shut, pod('pcns.team: sales')]).verdicts('ops odd 80', 'ops web 80')).toEqual(['depends', 'denied']);
  });

  test('is judged by what it is where no policy asks for that label, and where its name only looks like one', () => {
    expect(judged([sales, pod('pcns.tier: sales')]).verdict('odd', 'web', 80)).toBe('denied');
    expect(judged([sales, pod('pcns-team: sales')]).verdict('odd', 'web', 80)).toBe('denied');
    expect(judged([guests, account('role: user'), pod('pcns.role: guest')]).verdict('odd', 'web', 80)).toBe('allowed');
  });

  test('the explanation says on what it depends', () => {
    expect(judged([sales, pod('pcns.team: sales')]).text('odd', 'web', 80)).toContain(
      'the pod label pcns.team, which Calico takes for the label team of the namespace, makes policies deny it',
    );
    expect(judged([guests, account('role: user'), pod('pcsa.role: guest')]).text('odd', 'web', 80)).toContain(
      'the pod label pcsa.role, which Calico takes for the label role of the service account, makes policies deny it',
    );
  });
});

describe('ClusterNetworkPolicies (rule 18)', () => {
  const denyNames = `{action: Deny, to: [{domainNames: [x.example]}]}`;
  const acceptNodes = `{action: Accept, to: [{nodes: {}}, {namespaces: {}}]}`;
  const tier = gnp('web', `tier: default, selector: "app == 'none'"`);

  test('a peer that Calico does not know makes its rule fail closed', () => {
    expect(judged([tier, admin('a', denyNames)]).verdict('ops', 'web', 80)).toBe('denied');
    expect(
      judged([tier, admin('a', acceptNodes, '{action: Deny, to: [{namespaces: {}}]}')]).verdict('ops', 'web', 80),
    ).toBe('denied');
    expect(judged([admin('a', denyNames)]).verdict('ops', 'web', 80)).toBe('allowed');
    expect(judged([admin('a', denyNames)], Cni.calico()).verdict('ops', 'web', 80)).toBe('denied');
  });

  test('of one priority the names say which is asked first, where the plugin is Calico', () => {
    const policies = [
      admin('b', '{action: Deny, to: [{namespaces: {}}]}'),
      admin('a', '{action: Accept, to: [{namespaces: {}}]}'),
    ];
    expect(judged(policies).verdict('ops', 'web', 80)).toBe('depends');
    expect(judged(policies, Cni.calico()).verdict('ops', 'web', 80)).toBe('allowed');
    expect(judged([...policies, tier]).verdict('ops', 'web', 80)).toBe('allowed');
  });

  test('a tier of Calico that is called like one of theirs is another one', () => {
    const accept = admin('a', '{action: Accept, to: [{namespaces: {}}]}');
    expect(judged([gnp('a', 'tier: Admin, ingress: [{action: Deny}]'), accept]).verdict('ops', 'web', 80)).toBe(
      'denied',
    );
  });

  test('kube-baseline comes behind the default tier, and in front of tiers that come behind it', () => {
    const baseline = cluster('c', `tier: Baseline, priority: 1, ingress: [{action: Deny, from: [{namespaces: {}}]}]`);
    const later =
      '---\napiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: later}\nspec: {order: 20000000}\n';
    const allow = gnp('later.all', 'tier: later, ingress: [{action: Allow}]');
    expect(judged([baseline, later, allow]).verdict('ops', 'web', 80)).toBe('denied');
    expect(judged([baseline, gnp('all', 'ingress: [{action: Allow}]')]).verdict('ops', 'web', 80)).toBe('allowed');
  });
});
