import { describe, expect, test } from '@jest/globals';
import { clusterOfManifests } from '../../../lib/cluster/load';
import {
  AllPairs,
  allPairsOf,
  type EndpointSet,
  endpointClassesOf,
} from '../../../lib/reachability/all-pairs/all-pairs';
import { AnswerPool } from '../../../lib/reachability/all-pairs/answer-pool';
import { possibleOf } from '../../../lib/reachability/answers/answer';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { deployment, pod, policy } from '../../support/manifests';

/** All pairs of a cluster: which sets of endpoints there are, and what a row of one says. */

function pairsOf(...manifests: object[]) {
  const cluster = clusterOfManifests(manifests);
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster);
  return { reachability, engine: engineOf(reachability), pairs: allPairsOf(engineOf(reachability)) };
}

const nameOf = (set: EndpointSet) =>
  set.type === 'workloads' ? set.workloads.map(({ name }) => name).join('+') : String(set.addresses);
const labelled = (name: string) => deployment(`shop/${name}`, 1, { labels: { app: name } });
const toA = (name: string, port = 80) =>
  `{from: [{podSelector: {matchLabels: {app: ${name}}}}], ports: [{port: ${port}}]}`;
const only = (name: string, ...rules: string[]) =>
  policy(`shop/${name}`, `podSelector: {matchLabels: {app: ${name}}}\ningress: [${rules}]`);

/** Each row as its source, and to whom it is open on which ports. */
const rows = ({ pairs }: ReturnType<typeof pairsOf>) =>
  [...pairs].map(({ from, to }) =>
    [
      nameOf(from),
      ...to.map(
        (part) =>
          `${possibleOf(part)}${part.depends.length > 0 ? ' perhaps' : ''}: ${[...part.endpointSets].map(nameOf).join(' ')}`,
      ),
    ].join(' | '),
  );

describe('a cluster of workloads that policies do not distinguish', () => {
  test('is one set of all of them, and one of each family', () => {
    const world = pairsOf(labelled('a'), labelled('b'));
    expect(rows(world)).toEqual(['a+b | all: a+b 0.0.0.0/0 ::/0', '0.0.0.0/0 | all: a+b', '::/0 | all: a+b']);
    const [first] = world.pairs;
    expect(first?.to.map(({ workloadCount }) => workloadCount)).toEqual([2]);
    const [part] = first?.to ?? [];
    // Gone through as often as it is asked for.
    expect([...(part?.endpointSets ?? [])]).toEqual([...(part?.endpointSets ?? [])]);
  });
});

describe('a cluster of workloads that policies distinguish', () => {
  const manifests = [labelled('a'), labelled('b'), labelled('c'), labelled('d'), only('a', toA('b'), toA('c', 81))];

  test('has a row for each set, and each set at most once in it', () => {
    expect(rows(pairsOf(...manifests))).toEqual([
      'a | all: b c d 0.0.0.0/0 ::/0',
      'b | all: b c d 0.0.0.0/0 ::/0 | TCP 80: a',
      'c | all: b c d 0.0.0.0/0 ::/0 | TCP 81: a',
      'd | all: b c d 0.0.0.0/0 ::/0',
      '0.0.0.0/0 | all: b c d',
      '::/0 | all: b c d',
    ]);
  });

  test('fills a row of numbers, of those that it cannot reach with nothing', () => {
    const { engine } = pairsOf(...manifests);
    const units = endpointClassesOf(engine).workloads.map(({ workload, kinds }) => ({
      unit: workload.name,
      id: workload.id,
      kinds,
    }));
    const pool = new AnswerPool();
    const pairs = new AllPairs(engine, units, pool);
    const answers = new Int32Array(pairs.endpointSets.length).fill(99);
    pairs.fill(1, answers);
    expect(Array.from(answers, (answer) => String(pool.get(answer).certain))).toEqual([
      'TCP 80',
      'all',
      'all',
      'all',
      'all',
      'all',
    ]);
    pairs.fill(3, answers);
    expect(answers[0]).toBe(AnswerPool.NONE);
    expect(pairs.endpointSets.slice(0, 2)).toEqual([
      { type: 'workloads', workloads: ['a'] },
      { type: 'workloads', workloads: ['b'] },
    ]);
  });
});

