import type { UnjudgedPolicy } from '../../../lib/cluster/cluster';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { CniOptions } from '../../../lib/cni/cni-profile';
import type { Endpoint } from '../../../lib/reachability/pods/endpoint';
import { DirectionCells, isWorkedOut } from '../../../lib/reachability/rules/direction-cells';
import { PairJudge } from '../../../lib/reachability/rules/pair-judge';
import { PeerMatch } from '../../../lib/reachability/rules/peer-match';
import { PolicySet } from '../../../lib/reachability/rules/policy-set';
import { UnjudgedPolicies } from '../../../lib/reachability/rules/unjudged-policies';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { keyOfText } from '../../../lib/reachability/unknowns/unknown-labels';
import { policy } from '../../support/manifests';
import { addressOf, outsideAt, podIn } from '../plain-stages';

/** What NetworkPolicies open in one direction of one pair, cell by cell, and what that makes of a pair. */

function judgeOf(manifests: readonly object[], cni: CniOptions = {}, unjudged: readonly UnjudgedPolicy[] = []) {
  const policies = new PolicySet(clusterOfManifests(manifests).policies);
  const match = new PeerMatch(Cni.specification({ podCidrs: ['10.0.0.0/8'], ...cni }), { families: ['IPv4'] });
  const judge = new PairJudge(policies, match, new UnjudgedPolicies(unjudged));
  const cells = new DirectionCells(policies, match);
  /** Each cell: its ports, and what has to be so. */
  const of = (direction: 'Ingress' | 'Egress', source: Endpoint, destination: Endpoint) => {
    const ends = cells.endsOf(source, destination, 'IPv4');
    return cells.of(direction, ends).map(({ box, ports, rule }) => {
      const labels = [...box.labels].filter(([text, states]) => ends.unknown.labels.get(text) !== states);
      const asked = labels.map(([text, { absent, except, values }]) => {
        return `${keyOfText(text).at(-1)}${absent ? '?' : ''}${except ? '!' : ''}=${[...values].join()}`;
      });
      const addresses = (['source', 'destination'] as const)
        .filter((end) => box[end] !== ends.unknown[end])
        .map((end) => `${end} ${box[end]}`);
      return [rule?.policy.name ?? 'open', String(ports), ...asked, ...addresses].join(' ');
    });
  };
  return { judge, cells, of };
}

const db = podIn('shop', { app: 'db' }, { ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] });
const web = podIn('shop', { app: 'web' });
const hashed = podIn('shop', {}, { unknownLabels: [{ key: 'hash' }] });
const selecting = (name: string, value: string, rules = '') =>
  policy(`shop/${name}`, `podSelector: {matchLabels: {hash: ${value}}}${rules}`);

