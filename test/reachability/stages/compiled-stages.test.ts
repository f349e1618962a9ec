import { describe, expect, test } from '@jest/globals';
import type { Circumstance, LabelCondition, PortMatch, StageRule } from '../../../lib/dialects/stage';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { BoxCompiler } from '../../../lib/reachability/stages/box-compiler';
import { compiledStages } from '../../../lib/reachability/stages/compiled-stages';
import { boxText } from '../../../lib/reachability/stages/rule-box';
import { textOfKey } from '../../../lib/reachability/unknowns/unknown-labels';
import { ingressOf, isIn, policyNamed, ranked, rule } from '../plain-stages';

/** What rules of stages say, as sets. */

const compiledRules = (...rules: StageRule[]) =>
  compiledStages(ingressOf([[ranked('a', rules)]])).Ingress[0]?.ranks[0]?.policies[0]?.rules ?? [];

describe('ports', () => {
  const ports = (any: PortMatch[], none?: PortMatch[]) => {
    const [compiled] = compiledRules(rule('allow', { ports: { any, ...(none && { none }) } }));
    const shown = (set: { numbers: unknown; named: readonly unknown[] } | undefined) =>
      set && [String(set.numbers), ...set.named];
    return { any: shown(compiled?.ports.any), none: shown(compiled?.ports.none) };
  };

  test('are every port of every protocol where neither is said, also beside others', () => {
    expect(ports([{}]).any).toEqual(['all']);
    expect(ports([{ name: 'http' }, { protocol: 'TCP', port: 80 }, {}]).any).toEqual(['all']);
  });

  test('are none where nothing is said', () => {
    expect(ports([])).toEqual({ any: ['none'], none: undefined });
  });

  test('are every port of a protocol, or one of every protocol', () => {
    expect(ports([{ protocol: 'UDP' }]).any).toEqual(['UDP 1-65535']);
    expect(ports([{ port: 80 }]).any).toEqual(['TCP 80; UDP 80; SCTP 80']);
  });

  test('are one, or those up to an end', () => {
    expect(ports([{ protocol: 'TCP', port: 80 }]).any).toEqual(['TCP 80']);
    expect(ports([{ protocol: 'TCP', port: 80, endPort: 82 }]).any).toEqual(['TCP 80-82']);
    expect(
      ports([
        { protocol: 'TCP', port: 80 },
        { protocol: 'UDP', port: 53 },
      ]).any,
    ).toEqual(['TCP 80; UDP 53']);
  });

  test('keep their names, beside numbers', () => {
    expect(ports([{ protocol: 'TCP', name: 'http' }, { port: 80 }]).any).toEqual([
      'TCP 80; UDP 80; SCTP 80',
      { protocol: 'TCP', name: 'http' },
    ]);
  });

  test('may leave out others', () => {
    expect(ports([{}], [{ protocol: 'TCP', port: 22 }])).toEqual({ any: ['all'], none: ['TCP 22'] });
  });
});

describe('circumstances', () => {
  const fact: Circumstance = { key: 'k', sentence: 'it is so' };
  const key = textOfKey(['circumstance', 'k', 'it is so']);
  const labelsOf = (...circumstances: Circumstance[]) => {
    const [compiled] = compiledRules(rule('allow', { circumstances }));
    return compiled && [...compiled.circumstances].map(([text, { absent, except }]) => [text, absent, except]);
  };

  test('are facts that are so, or are not so', () => {
    expect(labelsOf(fact)).toEqual([[key, false, false]]);
    expect(labelsOf({ ...fact, not: true })).toEqual([[key, true, true]]);
    expect(labelsOf(fact, fact)).toEqual([[key, false, false]]);
  });

  test('that are so and are not so leave nothing of a rule', () => {
    expect(labelsOf(fact, { ...fact, not: true })).toBeUndefined();
    expect(labelsOf(fact, { ...fact, key: 'other', not: true })).toHaveLength(2);
  });

  test('of requests leave a port open, and are kept as sentences', () => {
    const [compiled] = compiledRules(
      rule('allow', { circumstances: [fact, { ...fact, sentence: 'GET', layer7: true }] }),
    );
    expect(compiled?.circumstances.size).toBe(1);
    expect(compiled?.requests).toEqual(['GET']);
    expect(compiledRules(rule('allow'))[0]?.requests).toEqual([]);
  });
});

describe('policies of one rank', () => {
  const isMixed = (...policies: Parameters<typeof ranked>[]) =>
    compiledStages(ingressOf([policies.map((one) => ranked(...one))])).Ingress[0]?.ranks[0]?.isMixed;
  const [allow, deny] = [[rule('allow')], [rule('deny')]];

  test('are tied where they decide in more than one way', () => {
    expect(isMixed(['a', allow], ['b', deny])).toBe(true);
    expect(isMixed(['a', allow], ['b', allow])).toBe(false);
  });

  test('are not where their order is known, as it is within one of them', () => {
    expect(isMixed(['a', [...allow, ...deny]])).toBe(false);
    expect(isMixed(['a', allow, 's'], ['b', deny, 's'])).toBe(false);
    expect(isMixed(['a', allow, 's'], ['b', deny, 't'])).toBe(true);
  });

  test('are known by kind, namespace, name and group, and are each a series of their own', () => {
    const stages = compiledStages(
      ingressOf([
        [
          { policy: policyNamed('a'), rules: [] },
          { policy: policyNamed('a', 'shop'), rules: [] },
          { policy: { ...policyNamed('a'), group: 'other.example' }, rules: [], series: 's' },
        ],
      ]),
    );
    expect(stages.Ingress[0]?.ranks[0]?.policies.map(({ id, series }) => [id, series])).toEqual([
      ['["Policy","","a","example.com"]', '["Policy","","a","example.com"]'],
      ['["Policy","shop","a","example.com"]', '["Policy","shop","a","example.com"]'],
      ['["Policy","","a","other.example"]', 's'],
    ]);
  });
});

