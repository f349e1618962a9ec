import { describe, expect, test } from '@jest/globals';
import type { EndBox, PortMatch, RankedRules, StageRule } from '../../../lib/dialects/stage';
import { contains } from '../../../lib/policy/label-space';
import type { StringMap } from '../../../lib/policy/manifest';
import { type FlowBox, keyOf } from '../../../lib/reachability/proof/flow-box';
import { portProducts, stageProducts } from '../../../lib/reachability/proof/stage-products';
import { compiledStages } from '../../../lib/reachability/stages/compiled-stages';
import { inOrder } from '../../../lib/reachability/unknowns/tied-order';
import { app, boxMatch, ingressOf, isIn, ranked, rule, tcp } from '../plain-stages';

/** The rules of stages as products of both ends, facts and ports. */

function productsOf(policies: readonly RankedRules[], direction: 'Ingress' | 'Egress' = 'Ingress') {
  const { Ingress } = ingressOf([policies]);
  const stages = compiledStages({ Ingress: direction === 'Ingress' ? Ingress : [], Egress: Ingress });
  const nodes = [{ addresses: ['192.168.0.1'], labels: { zone: 'a' } }];
  return stageProducts(stages, direction, boxMatch({ nodes }).boxes)[0] ?? [];
}

const ofRule = (more: Partial<StageRule>, direction: 'Ingress' | 'Egress' = 'Ingress') =>
  productsOf([ranked('a', [rule('allow', more)])], direction);
const WEB = [app('web')];

const shown = ({ kinds, labels, source, destination, ports }: FlowBox) => {
  const all = [...labels].map(([key, { except, values }]) => `${key}${except ? '!' : ''}=${[...values].join()}`);
  return [
    `${kinds.source} to ${kinds.destination} on ${ports}`,
    ...all.sort(),
    source.key.length,
    destination.key.length,
  ];
};

describe('a rule', () => {
  const DB = [app('db')];

  test('is one product of each subject and each peer, the subject at its own end', () => {
    const [ingress] = ofRule({ subjects: WEB, peers: DB });
    expect([...(ingress?.box.labels.keys() ?? [])].sort()).toEqual(['pod destination app', 'pod source app']);
    expect([...(ingress?.box.labels.get('pod destination app')?.values ?? [])]).toEqual(['web']);
    const [egress] = ofRule({ subjects: WEB, peers: DB }, 'Egress');
    expect([...(egress?.box.labels.get('pod source app')?.values ?? [])]).toEqual(['web']);
    expect(ofRule({ subjects: [...WEB, ...DB], peers: [...WEB, ...DB, { kind: 'outside' }] })).toHaveLength(6);
    expect(ofRule({ subjects: WEB, peers: [] })).toHaveLength(0);
  });

  test('keeps its action, and whether it takes over what is left', () => {
    expect(ofRule({ subjects: WEB, peers: DB }).map(({ action, isEnd }) => [action, isEnd])).toEqual([
      ['allow', false],
    ]);
    const [end] = productsOf([ranked('a', [rule('deny', { subjects: WEB, peers: DB, end: true })])]);
    expect([end?.action, end?.isEnd]).toEqual(['deny', true]);
  });

  test('has the labels of pods, namespaces and accounts, and texts and circumstances as facts', () => {
    const peer: EndBox = {
      kind: 'pod',
      pods: [isIn('app', 'db'), { key: 'tier', operator: 'Contains', text: 'x' }],
      namespaces: [isIn('team', 'y')],
      serviceAccounts: [{ key: 'role', operator: 'StartsWith', text: 'z', not: true }, isIn('metadata.name', 'sa')],
    };
    const circumstances = [{ key: 'k', sentence: 'it is so', not: true as const }];
    const [product] = ofRule({ subjects: [{ kind: 'node', nodes: [] }], peers: [peer], circumstances });
    expect(product && shown(product.box).slice(1, -2)).toEqual([
      'fact  ["circumstance","k","it is so"]!=yes',
      'namespace source team=y',
      'pod source app=db',
      'service-account source metadata.name=sa',
      'text source ["pod","tier","Contains","x"]=yes',
      'text source ["service-account","role","StartsWith","z"]!=yes',
    ]);
  });

  test('is for nodes by their addresses, and for none where none has the labels', () => {
    const toNodes = (...nodes: Parameters<typeof isIn>[]) =>
      ofRule({ subjects: WEB, peers: [{ kind: 'node', nodes: nodes.map((one) => isIn(...one)) }] });
    expect(toNodes().map(({ box }) => String(box.source))).toEqual(['192.168.0.1/32']);
    expect(toNodes(['zone', 'a']).map(({ box }) => [String(box.source), box.kinds.source])).toEqual([
      ['192.168.0.1/32', 'node'],
    ]);
    expect(toNodes(['zone', 'b'])).toEqual([]);
  });

  test('has no product where a label would have to be two things', () => {
    const fact = { key: 'k', sentence: 'it is so' };
    expect(ofRule({ subjects: WEB, peers: DB, circumstances: [fact, { ...fact, not: true }] })).toEqual([]);
  });
});

