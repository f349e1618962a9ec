import { describe, expect, test } from '@jest/globals';
import { EVERYTHING, type KeyStates, type LabelSpace } from '../../../lib/policy/label-space';
import { NAMESPACE_NAME_LABEL, type StringMap } from '../../../lib/policy/manifest';
import type { AskedText } from '../../../lib/reachability/pods/label-texts';
import { NamespaceUniverse } from '../../../lib/reachability/pods/namespace-universe';
import { type FlowBox, keyOf, NOT_SO, nameOfText, SO } from '../../../lib/reachability/proof/flow-box';
import { PossibleFlows } from '../../../lib/reachability/proof/possible-flows';
import { type AskedPod, PossiblePods, type TextedSpace } from '../../../lib/reachability/proof/possible-pods';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import type { End } from '../../../lib/reachability/unknowns/box';
import { clusterOf } from '../../support/cluster-of';
import { namespace } from '../../support/manifests';

/** Which pods there can be at the ends of a connection, and which connections there can be at all. */

const NAME = 'metadata.name';
const is = (...values: string[]): KeyStates => ({ absent: false, except: false, values: new Set(values) });
const not = (...values: string[]): KeyStates => ({ absent: true, except: true, values: new Set(values) });
const space = (...all: [string, KeyStates][]): LabelSpace => new Map(all);
const starts = (text: string, isNot = false): AskedText => ({ operator: 'StartsWith', text, not: isNot });
const texted = (labels: LabelSpace, ...texts: [string, AskedText[]][]): TextedSpace => ({
  labels,
  texts: new Map(texts),
});
const ANY: TextedSpace = texted(EVERYTHING);
const named = (...names: string[]) => texted(space([NAMESPACE_NAME_LABEL, is(...names)]));

function worldOf(accounts: Record<string, StringMap> = {}) {
  const universe = new NamespaceUniverse(
    clusterOf([namespace('shop', { team: 'west' }), namespace('ops', { team: 'east' })]),
  );
  const pods = new PossiblePods(universe, new Map(Object.entries(accounts)));
  return { universe, pods, flows: new PossibleFlows(universe, pods) };
}

const asked = (more: Partial<AskedPod>): AskedPod => ({ pod: ANY, namespace: ANY, account: ANY, ...more });

describe('a pod that is as it is asked', () => {
  const exampleOf = (more: Partial<AskedPod>, accounts: Record<string, StringMap> = {}) => {
    const found = worldOf(accounts).pods.exampleOf(asked(more));
    return found && [found.namespace.name, found.labels, found.serviceAccount];
  };

  test('is in a declared namespace where that will do, with no more labels than asked', () => {
    expect(exampleOf({})).toEqual(['ops', {}, undefined]);
    expect(exampleOf({ namespace: named('ops') })).toEqual(['ops', {}, undefined]);
    expect(exampleOf({ namespace: named('else') })).toEqual(['else', {}, undefined]);
    expect(exampleOf({ pod: texted(space(['app', is('a')], ['tier', not('x')])) })).toEqual([
      'ops',
      { app: 'a' },
      undefined,
    ]);
  });

  test('has labels of which the texts are as they are asked', () => {
    expect(exampleOf({ pod: texted(EVERYTHING, ['app', [starts('we')]]) })).toEqual(['ops', { app: 'we' }, undefined]);
    expect(exampleOf({ pod: texted(EVERYTHING, ['app', [starts('we', true)]]) })).toEqual(['ops', {}, undefined]);
    expect(exampleOf({ pod: texted(space(['app', is('a', 'web')]), ['app', [starts('we')]]) })).toEqual([
      'ops',
      { app: 'web' },
      undefined,
    ]);
    expect(exampleOf({ pod: texted(space(['app', is('a')]), ['app', [starts('we')]]) })).toBeUndefined();
    expect(exampleOf({ pod: texted(EVERYTHING, ['app', [starts('we'), starts('w', true)]]) })).toBeUndefined();
  });

  test('is in a namespace of which the texts are as they are asked', () => {
    const team = (text: string, isNot = false) => texted(EVERYTHING, ['team', [starts(text, isNot)]]);
    expect(exampleOf({ namespace: team('ea') })).toEqual(['ops', {}, undefined]);
    expect(exampleOf({ namespace: team('we', true) })).toEqual(['ops', {}, undefined]);
    const found = worldOf().pods.exampleOf(asked({ namespace: team('north') }));
    expect(found?.namespace.labels).toMatchObject({ team: 'north' });
    expect(['shop', 'ops']).not.toContain(found?.namespace.name);
    const two = (...texts: AskedText[]) => exampleOf({ namespace: texted(EVERYTHING, ['team', texts]) });
    expect(two(starts('we'), starts('x'))).toBeUndefined();
    expect(two(starts('we'), starts('x', true))).toEqual(['shop', {}, undefined]);
    const noLabel = texted(space([NAMESPACE_NAME_LABEL, is('shop')]), ['team', [starts('north')]]);
    expect(exampleOf({ namespace: noLabel })).toBeUndefined();
  });

  test('is in a namespace whose name is as it is asked', () => {
    const byName = (labels: LabelSpace, ...texts: AskedText[]) =>
      exampleOf({ namespace: texted(labels, [NAMESPACE_NAME_LABEL, texts]) })?.[0];
    expect(byName(EVERYTHING, starts('op'))).toBe('ops');
    expect(byName(EVERYTHING, starts('front'))).toBe('front');
    expect(byName(space([NAMESPACE_NAME_LABEL, is('back', 'front')]), starts('front'))).toBe('front');
    expect(byName(space([NAMESPACE_NAME_LABEL, is('back')]), starts('front'))).toBeUndefined();
    expect(byName(space([NAMESPACE_NAME_LABEL, is('Front')]), starts('Fr'))).toBeUndefined();
    // The declared one of this name has another team.
    const ofTeam = space([NAMESPACE_NAME_LABEL, is('shop')], ['team', is('x')]);
    expect(byName(ofTeam, starts('sh'))).toBeUndefined();
  });
});

