import { describe, expect, test } from '@jest/globals';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import type { CompiledPolicy } from '../../../lib/reachability/stages/compiled-rules';
import { compiledStages } from '../../../lib/reachability/stages/compiled-stages';
import { inAnyOrder, type MatchedPolicy } from '../../../lib/reachability/stages/tied-policies';
import type { Box } from '../../../lib/reachability/unknowns/box';
import { keyOfText } from '../../../lib/reachability/unknowns/unknown-labels';
import { ingressOf, ranked, rule } from '../plain-stages';

/** Each of some policies as the first of all. */

const EVERYTHING: Box = { labels: new Map(), source: AddressSet.all, destination: AddressSet.all };

/** A policy whose one rule matches on some ports of TCP, or more rules as they are said. */
type Said = readonly [name: string, ...rules: (readonly ['allow' | 'deny' | 'pass', number, number?])[]];

function policyOf([name, ...rules]: Said, series?: string): MatchedPolicy {
  const stages = compiledStages(
    ingressOf([
      [
        ranked(
          name,
          rules.map(([action]) => rule(action)),
          series,
        ),
      ],
    ]),
  );
  const policy = stages.Ingress[0]?.ranks[0]?.policies[0] as CompiledPolicy;
  const matched = rules.map(([, port, endPort], index) => ({
    by: policy.rules[index] as CompiledPolicy['rules'][number],
    box: EVERYTHING,
    ports: ConnectionSet.of({ protocol: 'TCP', port, ...(endPort && { endPort }) }),
  }));
  return [policy, matched];
}

/** Who decides what on which ports, where which facts are so: `order` between two, or which of all is `first`. */
function firsts(...policies: MatchedPolicy[]): string[] | undefined {
  const found = inAnyOrder(policies, 'Ingress', 7);
  return found
    ?.map(({ by, box, ports }) => {
      const facts = [...box.labels].map(([text, { absent, values }]) => {
        const [, of, named] = keyOfText(text) as readonly ['first', string, string];
        const names = (JSON.parse(named) as string[][]).map((ids) => ids.map(nameOf).join('+'));
        return `${of} ${names.join('|')}: ${absent ? 'not ' : ''}${[...values].map(nameOf).join()}`;
      });
      return `${by.action} ${ports} where ${facts.join(', ')}`;
    })
    .sort();
}

const nameOf = (id: string): string => JSON.parse(id)[2];

test('of two, either decides where it comes before the other', () => {
  expect(firsts(policyOf(['a', ['allow', 80]]), policyOf(['b', ['deny', 80]]))).toEqual([
    'allow TCP 80 where both a|b: a',
    'deny TCP 80 where both a|b: not a',
  ]);
});

test('what one of them alone matches, or all in the same way, needs no order', () => {
  expect(firsts(policyOf(['a', ['allow', 80]]), policyOf(['b', ['deny', 81]]))).toEqual([]);
  expect(firsts(policyOf(['a', ['allow', 80, 82]]), policyOf(['b', ['deny', 81], ['allow', 82]]))).toEqual([
    'allow TCP 81 where both a|b: a',
    'deny TCP 81 where both a|b: not a',
  ]);
});

test('of three, one decides where it comes before each that decides otherwise', () => {
  expect(firsts(policyOf(['a', ['allow', 80]]), policyOf(['b', ['deny', 80]]), policyOf(['c', ['allow', 80]]))).toEqual(
    [
      'allow TCP 80 where both a|b: a',
      'allow TCP 80 where both b|c: not b',
      'deny TCP 80 where both a|b: not a, both b|c: b',
    ],
  );
});

test('of more than five, which is the first is one fact, in which those that decide alike are together', () => {
  const names = ['c', 'f', 'e', 'd', 'b', 'a'];
  const all = names.map((name) => policyOf([name, [name === 'c' ? 'deny' : 'allow', 80]]));
  expect(firsts(...all)).toEqual([
    'allow TCP 80 where Ingress 7 a+b+d+e+f|c: a',
    'deny TCP 80 where Ingress 7 a+b+d+e+f|c: c',
  ]);
  const seven = [...all, policyOf(['g', ['allow', 80]])];
  expect(firsts(...seven)?.[1]).toBe('deny TCP 80 where Ingress 7 a+b+d+e+f|c: c');
  expect(firsts(...all.slice(0, 5))).toHaveLength(5);
});

test('of series, which is the first is one fact, and one of a series stands for all of it', () => {
  const a = policyOf(['a', ['allow', 80]], 's');
  const b = policyOf(['b', ['deny', 80]], 's');
  const c = policyOf(['c', ['deny', 80]], 't');
  expect(firsts(a, b, c)).toEqual([
    'allow TCP 80 where Ingress 7 a+b|c: a',
    'deny TCP 80 where Ingress 7 a+b|c: a',
    'deny TCP 80 where Ingress 7 a+b|c: c',
  ]);
});

describe('of more than thirty', () => {
  const many = (count: number, distinct: number) =>
    Array.from({ length: count }, (_, index) => {
      const way = index % distinct;
      // Each way denies one more port before it allows all.
      const port = ['deny', 100, 100 + way] as const;
      return policyOf([`p${String(index).padStart(2, '0')}`, port, ['allow', 100, 200]]);
    });

  test('those that decide alike are one way', () => {
    expect(firsts(...many(40, 2))).toHaveLength(4);
  });

  test('as many ways as thirty are worked out, and no more', () => {
    expect(firsts(...many(31, 30))).toHaveLength(2 * 30);
    expect(firsts(...many(31, 31))).toBeUndefined();
  });
});
