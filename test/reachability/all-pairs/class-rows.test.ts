import { describe, expect, test } from '@jest/globals';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { endpointClassesOf } from '../../../lib/reachability/all-pairs/all-pairs';
import { AnswerPool } from '../../../lib/reachability/all-pairs/answer-pool';
import { AnswerRows } from '../../../lib/reachability/all-pairs/answer-rows';
import { ClassRows } from '../../../lib/reachability/all-pairs/class-rows';
import { PeerClasses } from '../../../lib/reachability/all-pairs/peer-classes';
import { StagedRows } from '../../../lib/reachability/all-pairs/staged-rows';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { ConnectionPool } from '../../../lib/reachability/sets/connection-pool';
import type { EngineStages } from '../../../lib/reachability/stages/made-stages';
import { clusterPolicy, deployment, namespace, pod, policy } from '../../support/manifests';

/** Rows of classes hold what single pairs say, and sources with the same rules share them. */

function engineFor(...manifests: object[]) {
  const cluster = clusterOfManifests(manifests);
  expect(cluster.problems).toEqual([]);
  return engineOf(Reachability.of(cluster));
}

const pods = (namespaceName: string, ...names: string[]) =>
  names.map((name) =>
    pod(`${namespaceName}/${name}`, {
      labels: { app: name },
      addresses: [`10.0.${namespaceName.length}.${name.charCodeAt(0)}`],
      ports: [{ name: 'http', port: name.charCodeAt(0), protocol: 'TCP' }],
    }),
  );

/** Each class of pods by the name of a workload of it. */
function rowsOf(bound: 'certain' | 'possible', ...manifests: object[]) {
  const engine = engineFor(...manifests);
  const classes = endpointClassesOf(engine);
  const { policies, match } = engine;
  const rows = new ClassRows(classes, policies, match, new PeerClasses(classes, match), bound);
  const placeOf = (name: string) => {
    const found = classes.workloads.find(({ workload }) => workload.name === name);
    return found?.kinds[0]?.classes[0] as number;
  };
  return { engine, classes, rows, placeOf };
}

const isolating = (name: string, rules: string, more = '') =>
  policy(`shop/${name}`, `podSelector: {matchLabels: {app: ${name}}}\n${rules}${more}`);
const from = (name: string, port: number | string) =>
  `{from: [{podSelector: {matchLabels: {app: ${name}}}}], ports: [{port: ${port}}]}`;

/** Every pair of classes, by its connections in the row of the source. */
function pairsIn({ classes, rows }: ReturnType<typeof rowsOf>): string[][] {
  return Array.from({ length: classes.size }, (_, source) => {
    const row = new Array<string>(classes.size).fill('none');
    for (const [connections, destinations] of rows.row(source)) {
      destinations.forEach((destination) => {
        expect(row[destination]).toBe('none');
        row[destination] = String(rows.pool.get(connections));
      });
    }
    return row;
  });
}

function judgedPairs({ classes, engine }: ReturnType<typeof rowsOf>): string[][] {
  return Array.from({ length: classes.size }, (_, source) =>
    Array.from({ length: classes.size }, (_, destination) => {
      const [one, other] = [classes.endpointOf(source), classes.endpointOf(destination)];
      // Two addresses outside are no pair.
      if (one.type === 'address' && other.type === 'address') return 'none';
      return String(engine.judge.answer(one, other).certain);
    }),
  );
}

