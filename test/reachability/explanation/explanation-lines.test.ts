import type { UnjudgedPolicy } from '../../../lib/cluster/cluster';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { deployment, namespace, pod, policy } from '../../support/manifests';
import { app, judged, ports } from '../answers-of';

/** Which lines an explanation has, of policies and of what is not known. */

type Asked = readonly [manifests: readonly object[], from: string, to: string, port?: number];

function explained(...[manifests, from, to, port = 80]: Asked) {
  const { reachability, workload } = judged(manifests);
  return reachability.explain(workload(from), workload(to), Port.tcp(port));
}

const linesOf = (...asked: Asked) => explanationText(explained(...asked)).split('\n');
/** The lines of the way in, without its first. */
const waysIn = (...asked: Asked) => {
  const lines = linesOf(...asked);
  return lines.slice(lines.findIndex((line) => line.startsWith('  ingress of the destination')));
};

const web = deployment('front/web', 1, app('web'));
const db = deployment('shop/db', 1, app('db', 5432));
const into = (id: string, rules: string, selector = '{}') =>
  policy(id, `podSelector: ${selector}\npolicyTypes: [Ingress]\ningress: [${rules}]`);
const ofTeams = (...teams: string[]) =>
  teams.map((team) => `{namespaceSelector: {matchLabels: {${team}: x}}}`).join(', ');
const letters = (count: number) => Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));

describe('the ways of a connection that depends', () => {
  test('are named, as far as there are not too many', () => {
    const lines = (count: number) =>
      linesOf([web, db, into('shop/in', `{from: [${ofTeams(...letters(count))}]}`)], 'front/web', 'shop/db').slice(
        1,
        count + 1,
      );
    expect(lines(2)).toEqual([
      '  allowed if namespace front has the label a=x',
      '  or if namespace front has the label b=x',
    ]);
    expect(lines(10)[9]).toBe('  or if namespace front has the label j=x');
    expect(lines(12).slice(9, 11)).toEqual(['  or if namespace front has the label j=x', '  or in one of 2 more ways']);
    expect(lines(12)[11]).toBe('  egress of the source: open; no policy isolates it');
  });

  test('by one rule are said together, with what isolates', () => {
    expect(waysIn([web, db, into('shop/in', `{from: [${ofTeams('a', 'b')}]}`)], 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: isolated, and it depends',
      '    isolated by shop/in (manifest 3)',
      '    rule 1 of shop/in allows it if namespace front has the label a=x, or if namespace front has the label b=x (manifest 3)',
    ]);
  });

  test('are not said of a connection that another rule allows anyway, nor are rules for other ports', () => {
    const both = into('shop/in', `{from: [${ofTeams('a')}]}, {}, {ports: [{port: 443}]}`);
    expect(waysIn([web, db, both], 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: isolated, and allowed',
      '    isolated by shop/in (manifest 3)',
      '    allowed by rule 2 of shop/in: from everyone on every port (manifest 3)',
    ]);
  });

  test('are those of the family in which a rule allows it', () => {
    const six = pod('front/six', { ...app('six'), addresses: ['2001:db8::1'] });
    const block = (cidr: string) => `{from: [{ipBlock: {cidr: '${cidr}'}}]}`;
    const world = (rules: string) => [web, db, six, into('shop/in', rules)];
    expect(waysIn(world(block('0.0.0.0/0')), 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: isolated, and it depends',
      '    isolated by shop/in (manifest 4)',
      '    rule 1 of shop/in allows it if they connect over IPv4 (manifest 4)',
    ]);
    expect(waysIn(world(`${block('0.0.0.0/0')}, ${block('::/0')}`), 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: isolated, and allowed',
      '    isolated by shop/in (manifest 4)',
      '    rule 1 of shop/in allows it if they connect over IPv4 (manifest 4)',
      '    rule 2 of shop/in allows it if they connect over IPv6 (manifest 4)',
    ]);
    const all = "{from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}]}";
    expect(waysIn(world(all), 'front/web', 'shop/db')[2]).toMatch(/^ {4}allowed by rule 1 of shop\/in: from addresses/);
  });
});

