import { type JointPods, jointPods, type PodsOfWorkload } from '../../../lib/reachability/difference/pod-groups';
import { policyChanges } from '../../../lib/reachability/difference/policy-changes';
import { clusterPolicy, deployment, namespace, pod, policy } from '../../support/manifests';
import { app, judged } from '../answers-of';

/** Which policies have part in a change, and what is compared with what. */

const WORLD = [
  namespace('shop'),
  namespace('front'),
  deployment('front/web', 1, app('web')),
  deployment('shop/db', 1, app('db')),
];
const into = (name: string, rules = '', selector = '{}') =>
  policy(`shop/${name}`, `podSelector: ${selector}\npolicyTypes: [Ingress]\ningress: [${rules}]`);
const outOf = (name: string) => policy(`front/${name}`, 'podSelector: {}\npolicyTypes: [Egress]');

/** The changes between workloads, `closed front/web[Deployment] -> shop/db[Deployment] by added shop/in`. */
function lines(before: readonly object[], after: readonly object[]): string[] {
  return judged(after)
    .reachability.differenceFrom(judged(before).reachability)
    .flatMap(({ change, from, to, responsible }) => {
      const by = responsible.map((one) => `${one.change} ${one.id}`).join(', ') || 'none';
      return to.flatMap((end) =>
        from.type === 'workloads' && end.type === 'workloads' ? [`${change} ${from.ids} -> ${end.ids} by ${by}`] : [],
      );
    });
}

const fromWeb = (...sides: Parameters<typeof lines>) => lines(...sides).filter((line) => /^\w+ front\/web/.test(line));
const WEB_TO_DB = 'front/web[Deployment] -> shop/db[Deployment]';

describe('responsible are', () => {
  test('those that isolate the destination, with what happened to them', () => {
    expect(fromWeb(WORLD, [...WORLD, into('in')])).toEqual([`closed ${WEB_TO_DB} by added shop/in`]);
    expect(fromWeb([...WORLD, into('in')], WORLD)).toEqual([`opened ${WEB_TO_DB} by removed shop/in`]);
    expect(fromWeb([...WORLD, into('in')], [...WORLD, into('in', '{}')])).toEqual([
      `opened ${WEB_TO_DB} by changed shop/in`,
    ]);
  });
  test('those that isolate the source', () => {
    expect(lines(WORLD, [...WORLD, outOf('out')])).toEqual([`closed ${WEB_TO_DB} by added front/out`]);
  });
  test('all that do, in the order of their names, and no others', () => {
    const others = [
      into('z', '', '{matchLabels: {app: other}}'),
      policy('shop/y', 'podSelector: {}\npolicyTypes: [Egress]'),
    ];
    expect(fromWeb(WORLD, [...WORLD, into('b'), into('a'), outOf('out'), ...others])).toEqual([
      `closed ${WEB_TO_DB} by added front/out, added shop/a, added shop/b`,
    ]);
  });
  test('those of both ends in one order of names', () => {
    const world = [...WORLD, deployment('zoo/ape', 1, app('ape'))];
    const out = policy('zoo/out', 'podSelector: {}\npolicyTypes: [Egress]');
    const found = lines(world, [...world, into('in'), out]).filter((line) => line.startsWith('closed zoo/ape'));
    expect(found.filter((line) => line.includes('shop/db'))).toEqual([
      'closed zoo/ape[Deployment] -> shop/db[Deployment] by added shop/in, added zoo/out',
    ]);
  });
  test('none where the ends themselves have changed', () => {
    const closed = into('in', '', '{matchLabels: {app: old}}');
    expect(fromWeb([...WORLD, closed], [...WORLD.slice(0, 3), deployment('shop/db', 1, app('old')), closed])).toEqual([
      `closed ${WEB_TO_DB} by none`,
    ]);
  });
  test('those of other APIs, with their kind', () => {
    const deny = clusterPolicy(
      'a',
      'subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}\ningress: [{action: Deny, from: [{namespaces: {}}]}]',
    );
    expect(fromWeb(WORLD, [...WORLD, deny])).toEqual([`closed ${WEB_TO_DB} by added ClusterNetworkPolicy a`]);
    expect(fromWeb([...WORLD, deny], [...WORLD, deny, outOf('out')])).toEqual([]);
    expect(fromWeb([...WORLD, deny], [...WORLD, outOf('out')])).toEqual([]);
  });
});