describe('a ServiceAccount', () => {
  const accounts = { 'shop/sa': { role: 'web' }, 'ops/sa': { role: 'db' } };
  const exampleOf = (account: TextedSpace, where = ANY, of: Record<string, StringMap> = accounts) => {
    const found = worldOf(of).pods.exampleOf(asked({ account, namespace: where }));
    return found && [found.namespace.name, found.serviceAccount];
  };
  const withRole = (role: string, ...more: [string, KeyStates][]) => texted(space(['role', is(role)], ...more));

  test('is a declared one that is as it is asked, in its namespace', () => {
    expect(exampleOf(withRole('db'))).toEqual(['ops', 'sa']);
    expect(exampleOf(withRole('db', [NAME, is('sa')]))).toEqual(['ops', 'sa']);
    expect(exampleOf(texted(space([NAME, is('sa')]), ['role', [starts('d')]]))).toEqual(['ops', 'sa']);
    expect(exampleOf(withRole('db'), named('ops'))).toEqual(['ops', 'sa']);
  });

  test('is one of another name where a declared one is not as it is asked', () => {
    const found = exampleOf(withRole('db'), named('shop'));
    expect(found?.[0]).toBe('shop');
    expect(found?.[1]).not.toBe('sa');
    expect(exampleOf(withRole('db', [NAME, is('sa')]), named('shop'))).toBeUndefined();
  });

  test('is one of its name elsewhere where those that are declared are not as they are asked', () => {
    const found = exampleOf(withRole('other', [NAME, is('sa')]));
    expect(found?.[1]).toBe('sa');
    expect(['shop', 'ops']).not.toContain(found?.[0]);
  });

  test('has a name that one can have, and that is as it is asked', () => {
    expect(exampleOf(texted(space([NAME, is('Not A Name')])))).toBeUndefined();
    expect(exampleOf(texted(EVERYTHING, [NAME, [starts('bu')]]))?.[1]).toBe('bu');
    expect(exampleOf(texted(space([NAME, is('a', 'bu')]), [NAME, [starts('bu')]]))?.[1]).toBe('bu');
    expect(exampleOf(texted(space([NAME, not('sa')]), [NAME, [starts('sa')]]))?.[1]).not.toBe('sa');
    expect(exampleOf(texted(space(['role', is('x')]), ['role', [starts('y')]]))).toBeUndefined();
  });

  test('is known to be declared by its namespace and name', () => {
    const { pods } = worldOf(accounts);
    expect([pods.hasAccount('shop', 'sa'), pods.hasAccount('far', 'sa'), pods.hasAccount('shop', 'other')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('beside another pod', () => {
  const { pods } = worldOf();
  const other = { labels: {}, namespace: { name: 'far', labels: {} }, serviceAccount: 'sa' };
  const beside = (more: Partial<AskedPod>, besides = other) => {
    const found = pods.exampleOf(asked(more), besides);
    return found && [found.namespace.name, found.serviceAccount];
  };

  test('it is in another namespace that is not declared, if it can', () => {
    const undeclared = texted(space([NAMESPACE_NAME_LABEL, is('far', 'near')]));
    expect(beside({ namespace: undeclared })).toEqual(['near', undefined]);
    expect(beside({ namespace: named('far') })).toEqual(['far', undefined]);
    expect(beside({ namespace: named('shop') }, { ...other, namespace: { name: 'shop', labels: {} } })).toEqual([
      'shop',
      undefined,
    ]);
  });

  test('it has another account', () => {
    const account = texted(space(['role', is('x')]));
    expect(beside({ account })?.[1]).not.toBe('sa');
    expect(beside({ account: texted(space([NAME, is('sa')])), namespace: named('far') })).toEqual(['far', 'sa']);
    // One of its name in another namespace, if it can be there.
    const inOps = { ...other, namespace: { name: 'ops', labels: {} } };
    const ofName = texted(space([NAME, is('sa')]));
    expect(beside({ account: ofName }, inOps)).toEqual(['shop', 'sa']);
    expect(beside({ account: ofName, namespace: named('ops') }, inOps)).toEqual(['ops', 'sa']);
  });
});

describe('a connection', () => {
  const box = (labels: LabelSpace, more: Partial<FlowBox> = {}): FlowBox => ({
    kinds: { source: 'pod', destination: 'pod' },
    labels,
    source: AddressSet.all,
    destination: AddressSet.all,
    ports: ConnectionSet.all,
    ...more,
  });
  const atEnd = (end: End, of: 'namespace' | 'pod' | 'service-account', key: string, states: KeyStates) =>
    [keyOf(of, end, key), states] as [string, KeyStates];
  const text = (end: End, of: 'namespace' | 'pod' | 'service-account', key: string, states = SO) =>
    [keyOf('text', end, nameOfText({ of, key, operator: 'StartsWith', text: 'we' })), states] as [string, KeyStates];
  const inNamespace = (end: End, ...names: string[]) => atEnd(end, 'namespace', NAMESPACE_NAME_LABEL, is(...names));
  const has = (one: FlowBox, accounts: Record<string, StringMap> = {}) => worldOf(accounts).flows.has(one);

  test('can be where its ends have addresses of one family, and it has ports', () => {
    const [four, six] = [AddressSet.block('10.0.0.0/8'), AddressSet.block('fd00::/8')];
    expect(has(box(EVERYTHING))).toBe(true);
    expect(has(box(EVERYTHING, { source: four, destination: six }))).toBe(false);
    expect(has(box(EVERYTHING, { source: four, destination: four.union(six) }))).toBe(true);
    expect(has(box(EVERYTHING, { ports: ConnectionSet.none }))).toBe(false);
    expect(has(box(EVERYTHING, { kinds: { source: 'outside', destination: 'node' } }))).toBe(true);
  });

  test('can be where there can be namespaces as they are asked, with what is declared of them', () => {
    expect(has(box(space(inNamespace('source', 'shop'))))).toBe(true);
    expect(has(box(space(inNamespace('source', 'shop'), atEnd('source', 'namespace', 'team', is('x')))))).toBe(false);
    expect(has(box(space(inNamespace('destination', 'far'), atEnd('destination', 'namespace', 'team', is('x')))))).toBe(
      true,
    );
    expect(has(box(space(inNamespace('source', 'Not A Name'))))).toBe(false);
    const outside = { kinds: { source: 'outside', destination: 'pod' } } as const;
    expect(has(box(space(inNamespace('source', 'Not A Name')), outside))).toBe(true);
  });

  test('can be where texts are as they are asked', () => {
    const ofTeam = (end: End, ...more: [string, KeyStates][]) => space(text(end, 'namespace', 'team'), ...more);
    expect(has(box(ofTeam('source', inNamespace('source', 'shop'))))).toBe(true);
    expect(has(box(ofTeam('source', inNamespace('source', 'ops'))))).toBe(false);
    expect(has(box(ofTeam('destination', inNamespace('source', 'ops'))))).toBe(true);
    expect(has(box(space(text('source', 'pod', 'app'), atEnd('source', 'pod', 'app', is('web')))))).toBe(true);
    expect(has(box(space(text('source', 'pod', 'app'), atEnd('source', 'pod', 'app', is('db')))))).toBe(false);
    expect(has(box(space(text('source', 'pod', 'app', NOT_SO), atEnd('source', 'pod', 'app', is('web')))))).toBe(false);
    const either = { absent: true, except: true, values: new Set<string>() };
    expect(has(box(space(text('source', 'pod', 'app', either), atEnd('source', 'pod', 'app', is('db')))))).toBe(true);
  });

  test('can be where the account is as it is asked', () => {
    const accounts = { 'shop/sa': { role: 'web' } };
    const asks = (role: string) =>
      box(
        space(
          inNamespace('source', 'shop'),
          atEnd('source', 'service-account', NAME, is('sa')),
          atEnd('source', 'service-account', 'role', is(role)),
        ),
      );
    expect([has(asks('web'), accounts), has(asks('db'), accounts), has(asks('db'))]).toEqual([true, false, true]);
  });

  test('within one namespace that is not declared has one namespace at both ends', () => {
    const within = (name: string, source: string, destination: string) =>
      box(
        space(
          inNamespace('source', name),
          inNamespace('destination', name),
          atEnd('source', 'namespace', 'env', is(source)),
          atEnd('destination', 'namespace', 'env', is(destination)),
        ),
      );
    expect([has(within('far', 'a', 'a')), has(within('far', 'a', 'b'))]).toEqual([true, false]);
    const { flows } = worldOf();
    const apart = box(
      space(
        inNamespace('source', 'far'),
        inNamespace('destination', 'far'),
        atEnd('source', 'namespace', 'env', is('a')),
      ),
    );
    expect(flows.asBothAsk(apart)?.labels.get(keyOf('namespace', 'destination', 'env'))).toEqual(is('a'));
    const two = box(
      space(
        inNamespace('source', 'far'),
        inNamespace('destination', 'near'),
        atEnd('source', 'namespace', 'env', is('a')),
      ),
    );
    expect(flows.asBothAsk(two)).toBe(two);
    const declared = box(space(inNamespace('source', 'shop'), inNamespace('destination', 'shop')));
    expect(flows.asBothAsk(declared)).toBe(declared);
    const outside = { ...apart, kinds: { source: 'outside', destination: 'pod' } } as const;
    expect(flows.asBothAsk(outside)).toBe(outside);
  });

  test('between pods of one account that is not declared has one account at both ends', () => {
    const within = (of: string, accounts: Record<string, StringMap> = {}) =>
      has(
        box(
          space(
            inNamespace('source', of),
            inNamespace('destination', of),
            atEnd('source', 'service-account', NAME, is('sa')),
            atEnd('destination', 'service-account', NAME, is('sa')),
            atEnd('source', 'service-account', 'role', is('a')),
            atEnd('destination', 'service-account', 'role', is('b')),
          ),
        ),
        accounts,
      );
    expect([within('shop'), within('far')]).toEqual([false, false]);
    // One that is declared has the labels that it has, which are not both.
    expect(within('shop', { 'shop/sa': { role: 'a' } })).toBe(false);
    const texts = box(
      space(
        inNamespace('source', 'far'),
        inNamespace('destination', 'far'),
        text('source', 'namespace', 'team'),
        text('destination', 'namespace', 'team', NOT_SO),
      ),
    );
    expect(has(texts)).toBe(false);
    const ofPods = box(
      space(
        inNamespace('source', 'far'),
        inNamespace('destination', 'far'),
        text('source', 'pod', 'team'),
        text('destination', 'pod', 'team', NOT_SO),
      ),
    );
    expect(has(ofPods)).toBe(true);
  });

  test('has pods that are narrowed where texts or accounts matter, and else not', () => {
    const { flows } = worldOf();
    const asking = box(space(text('source', 'pod', 'app')));
    expect(flows.narrowed(asking, 'source')?.labels).toEqual({ app: 'we' });
    expect(flows.narrowed(asking, 'destination')).toBeUndefined();
    expect(flows.narrowed({ ...asking, kinds: { source: 'node', destination: 'pod' } }, 'source')).toBeUndefined();
  });
});