describe('ports', () => {
  const products = (any: PortMatch[], none?: PortMatch[], kind: 'pod' | 'outside' = 'pod') => {
    const compiled = compiledStages(
      ingressOf([[ranked('a', [rule('allow', { ports: { any, ...(none && { none }) } })])]]),
    );
    const [ports] = compiled.Ingress[0]?.ranks[0]?.policies[0]?.rules.map((one) => one.ports) ?? [];
    if (ports === undefined) throw new Error('there is no rule');
    return portProducts(ports, kind).map((product) => {
      const names = [...product.names].map(([key, { except }]) => `${except ? 'not ' : ''}${key.trim()}`);
      return [String(product.ports), ...names].join(', ');
    });
  };
  const http: PortMatch = { protocol: 'TCP', name: 'http' };
  const every = 'TCP 1-65535';

  test('are numbers, and any number of a protocol for each name', () => {
    expect(products([{ protocol: 'TCP', port: 80 }])).toEqual(['TCP 80']);
    expect(products([{ protocol: 'TCP', port: 80 }, http])).toEqual(['TCP 80', `${every}, port-name  TCP http`]);
    expect(products([{ name: 'http' }])).toEqual([
      `${every}, port-name  TCP http`,
      'UDP 1-65535, port-name  UDP http',
      'SCTP 1-65535, port-name  SCTP http',
    ]);
    expect(products([])).toEqual([]);
  });

  test('are numbers alone where the destination is no pod', () => {
    expect(products([{ protocol: 'TCP', port: 80 }, http], undefined, 'outside')).toEqual(['TCP 80']);
    expect(products([{ protocol: 'TCP' }], [http], 'outside')).toEqual([every]);
  });

  test('are none of those that are left out, by number or by name', () => {
    const tcp80: PortMatch = { protocol: 'TCP', port: 80 };
    expect(products([{ protocol: 'TCP' }], [tcp80])).toEqual(['TCP 1-79,81-65535']);
    expect(products([tcp80], [http])).toEqual(['TCP 80, not port-name  TCP http']);
    expect(products([http], [tcp80])).toEqual(['TCP 1-79,81-65535, port-name  TCP http']);
    expect(products([http], [http])).toEqual([]);
    expect(products([http], [{ protocol: 'TCP', name: 'other' }])).toEqual([
      `${every}, not port-name  TCP other, port-name  TCP http`,
    ]);
    expect(products([tcp80], [tcp80])).toEqual([]);
  });
});

describe('policies of one rank that decide differently', () => {
  const EVERYONE: Partial<StageRule> = { subjects: WEB, peers: [{ kind: 'outside' }] };
  const [allow, deny] = [rule('allow', { ...EVERYONE, ports: tcp(80) }), rule('deny', { ...EVERYONE, ports: tcp(80) })];
  const ids = (names: readonly string[]) => names.map((name) => JSON.stringify(['Policy', '', name, 'example.com']));

  /** What is decided on port 80 where the facts are those of an order of the policies. */
  const decides = (policies: readonly RankedRules[], order: readonly string[]) => {
    const facts: Record<string, string> = {};
    ids(order).forEach((one, place) => {
      for (const other of ids(order).slice(place + 1)) {
        const { key, states } = inOrder(one, other);
        if (!states.absent) facts[keyOf('fact', '', key)] = one;
      }
    });
    const labels: StringMap = { ...facts, 'pod destination app': 'web' };
    return productsOf(policies).find(({ box }) => contains(box.labels, labels) && box.ports.has('TCP', 80))?.action;
  };

  test('stand once in each order, where the facts are those of it', () => {
    const two = [ranked('a', [allow]), ranked('b', [deny])];
    expect(productsOf(two)).toHaveLength(4);
    expect([decides(two, ['a', 'b']), decides(two, ['b', 'a'])]).toEqual(['allow', 'deny']);
    const three = [
      ranked('a', [allow]),
      ranked('b', [deny]),
      ranked('c', [rule('pass', { ...EVERYONE, ports: tcp(80) })]),
    ];
    for (const order of [
      ['a', 'b', 'c'],
      ['b', 'c', 'a'],
      ['c', 'a', 'b'],
      ['c', 'b', 'a'],
    ]) {
      expect(decides(three, order)).toBe({ a: 'allow', b: 'deny', c: 'pass' }[order[0] as 'a']);
    }
    // Six orders of three, and once more as they are given, since facts may go round in a circle.
    expect(productsOf(three)).toHaveLength(6 * 3 + 3);
  });

  test('stand as they are given where they decide alike', () => {
    expect(productsOf([ranked('a', [allow]), ranked('b', [allow])])).toHaveLength(2);
  });

  test('stand each as the first where there are too many orders, or some are known', () => {
    const first = (policies: readonly RankedRules[]) =>
      productsOf(policies).map(({ box, action }) => {
        const [fact] = [...box.labels].filter(([key]) => key.startsWith('fact '));
        return [
          action,
          ...(fact ? [...fact[1].values].map((id) => JSON.parse(id.startsWith('[') ? id : `["","","${id}"]`)[2]) : []),
        ].join(' ');
      });
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ranked(name, [name === 'a' ? deny : allow]));
    expect(first(many)).toEqual([
      'deny a',
      ...['b', 'c', 'd', 'e', 'f'].map((name) => `allow ${name}`),
      'deny',
      ...Array.from({ length: 5 }, () => 'allow'),
    ]);
    expect(first([ranked('a', [allow], 's'), ranked('b', [deny], 't')])).toEqual([
      'allow s',
      'deny t',
      'allow',
      'deny',
    ]);
  });

  test('stand in each order up to six hundred products', () => {
    // Five policies of one rule have 120 orders, with five products each.
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => ranked(name, [name === 'a' ? deny : allow]));
    expect(productsOf(five)).toHaveLength(600 + 5);
    expect(productsOf([...five.slice(1), ranked('a', [deny, deny])])).toHaveLength(2 * 6);
  });
});

test('the products of a direction are those of its own stages', () => {
  const stages = compiledStages({ Ingress: ingressOf([[ranked('a', [rule('allow')])]], []).Ingress, Egress: [] });
  const { boxes } = boxMatch();
  expect(stageProducts(stages, 'Ingress', boxes).map(({ length }) => length > 0)).toEqual([true, false]);
  expect(stageProducts(stages, 'Egress', boxes)).toEqual([]);
});