test('policies have changed where their rules have, and not where those are written in another order', () => {
  const changesOf = (before: readonly object[], after: readonly object[]) => {
    const [old, now] = [judged(before).reachability, judged(after).reachability];
    return [...policyChanges(old, now).values()].map(({ id, change, policy: of }) => [id, change, of.name]);
  };
  const one = into('in', '{ports: [{port: 80, protocol: TCP}]}');
  const turned = into('in', '{ports: [{protocol: TCP, port: 80}]}');
  const labelled = { ...one, metadata: { ...one.metadata, labels: { a: 'b' } } };
  expect(changesOf([one], [turned])).toEqual([]);
  expect(changesOf([one], [labelled])).toEqual([]);
  expect(changesOf([one], [into('in', '{ports: [{port: 81}]}')])).toEqual([['shop/in', 'changed', 'in']]);
  expect(changesOf([one], [into('other')])).toEqual([
    ['shop/in', 'removed', 'in'],
    ['shop/other', 'added', 'other'],
  ]);
});

describe('workloads', () => {
  test('that change alike are named together, in order', () => {
    const more = [...WORLD, deployment('shop/a', 1, app('db')), deployment('front/b', 1, app('web'))];
    const found = judged([...more, into('in')])
      .reachability.differenceFrom(judged(more).reachability)
      .flatMap(({ from, to }) => (from.type === 'workloads' ? to.map((end) => [from, end]) : []));
    expect(found).toContainEqual([
      { type: 'workloads', ids: ['front/b[Deployment]', 'front/web[Deployment]'], presence: 'both' },
      { type: 'workloads', ids: ['shop/a[Deployment]', 'shop/db[Deployment]'], presence: 'both' },
    ]);
  });
  test('of one pod each that change alike are compared with each other', () => {
    const more = [...WORLD, deployment('shop/a', 1, app('db'))];
    const both = 'shop/a[Deployment],shop/db[Deployment]';
    expect(lines(more, [...more, into('in')])).toContain(`closed ${both} -> ${both} by added shop/in`);
  });
  test('of one pod are not compared with themselves, and those of more are', () => {
    const own = (before: number, after: number) =>
      lines([deployment('shop/db', before, app('db'))], [deployment('shop/db', after, app('db')), into('in')]);
    expect(own(1, 1)).toEqual([]);
    const closed = ['closed shop/db[Deployment] -> shop/db[Deployment] by added shop/in'];
    expect([own(2, 2), own(1, 2), own(2, 1)]).toEqual([closed, closed, closed]);
  });
  test('whose pods differ are compared pod by pod', () => {
    const part = (name: string, role: string) => ({
      ...pod(`shop/${name}`, { labels: { role } }),
      metadata: {
        ...{ name, namespace: 'shop', labels: { role } },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
      },
    });
    const world = [...WORLD.slice(0, 3), part('set-0', 'a'), part('set-1', 'b'), part('set-2', 'b')];
    const changed = (role: string) =>
      judged([...world, into('in', '', `{matchLabels: {role: ${role}}}`)])
        .reachability.differenceFrom(judged(world).reachability)
        .flatMap(({ from, to }) => (from.type === 'workloads' ? to.map((end) => [from, end]) : []))
        .map((ends) =>
          ends.map((end) =>
            end?.type === 'workloads' ? (end.pods?.map(({ labels }) => labels.role).join() ?? end.ids[0]) : '',
          ),
        );
    expect(changed('a')).toEqual([
      ['front/web[Deployment]', 'a'],
      ['b', 'a'],
    ]);
    expect(changed('b')).toEqual([
      ['front/web[Deployment]', 'b'],
      ['a', 'b'],
      ['b', 'b'],
    ]);
  });
});