test('of pods with two addresses the way that is not allowed is explained', () => {
  const dual = (name: string, last: number) =>
    pod(`shop/${name}`, { labels: { app: name }, addresses: [`10.0.0.${last}`, `fd00::${last}`] });
  const four = into('shop/in', '{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}');
  expect(linesOf([dual('a', 1), dual('b', 2), four], 'shop/a', 'shop/b')).toEqual([
    'depends: shop/a[Pod] to shop/b[Pod] on TCP 80',
    '  allowed if they connect over IPv4',
    '  egress of the source: open; no policy isolates it',
    '  ingress of the destination: isolated, and no rule allows it',
    '    isolated by shop/in (manifest 3)',
    '    nearest: rule 1 of shop/in allows addresses 0.0.0.0/0 on every port, but this is fd00::1 (manifest 3)',
  ]);
});

describe('policies that isolate', () => {
  test('are named, as far as there are not too many', () => {
    const isolating = (count: number) =>
      waysIn([web, db, ...letters(count).map((name) => into(`shop/${name}`, ''))], 'front/web', 'shop/db').slice(1);
    const named = letters(5).map((name, index) => `    isolated by shop/${name} (manifest ${index + 3})`);
    expect(isolating(5)).toEqual(named);
    expect(isolating(7)).toEqual([...named, '    and by 2 more']);
  });

  test('may do so, where that turns on a label of which the value is not known', () => {
    const perhaps = into('shop/some', '', '{matchLabels: {pod-template-hash: abc}}');
    const line = 'isolated by shop/some if the pod of shop/db[Deployment] has the label pod-template-hash=abc';
    expect(waysIn([web, db, perhaps], 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: it depends',
      `    ${line} (manifest 3)`,
    ]);
    expect(waysIn([web, db, perhaps, into('shop/all', '{}')], 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: isolated, and allowed',
      '    isolated by shop/all (manifest 4)',
      '    allowed by rule 1 of shop/all: from everyone on every port (manifest 4)',
      `    ${line} (manifest 3)`,
    ]);
  });
});

describe('policies that are not judged', () => {
  const object = (apiVersion: string, kind: string, metadata: object) => ({ apiVersion, kind, metadata, spec: {} });
  const both = object('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', { name: 'a' });
  const close = object('security.istio.io/v1', 'AuthorizationPolicy', { name: 'b', namespace: 'shop' });
  const mayBoth = '    ClusterNetworkPolicy a (crd.antrea.io) is not judged, and may allow or deny it';
  const mayClose = '    AuthorizationPolicy shop/b (security.istio.io) is not judged, and may deny it';
  const declared = [namespace('shop'), namespace('front'), web, db];

  test('are named, with what they may do', () => {
    expect(waysIn([...declared, close], 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: it depends',
      mayClose,
    ]);
    expect(waysIn([...declared, both, close, into('shop/deny', '')], 'front/web', 'shop/db')).toEqual([
      '  ingress of the destination: isolated, and it depends',
      '    isolated by shop/deny (manifest 7)',
      mayBoth,
      mayClose,
    ]);
  });

  test('may be such as can only allow it', () => {
    const { cluster, workload } = judged([...declared, both, into('shop/deny', '')]);
    const unjudged = cluster.unjudged.map((one): UnjudgedPolicy => ({ ...one, canClose: false }));
    const explanation = Reachability.of({ ...cluster, unjudged }).explain(
      workload('front/web'),
      workload('shop/db'),
      Port.tcp(80),
    );
    expect(explanationText(explanation)).toMatch(
      /\n {4}ClusterNetworkPolicy a \(crd\.antrea\.io\) is not judged, and may allow it$/,
    );
    expect(explanation.grant).toMatchObject({ type: 'grant' });
  });

  test('leave it open whether a grant would open what they may deny', () => {
    expect(explained([...declared, into('shop/deny', '')], 'front/web', 'shop/db').grant).toBeDefined();
    expect(explained([...declared, into('shop/deny', ''), close], 'front/web', 'shop/db').grant).toBeUndefined();
    const closeOut = {
      ...close,
      metadata: { name: 'b', namespace: 'front' },
      apiVersion: 'vpcresources.k8s.aws/v1beta1',
      kind: 'SecurityGroupPolicy',
    };
    expect(explained([...declared, into('shop/deny', ''), closeOut], 'front/web', 'shop/db').grant).toBeUndefined();
  });
});