const WORLDS: readonly (readonly [string, readonly object[]])[] = [
  ['no policy', pods('shop', 'a', 'b')],
  ['one that isolates', [...pods('shop', 'a', 'b'), isolating('a', 'ingress: []')]],
  [
    'rules of both directions',
    [
      ...pods('shop', 'a', 'b', 'c', 'd'),
      isolating('a', `ingress: [${from('b', 80)}, ${from('c', 81)}]`),
      isolating(
        'b',
        `ingress: [${from('a', 82)}]\negress: [{to: [{podSelector: {matchLabels: {app: a}}}]}]`,
        '\npolicyTypes: [Ingress, Egress]',
      ),
      isolating('c', 'egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 81}]}]\npolicyTypes: [Egress]'),
    ],
  ],
  [
    'an end that is let in by one whose own rules let it out to others alone',
    [
      ...pods('shop', 'a', 'b', 'c', 'd', 'e'),
      isolating('a', `ingress: [${from('e', 80)}]`),
      isolating(
        'e',
        'egress: [{to: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [b, c, d]}]}}]}]\npolicyTypes: [Egress]',
      ),
    ],
  ],
  [
    'names of ports, of pods and of addresses',
    [
      ...pods('shop', 'a', 'b', 'c'),
      isolating('a', `ingress: [${from('b', 'http')}]`),
      isolating(
        'b',
        'egress: [{to: [{podSelector: {matchLabels: {app: c}}}, {ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: http}, {port: 80}]}, {ports: [{port: 90}]}]\npolicyTypes: [Egress]',
      ),
      isolating('c', 'egress: [{ports: [{port: http}]}]\npolicyTypes: [Egress]'),
    ],
  ],
  [
    'blocks of both families, and pods of both',
    [
      ...pods('shop', 'a', 'b'),
      pod('shop/six', { labels: { app: 'six' }, addresses: ['fd00::1'] }),
      isolating(
        'a',
        'ingress: [{from: [{ipBlock: {cidr: 8.0.0.0/8}}, {ipBlock: {cidr: "fd00::/8"}}], ports: [{port: 80}]}]',
      ),
      isolating('six', 'ingress: [{from: [{ipBlock: {cidr: "fd00::/8"}}]}]'),
    ],
  ],
  [
    'pods on the network of their node',
    [
      ...pods('shop', 'a', 'b'),
      pod('shop/node', { labels: { app: 'node' }, hostNetwork: true, addresses: ['192.168.0.1'] }),
      isolating('a', 'ingress: [{from: [{ipBlock: {cidr: 192.168.0.0/16}}]}]'),
      isolating('b', 'egress: [{ports: [{port: http}, {port: 80}]}]\npolicyTypes: [Egress]'),
    ],
  ],
  [
    'a policy without rules for pods that there are not',
    [
      ...pods('shop', 'a'),
      policy('far/p', 'podSelector: {}\ningress: [{}]\negress: [{}]\npolicyTypes: [Ingress, Egress]'),
    ],
  ],
];

test.each(WORLDS)('rows where nothing is unknown are what single pairs say: %s', (_, manifests) => {
  const world = rowsOf('certain', ...manifests);
  const judged = judgedPairs(world);
  expect(pairsIn(world)).toEqual(judged);
  // What each direction leaves open, and both together.
  const { classes, rows } = world;
  const [egress, ingress] = [new Int32Array(classes.size), new Int32Array(classes.size)];
  for (let source = 0; source < classes.pods.length; source++) {
    rows.fillEgress(source, egress);
    rows.fillIngress(source, ingress);
    for (let destination = 0; destination < classes.size; destination++) {
      const both = rows.pool.intersection(egress[destination] as number, ingress[destination] as number);
      const met = rows.canMeet(source, destination) ? String(rows.pool.get(both)) : 'none';
      expect(met).toBe(judged[source]?.[destination]);
    }
  }
});