describe('boxes', () => {
  const contains = (text: string, not?: true): LabelCondition => ({
    key: 'app',
    operator: 'Contains',
    text,
    ...(not && { not }),
  });
  const boxes = (...list: Parameters<BoxCompiler['listOf']>[0]) => new BoxCompiler().listOf(list);
  const pods = (...conditions: LabelCondition[]) => boxes({ kind: 'pod', pods: conditions, namespaces: [] });
  const never = [isIn('app', 'a'), isIn('app', 'b')];

  test('are left out where a text is asked for and against, and not where it is asked for twice', () => {
    expect(pods(contains('web'), contains('web', true))).toHaveLength(0);
    expect(pods(contains('web'), contains('web'))).toHaveLength(1);
    expect(pods(contains('web'), contains('db', true))).toHaveLength(1);
    expect(pods(contains('web'), { ...contains('web', true), operator: 'StartsWith' } as LabelCondition)).toHaveLength(
      1,
    );
  });

  test('are left out where no labels of a node, a namespace or an account are as they ask', () => {
    expect(boxes({ kind: 'node', nodes: never })).toHaveLength(0);
    expect(boxes({ kind: 'pod', pods: [], namespaces: never })).toHaveLength(0);
    expect(boxes({ kind: 'pod', pods: [], namespaces: [], serviceAccounts: never })).toHaveLength(0);
  });

  test('are left out where no address is', () => {
    const addresses = { in: ['10.0.0.0/8'], notIn: ['0.0.0.0/0'] };
    expect(
      boxes(
        { kind: 'outside', addresses },
        { kind: 'node', nodes: [], addresses },
        { kind: 'pod', pods: [], namespaces: [], addresses },
      ),
    ).toHaveLength(0);
  });

  test('have the addresses that are in some blocks, in no others, and in what is asked besides', () => {
    const addresses = (condition: object) => String(boxes({ kind: 'outside', addresses: condition })[0]?.addresses);
    expect(addresses({ in: ['10.0.0.0/8', '11.0.0.0/8'] })).toBe('10.0.0.0/7');
    expect(addresses({ in: ['10.0.0.0/8'], notIn: ['10.128.0.0/9'] })).toBe('10.0.0.0/9');
    expect(addresses({ notIn: ['0.0.0.0/1'] })).toBe('128.0.0.0/1, ::/0');
    expect(addresses({ in: ['10.0.0.0/8'], and: { notIn: ['10.0.0.0/9'] } })).toBe('10.128.0.0/9');
    expect(boxes({ kind: 'outside' })[0]?.addresses).toBe(AddressSet.all);
  });

  test('know the namespaces by whose names they ask, where these are listed', () => {
    const inNamespaces = (...namespaces: LabelCondition[]) => {
      const [box] = boxes({ kind: 'pod', pods: [], namespaces });
      return box?.kind === 'pod' ? box.inNamespaces && [...box.inNamespaces] : undefined;
    };
    expect(inNamespaces(isIn(NAMESPACE_NAME_LABEL, 'a', 'b'))).toEqual(['a', 'b']);
    expect(inNamespaces({ key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: ['a'] })).toBeUndefined();
    expect(inNamespaces(isIn('team', 'a'))).toBeUndefined();
    expect(inNamespaces()).toBeUndefined();
  });

  test('keep the texts of pods, namespaces and accounts, each with its sentence', () => {
    const [box] = boxes({
      kind: 'pod',
      pods: [contains('web')],
      namespaces: [{ key: 'team', operator: 'StartsWith', text: 'a' }],
      serviceAccounts: [{ key: 'role', operator: 'EndsWith', text: 'x', not: true }],
    });
    expect(box?.kind === 'pod' ? box.texts.map(({ of, sentence, not }) => [of, sentence, not]) : []).toEqual([
      ['pod', 'app contains "web"', false],
      ['namespace', 'team starts with "a"', false],
      ['service-account', 'role ends with "x"', true],
    ]);
  });

  test('are worked out once for one list', () => {
    const compiler = new BoxCompiler();
    const list = [{ kind: 'outside' as const }];
    expect(compiler.listOf(list)).toBe(compiler.listOf(list));
    expect(compiler.listOf([...list, { kind: 'node', nodes: [] }])).toHaveLength(2);
  });

  test('have one text where they ask for the same, in whatever order', () => {
    const [one, two] = [isIn('app', 'a', 'b'), isIn('tier', 'x')];
    const text = (...conditions: LabelCondition[]) => pods(...conditions).map(boxText)[0];
    expect(text(one, two)).toBe(text(two, isIn('app', 'b', 'a')));
    expect(text(one)).not.toBe(text(isIn('app', 'a')));
    expect(text(one)).not.toBe(text({ key: 'app', operator: 'NotIn', values: ['a', 'b'] }));
    expect(text(contains('a'))).not.toBe(text(contains('a', true)));
    expect(text(contains('a'))).not.toBe(text());
    const [outside] = boxes({ kind: 'outside' });
    const [node, labelled, known] = boxes(
      { kind: 'node', nodes: [] },
      { kind: 'node', nodes: [one] },
      { kind: 'node', nodes: [], addresses: { in: ['10.0.0.0/8'] } },
    );
    const [account, namespace] = boxes(
      { kind: 'pod', pods: [], namespaces: [], serviceAccounts: [one] },
      { kind: 'pod', pods: [], namespaces: [one] },
    );
    const texts = [outside, node, labelled, known, account, namespace].map((box) => box && boxText(box));
    expect(new Set([...texts, text(one), text()]).size).toBe(8);
  });
});