describe('the cells of a direction', () => {
  test('are everything where no policy isolates the pod, or it is an address or on the network of its node', () => {
    const { of } = judgeOf([policy('shop/a', 'podSelector: {}\npolicyTypes: [Ingress, Egress]')]);
    expect(of('Ingress', web, podIn('ops'))).toEqual(['open all']);
    expect(of('Ingress', web, outsideAt('8.8.8.8'))).toEqual(['open all']);
    expect(of('Ingress', web, { ...db, hostNetwork: true })).toEqual(['open all']);
    expect(of('Ingress', web, db)).toEqual([]);
    expect(of('Egress', outsideAt('8.8.8.8'), db)).toEqual(['open all']);
    expect(of('Egress', web, podIn('ops'))).toEqual([]);
  });

  test('are one of each peer of each rule that is for the pair', () => {
    const { of } = judgeOf([
      policy(
        'shop/a',
        'podSelector: {matchLabels: {app: db}}\ningress: [{from: [{podSelector: {matchLabels: {app: web}}}, {podSelector: {}}, {podSelector: {matchLabels: {app: x}}}], ports: [{port: 80}]}, {ports: [{port: 81}]}]',
      ),
      policy('shop/b', 'podSelector: {}\ningress: [{from: [{podSelector: {}}], ports: [{port: 82}]}]'),
    ]);
    expect(of('Ingress', web, db).sort()).toEqual(['a TCP 80', 'a TCP 80', 'a TCP 81', 'b TCP 82']);
    expect(of('Ingress', outsideAt('8.8.8.8'), db)).toEqual(['a TCP 81']);
  });

  test('are where a policy selects the pod, and everything where none does', () => {
    const { of } = judgeOf([selecting('a', 'x', '\ningress: [{ports: [{port: 80}]}]'), selecting('b', 'z')]);
    expect(of('Ingress', web, hashed)).toEqual(['open all hash!=x,z', 'a TCP 80 hash=x']);
    const all = judgeOf([
      selecting('a', 'x', '\ningress: [{ports: [{port: 80}]}]'),
      policy('shop/all', 'podSelector: {}'),
    ]);
    expect(all.of('Ingress', web, hashed)).toEqual(['a TCP 80 hash=x']);
  });

  test('are none of a policy that does not select the pod, whatever its labels are', () => {
    const { of } = judgeOf([
      selecting('a', 'x'),
      policy('shop/b', 'podSelector: {matchLabels: {app: other}}\ningress: [{}]'),
    ]);
    expect(of('Ingress', web, hashed)).toEqual(['open all hash!=x']);
  });

  test('of what no policy selects are not worked out past five hundred pieces', () => {
    const keys = Array.from({ length: 10 }, (_, index) => `k${index}`);
    const pod = podIn('shop', {}, { unknownLabels: keys.map((key) => ({ key })) });
    const policies = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        policy(`shop/p${index}`, `podSelector: {matchLabels: {k${index}: a, k${(index + 1) % 10}: b}}`),
      );
    const cellsOf = (count: number) => {
      const { cells } = judgeOf(policies(count));
      return cells.of('Ingress', cells.endsOf(web, pod, 'IPv4')).map(({ box }) => isWorkedOut(box));
    };
    const few = cellsOf(2);
    expect([few.length > 1, few.every((is) => is)]).toEqual([true, true]);
    expect(cellsOf(10)).toEqual([false]);
    // One that selects every pod leaves nothing to be worked out.
    const all = judgeOf([...policies(10), policy('shop/z', 'podSelector: {}')]).cells;
    expect(all.of('Ingress', all.endsOf(web, pod, 'IPv4'))).toEqual([]);
  });

  test('of blocks are where the address is in them', () => {
    const { of } = judgeOf([
      policy(
        'shop/a',
        'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}, {ipBlock: {cidr: 10.192.0.0/10}}], ports: [{port: 80}, {port: sql}]}]',
      ),
    ]);
    expect(of('Ingress', web, db)).toEqual(['a TCP 80,5432 source 10.0.0.0/9, 10.192.0.0/10']);
    expect(of('Ingress', outsideAt('10.0.0.1'), db)).toEqual(['a TCP 80,5432']);
    expect(of('Ingress', outsideAt('10.128.0.1'), db)).toEqual([]);
  });

  test('of a block that has the address open their ports for certain', () => {
    const { judge, cells } = judgeOf([
      policy('shop/a', 'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}], ports: [{port: 80}]}]'),
    ]);
    const opened = judge.opened('Ingress', cells.endsOf(outsideAt('10.0.0.1'), db, 'IPv4'));
    expect([String(opened.certain), opened.partly]).toEqual(['TCP 80', []]);
  });

  test('have names of ports of the destination, but none of an address nor of a pod by its block', () => {
    const out = (peer: string) =>
      judgeOf([policy('shop/a', `podSelector: {}\negress: [{to: [${peer}], ports: [{port: sql}]}]`)]).of;
    expect(out('{podSelector: {}}')('Egress', web, db)).toEqual(['a TCP 5432']);
    expect(out('{podSelector: {}}')('Egress', web, web)).toEqual([]);
    expect(out('{ipBlock: {cidr: 10.0.0.0/8}}')('Egress', web, db)).toEqual([]);
    expect(out('{ipBlock: {cidr: 8.0.0.0/8}}')('Egress', web, outsideAt('8.8.8.8'))).toEqual([]);
    const any = judgeOf([policy('shop/a', 'podSelector: {}\negress: [{ports: [{port: sql}]}]')]).of;
    expect(any('Egress', web, db)).toEqual(['a TCP 5432']);
    expect(any('Egress', web, { ...db, hostNetwork: true })).toEqual(['a none']);
  });

  test('are about the ends in one family, with what is known besides', () => {
    const { cells } = judgeOf([]);
    const key = '["pod","destination","hash"]';
    const within = new Map([[key, { absent: false, except: false, values: new Set(['x']) }]]);
    expect(cells.endsOf(web, hashed, 'IPv4').unknown.labels.get(key)).toMatchObject({ absent: false, except: true });
    expect(cells.endsOf(web, hashed, 'IPv4', within).unknown.labels.get(key)).toMatchObject({ except: false });
    expect(cells.endsOf(web, hashed, 'IPv4').unknown.source.equals(AddressSet.block('10.0.0.0/8'))).toBe(true);
  });
});