describe('ends', () => {
  const changesOf = (before: readonly object[], after: readonly object[]) =>
    judged(after).reachability.differenceFrom(judged(before).reachability);
  test('of one side only are of that side', () => {
    const presences = (...sides: Parameters<typeof changesOf>) =>
      changesOf(...sides).flatMap(({ change, from, to }) =>
        from.type === 'workloads' && from.ids[0] === 'front/web[Deployment]'
          ? to.map((end) => [change, from.presence, end.type === 'workloads' && end.presence])
          : [],
      );
    expect(presences(WORLD.slice(0, 3), WORLD)).toEqual([['opened', 'both', 'after']]);
    expect(presences(WORLD, WORLD.slice(0, 3))).toEqual([['closed', 'both', 'before']]);
    expect(presences(WORLD, [...WORLD, into('in')])).toEqual([['closed', 'both', 'both']]);
  });
  test('are addresses too, those that change', () => {
    const some = into('in', '{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}');
    const found = changesOf(WORLD, [...WORLD, some]).flatMap(({ change, from }) =>
      from.type === 'addresses' ? [{ change, addresses: from.addresses }] : [],
    );
    expect(new Set(found.map(({ change }) => change))).toEqual(new Set(['closed']));
    const changed = (address: string) => found.filter(({ addresses }) => addresses.contains(address)).length;
    expect(['192.0.2.1', '198.51.100.1', '2001:db8::1'].map(changed)).toEqual([0, 1, 1]);
    const narrowed = into('in', '{from: [{ipBlock: {cidr: 192.0.2.0/25}}]}');
    const cut = changesOf([...WORLD, some], [...WORLD, narrowed]).flatMap(({ change, from }) =>
      from.type === 'addresses' ? [[change, `${from.addresses}`]] : [],
    );
    expect(cut).toEqual([['closed', '192.0.2.128/25']]);
  });
});

test('pods of equal labels are compared by their ports', () => {
  const part = (name: string, port: number) => ({
    ...pod(`shop/${name}`, { ...app('set'), ports: [{ name: 'http', port, protocol: 'TCP' }] }),
    metadata: {
      ...{ name, namespace: 'shop', labels: { app: 'set' } },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
    },
  });
  const world = [...WORLD.slice(0, 3), part('set-0', 80), part('set-1', 81)];
  const found = judged([...world, into('in', '{ports: [{port: http}]}')])
    .reachability.differenceFrom(judged(world).reachability)
    .filter(({ from }) => from.type === 'workloads' && from.ids[0] === 'front/web[Deployment]')
    .map(({ after, to }) => [
      `${after.certain}`,
      to.map((end) =>
        end.type === 'workloads' ? end.pods?.map(({ ports = [] }) => ports.map(({ port }) => port)) : 0,
      ),
    ]);
  expect(found).toEqual([
    ['TCP 80', [[[80]]]],
    ['TCP 81', [[[81]]]],
  ]);
});

describe('the pods of a workload before and after', () => {
  const group = (...labels: readonly string[]): PodsOfWorkload => ({
    workload: {} as never,
    pods: [],
    labels: new Set(labels),
    key: labels.join(),
    count: 1,
  });
  const [ab, ac, bd, x] = [group('a', 'b'), group('a', 'c'), group('b', 'd'), group('x')];
  test.each<[string, PodsOfWorkload[], PodsOfWorkload[], JointPods[]]>([
    ['all new', [], [ab], [[undefined, ab]]],
    ['all gone', [ab], [], [[ab, undefined]]],
    [
      'equal ones, in whatever order',
      [ab, x],
      [x, ab],
      [
        [x, x],
        [ab, ab],
      ],
    ],
    [
      'changed ones, with those that have the most labels in common',
      [x, ab],
      [group('a', 'b', 'c')],
      [
        [ab, group('a', 'b', 'c')],
        [x, group('a', 'b', 'c')],
      ],
    ],
    [
      'equal ones, without labels too',
      [ab, group()],
      [group()],
      [
        [group(), group()],
        [ab, group()],
      ],
    ],
    [
      'gone ones too, with what is left',
      [ab, bd],
      [ab],
      [
        [ab, ab],
        [bd, ab],
      ],
    ],
    [
      'those with equally much in common, with the first',
      [ac, ab],
      [group('a', 'z')],
      [
        [ac, group('a', 'z')],
        [ab, group('a', 'z')],
      ],
    ],
  ])('are compared: %s', (_, before, after, expected) => {
    expect(jointPods(before, after)).toEqual(expected);
  });
});