describe('workloads whose pods differ', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
  const owned = (name: string, fields: Parameters<typeof pod>[1]) => {
    const made = pod(`shop/${name}`, fields);
    return { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
  };

  test('are sets by themselves, and what is open to some of their pods alone depends', () => {
    const world = pairsOf(
      owned('w1', { labels: { app: 'x' } }),
      owned('w2', { labels: { app: 'z' } }),
      labelled('b'),
      only('x'),
    );
    const [b, web] = rows(world);
    // One of its pods to the other: only the one that nothing isolates is open.
    expect(web).toBe('web | all: b 0.0.0.0/0 ::/0 | all perhaps: web');
    expect(b).toBe('b | all: b 0.0.0.0/0 ::/0 | all perhaps: web');
  });

  test('with pods of two families answer for each that they share', () => {
    const both = (name: string, last: number) =>
      pod(`shop/${name}`, { labels: { app: name }, addresses: [`10.0.0.${last}`, `fd00::${last}`] });
    const four = policy(
      'shop/a',
      'podSelector: {matchLabels: {app: a}}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]',
    );
    const [, b] = rows(pairsOf(both('a', 1), both('b', 2), four));
    expect(b).toContain('perhaps: a');
  });
});

test('workloads whose pods have the same two families are one set, in whatever order their addresses are', () => {
  const [a, b] = [
    pod('shop/a', { labels: {}, addresses: ['10.0.0.1', 'fd00::1'] }),
    pod('shop/b', { labels: {}, addresses: ['fd00::2', '10.0.0.2'] }),
  ];
  expect(pairsOf(a, b).pairs.endpointSets.map(nameOf)).toEqual(['a+b', '0.0.0.0/0', '::/0']);
});

describe('pairs that can connect', () => {
  const shown = (...manifests: object[]) => {
    const { reachability } = pairsOf(...manifests);
    const name = (end: AddressSet | { readonly name: string }) => (end instanceof AddressSet ? String(end) : end.name);
    return [...reachability.pairs()].map(({ from, to, certain }) => `${name(from)} to ${name(to)}: ${certain}`);
  };

  test('are those of workloads in the order of their ids, then those of addresses', () => {
    expect(shown(labelled('b'), labelled('a'), only('a', toA('b')))).toEqual([
      'a to b: all',
      'a to 0.0.0.0/0, ::/0: all',
      'b to a: TCP 80',
      'b to 0.0.0.0/0, ::/0: all',
      '0.0.0.0/0, ::/0 to b: all',
    ]);
  });

  test('have a workload and itself where it has several pods', () => {
    const two = deployment('shop/two', 2, { labels: { app: 'two' } });
    expect(shown(two).filter((pair) => pair.startsWith('two to two'))).toEqual(['two to two: all']);
    expect(shown(labelled('one')).filter((pair) => pair.startsWith('one to one'))).toEqual([]);
    expect(shown(two, only('two'))).toEqual(['two to 0.0.0.0/0, ::/0: all']);
  });

  test('have addresses together that have the same', () => {
    const split = policy(
      'shop/p',
      'podSelector: {matchLabels: {app: a}}\ningress: [{from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 192.0.0.0/2}}], ports: [{port: 80}]}]',
    );
    expect(shown(labelled('a'), split).slice(1)).toEqual(['0.0.0.0/1, 192.0.0.0/2 to a: TCP 80']);
  });

  test('are made anew each time, from rows that are worked out once', () => {
    const { reachability } = pairsOf(labelled('a'), labelled('b'));
    const pairs = reachability.pairs();
    expect([...pairs]).toEqual([...pairs]);
  });
});