describe('a pair', () => {
  const open = (judge: PairJudge, source: Endpoint, destination: Endpoint) => {
    const { certain, depends } = judge.answer(source, destination);
    return [String(certain), ...depends.map(({ connections }) => String(connections))];
  };

  test('is open as far as both directions are', () => {
    const { judge } = judgeOf([
      policy('shop/in', 'podSelector: {matchLabels: {app: db}}\ningress: [{ports: [{port: 80}, {port: 81}]}]'),
      policy(
        'shop/out',
        'podSelector: {matchLabels: {app: web}}\negress: [{ports: [{port: 81}, {port: 82}]}]\npolicyTypes: [Egress]',
      ),
    ]);
    expect(open(judge, web, db)).toEqual(['TCP 81']);
    expect(String(judge.openedWhateverIs('Ingress', web, db))).toBe('TCP 80-81');
    expect(String(judge.openedWhateverIs('Egress', web, db))).toBe('TCP 81-82');
    expect(String(judge.mayBeOpen('Egress', web, db))).toBe('TCP 81-82');
    expect(String(judge.openForSome(web, db))).toBe('none');
  });

  test('is judged by stages in the place of NetworkPolicies, where there are any', () => {
    const tcp = (port: number) => ConnectionSet.of({ protocol: 'TCP', port });
    const match = new PeerMatch(Cni.specification(), { families: ['IPv4'] });
    const judge = new PairJudge(new PolicySet([]), match, new UnjudgedPolicies([]), {
      opened: (direction) => ({ certain: direction === 'Egress' ? ConnectionSet.all : tcp(80), partly: [] }),
      openForSome: (direction) => tcp(direction === 'Egress' ? 81 : 82),
    });
    expect(open(judge, web, db)).toEqual(['TCP 80']);
    expect(String(judge.openForSome(web, db))).toBe('TCP 81-82');
  });

  test('of two families is open to nothing', () => {
    const { judge } = judgeOf([]);
    const [four, six] = ['10.0.0.1', 'fd00::1'].map((text) => podIn('shop', {}, { address: addressOf(text) }));
    expect(open(judge, four as Endpoint, six as Endpoint)).toEqual(['none']);
    expect(open(judge, four as Endpoint, four as Endpoint)).toEqual(['all']);
  });

  test('is isolated by the policies that select an end, and may be by those that may', () => {
    const { judge } = judgeOf([selecting('a', 'x'), policy('shop/all', 'podSelector: {}')]);
    const names = (found: readonly { policy: { name: string } }[]) => found.map(({ policy: { name } }) => name);
    expect(names(judge.isolating('Ingress', hashed))).toEqual(['all']);
    expect(names(judge.mayIsolate('Ingress', hashed))).toEqual(['a', 'all']);
    expect(names(judge.isolating('Egress', hashed))).toEqual([]);
  });

  test('is closed where something of it is not open for certain', () => {
    const { judge } = judgeOf([selecting('a', 'x', '\ningress: [{ports: [{port: 80}]}]')]);
    const closed = (port: number) => {
      const where = judge.closedWhere(web, hashed, { protocol: 'TCP', port });
      return where && [...where.box.labels.values()].map(({ except, values }) => `${except ? '!' : ''}${[...values]}`);
    };
    expect([closed(80), closed(81)]).toEqual([undefined, ['x']]);
  });

  describe('with policies that are not judged', () => {
    const unjudged = (more: Partial<UnjudgedPolicy>) =>
      ({
        reason: 'other-api',
        canOpen: false,
        canClose: false,
        directions: ['Ingress'],
        reach: { type: 'cluster' },
        ...more,
      }) as UnjudgedPolicy;
    const into = policy('shop/in', 'podSelector: {matchLabels: {app: db}}\ningress: [{ports: [{port: 80}]}]');
    const rest = 'TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535';

    test('that may close depends where it is open, and is closed elsewhere', () => {
      expect(open(judgeOf([into], {}, [unjudged({ canClose: true })]).judge, web, db)).toEqual(['none', 'TCP 80']);
    });

    test('that may open depends where it is closed', () => {
      expect(open(judgeOf([into], {}, [unjudged({ canOpen: true })]).judge, web, db)).toEqual(['TCP 80', rest]);
      expect(open(judgeOf([], {}, [unjudged({ canOpen: true })]).judge, web, db)).toEqual(['all']);
    });

    test('that may do both depends everywhere', () => {
      const { judge } = judgeOf([into], {}, [unjudged({ canOpen: true, canClose: true })]);
      expect(open(judge, web, db).sort()).toEqual([rest, 'TCP 80', 'none']);
      expect(String(judge.mayBeOpen('Ingress', web, db))).toBe('all');
    });

    test('that may do neither, or are for another direction or namespace, is what it is without them', () => {
      for (const more of [
        {},
        { canClose: true, directions: [] },
        { canClose: true, reach: { type: 'namespace', namespace: 'ops' } },
      ] as Partial<UnjudgedPolicy>[]) {
        expect(open(judgeOf([into], {}, [unjudged(more)]).judge, web, db)).toEqual(['TCP 80']);
      }
    });

    test('that is closed to all, nothing that may close makes depend', () => {
      const { judge } = judgeOf([policy('shop/in', 'podSelector: {}')], {}, [unjudged({ canClose: true })]);
      expect(open(judge, web, db)).toEqual(['none']);
      const ends = judge.cells.endsOf(web, db, 'IPv4');
      expect(judge.opened('Ingress', ends).partly).toEqual([]);
    });
  });
});