describe('pods of one workload that differ', () => {
  const instance = (set: string, role: string) => ({
    ...pod(`shop/${set}-${role}`, { labels: { role }, ports: ports(80) }),
    metadata: {
      ...{ name: `${set}-${role}`, namespace: 'shop', labels: { role } },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: set, uid: set, controller: true }],
    },
  });
  const set = (name: string, ...roles: string[]) => roles.map((role) => instance(name, role));
  const ofRole = (role: string, rules = '') => into(`shop/in-${role}`, rules, `{matchLabels: {role: ${role}}}`);
  const to = (text: string) => `  ${text.replace(' ', ' where shop/set[StatefulSet] is a pod with role=')}`;
  const shown = (role: string) =>
    `  explained for a pod with app=web in namespace front to a pod with role=${role} in namespace shop:`;

  test('are explained where it is denied, or else where it depends', () => {
    const some = [ofRole('b', `{from: [${ofTeams('a')}]}`)];
    expect(linesOf([web, ...set('set', 'a', 'b', 'c'), ...some], 'front/web', 'shop/set').slice(1, 5)).toEqual([
      to('allowed a, or with role=c'),
      to('depends b'),
      '    allowed if namespace front has the label a=x',
      shown('b'),
    ]);
    expect(
      linesOf([web, ...set('set', 'a', 'b', 'c'), ...some, ofRole('c')], 'front/web', 'shop/set').slice(1, 6),
    ).toEqual([
      to('allowed a'),
      to('depends b'),
      '    allowed if namespace front has the label a=x',
      to('denied c'),
      shown('c'),
    ]);
  });

  test('on another port alone are not distinguished', () => {
    const [head, ...rest] = linesOf(
      [web, ...set('set', 'a', 'b'), ofRole('b', '{ports: [{port: 80}]}')],
      'front/web',
      'shop/set',
    );
    expect([head, rest[0]]).toEqual([
      'allowed: front/web[Deployment] to shop/set[StatefulSet] on TCP 80',
      '  egress of the source: open; no policy isolates it',
    ]);
  });

  test('at both ends are named for both', () => {
    const rule = '{from: [{podSelector: {matchLabels: {role: a}}}]}';
    const lines = linesOf(
      [...set('from', 'a', 'b'), ...set('to', 'c', 'd'), ofRole('d', rule)],
      'shop/from',
      'shop/to',
    );
    const where = (answer: string, from: string, to: string) =>
      `  ${answer} where shop/from[StatefulSet] is a pod with role=${from} and shop/to[StatefulSet] is a pod with role=${to}`;
    expect(lines.slice(1, 5)).toEqual([
      where('allowed', 'a', 'c'),
      where('allowed', 'a', 'd'),
      where('allowed', 'b', 'c'),
      where('denied', 'b', 'd'),
    ]);
  });

  test('are named, as far as there are not too many kinds of them', () => {
    const roles = letters(12);
    const own = roles.map((role, index) => ofRole(role, `{ports: [{port: ${index + 1}}]}`));
    const lines = (count: number) =>
      linesOf([web, ...set('set', ...roles.slice(0, count)), ...own], 'front/web', 'shop/set', 1).slice(1, count + 2);
    expect(lines(10).slice(9)).toEqual([to('denied j'), shown('b')]);
    expect(lines(12).slice(9, 12)).toEqual([to('denied j'), '  and 2 more groups of pods', shown('b')]);
  });
});