describe('rows', () => {
  test('of sources with the same rules are made once', () => {
    const { rows, placeOf } = rowsOf(
      'certain',
      ...pods('shop', 'a', 'b', 'c'),
      isolating('a', `ingress: [${from('c', 80)}]`),
      policy(
        'shop/out',
        'podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}\negress: [{ports: [{port: 80}]}]\npolicyTypes: [Egress]',
      ),
    );
    const [one, other] = [rows.row(placeOf('a')), rows.row(placeOf('b'))];
    expect(one[0]?.[1]).toBe(other[0]?.[1]);
    expect(rows.row(placeOf('a'))[0]?.[1]).toBe(one[0]?.[1]);
  });

  test('hold each destination once, and no part to which nothing is open', () => {
    for (const [, manifests] of WORLDS) {
      const { classes, rows } = rowsOf('certain', ...manifests);
      for (let source = 0; source < classes.size; source++) {
        const row = rows.row(source);
        expect(row.filter(([connections, { size }]) => connections === ConnectionPool.NONE || size === 0)).toEqual([]);
      }
    }
  });
});

describe('what is unknown', () => {
  const hashed = deployment('shop/h', 1, { labels: { app: 'h' } });
  const byHash = policy(
    'shop/hash',
    'podSelector: {matchLabels: {pod-template-hash: x}}\ningress: [{ports: [{port: 80}]}]\negress: [{ports: [{port: 81}]}]\npolicyTypes: [Ingress, Egress]',
  );
  const openTo = (bound: 'certain' | 'possible', source: string, destination: string) => {
    const { rows, placeOf } = rowsOf(bound, ...pods('shop', 'a'), hashed, byHash);
    const part = rows.row(placeOf(source)).find(([, classes]) => classes.has(placeOf(destination)));
    return part === undefined ? 'none' : String(rows.pool.get(part[0]));
  };

  test('isolates as far as certainty goes, and not where it only may', () => {
    expect([openTo('certain', 'a', 'h'), openTo('possible', 'a', 'h')]).toEqual(['none', 'all']);
    expect([openTo('certain', 'h', 'a'), openTo('possible', 'h', 'a')]).toEqual(['none', 'all']);
  });
});

describe('answers of all pairs', () => {
  const [a, b] = [...pods('shop', 'a', 'b')];
  const admin = clusterPolicy(
    'p',
    'subject: {namespaces: {}}\ningress: [{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}}], protocols: [{tcp: {destinationPort: {number: 22}}}]}]',
  );

  test('are rows of connections as they are where nothing is unknown', () => {
    const engine = engineFor(
      a as object,
      b as object,
      namespace('shop'),
      isolating('a', `ingress: [${from('b', 80)}]`),
    );
    const classes = endpointClassesOf(engine);
    const pool = new AnswerPool();
    const rows = new AnswerRows(engine, classes, pool);
    const own = new ClassRows(
      classes,
      engine.policies,
      engine.match,
      new PeerClasses(classes, engine.match),
      'certain',
      pool.connections,
    );
    for (let source = 0; source < classes.size; source++) {
      const shown = (row: ReturnType<typeof rows.row>) =>
        row.map(([answer, destinations]) => [answer, [...destinations]]);
      expect(shown(rows.row(source))).toEqual(shown(own.row(source)));
    }
  });

  test('over stages are alike for all sources that no rule distinguishes', () => {
    const more = Array.from({ length: 40 }, (_, index) =>
      pod(`shop/x${index}`, { labels: { app: `x${index}` }, addresses: [`10.1.0.${index}`] }),
    );
    const named = policy(
      'far/p',
      `podSelector: {}\ningress: [${more.map((_, index) => from(`x${index}`, 80)).join()}]`,
    );
    const engine = engineFor(a as object, b as object, ...more, namespace('shop'), namespace('far'), admin, named);
    const classes = endpointClassesOf(engine);
    const rows = new StagedRows(engine, engine.stages as EngineStages, classes, new AnswerPool());
    const placeOf = (name: string) =>
      classes.workloads.find(({ workload }) => workload.name === name)?.kinds[0]?.classes[0] as number;
    const shown = (name: string) => rows.row(placeOf(name)).map(([answer, { size }]) => [answer, size]);
    expect(shown('x1')).toEqual(shown('x2'));
    expect(shown('a')).not.toEqual(shown('x1'));
  });
});
