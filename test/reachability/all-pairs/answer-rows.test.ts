import { describe, expect, test } from '@jest/globals';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { endpointClassesOf } from '../../../lib/reachability/all-pairs/all-pairs';
import { AnswerPool } from '../../../lib/reachability/all-pairs/answer-pool';
import { AnswerRows } from '../../../lib/reachability/all-pairs/answer-rows';
import { DirectionFold } from '../../../lib/reachability/all-pairs/direction-fold';
import { FoldWorld } from '../../../lib/reachability/all-pairs/fold-world';
import { OpenedPool } from '../../../lib/reachability/all-pairs/opened-pool';
import { StagedRows } from '../../../lib/reachability/all-pairs/staged-rows';
import { NOTHING_ALLOWED } from '../../../lib/reachability/answers/answer';
import { answerKey } from '../../../lib/reachability/answers/answer-key';
import type { Engine } from '../../../lib/reachability/engine';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { ConnectionPool } from '../../../lib/reachability/sets/connection-pool';
import type { EngineStages } from '../../../lib/reachability/stages/made-stages';
import { clusterPolicy, deployment, namespace, node, pod, policy } from '../../support/manifests';

/** All pairs of classes say what the judge of single pairs says, whatever is unknown of them and whatever decides. */

function engineFor(manifests: readonly object[]): Engine {
  return engineOf(Reachability.of(clusterOfManifests(manifests)));
}

/** Every pair of classes whose row says something else. */
function differing(engine: Engine): string[] {
  const classes = endpointClassesOf(engine);
  const pool = new AnswerPool();
  const { stages } = engine;
  const rows = stages ? new StagedRows(engine, stages, classes, pool) : new AnswerRows(engine, classes, pool);
  const found: string[] = [];
  for (let source = 0; source < classes.size; source++) {
    const answers = new Map<number, number>();
    for (const [answer, destinations] of rows.row(source)) {
      if (answer === AnswerPool.NONE || destinations.size === 0) found.push(`a part of ${source} is empty`);
      for (const destination of destinations) {
        if (answers.has(destination)) found.push(`${source} to ${destination} is there twice`);
        answers.set(destination, answer);
      }
    }
    for (let destination = 0; destination < classes.size; destination++) {
      const [from, to] = [classes.endpointOf(source), classes.endpointOf(destination)];
      // Two addresses outside are no pair.
      const isPair = from.type === 'pod' || to.type === 'pod';
      const single = isPair ? engine.judge.answer(from, to) : NOTHING_ALLOWED;
      const row = pool.get(answers.get(destination) ?? AnswerPool.NONE);
      if (answerKey(row) !== answerKey(single)) {
        found.push(`${source} to ${destination}: ${answerKey(row)}, and alone ${answerKey(single)}`);
      }
    }
  }
  return found;
}

const known = (id: string, last: number, more: object = {}) =>
  pod(id, { labels: { app: id.split('/')[1] as string }, addresses: [`10.0.0.${last}`], ...more });
const PODS = [known('shop/a', 1), known('shop/b', 2), known('front/c', 3)];
const unknown = deployment('shop/d', 2, { labels: { app: 'd' }, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] });
const into = (name: string, peers: string, ports = '[{port: 80}, {port: http}]') =>
  policy(`shop/${name}`, `podSelector: {matchLabels: {app: ${name}}}\ningress: [{from: [${peers}], ports: ${ports}}]`);
const out = (name: string, peers: string) =>
  policy(
    `shop/${name}-out`,
    `podSelector: {matchLabels: {app: ${name}}}\negress: [{to: [${peers}], ports: [{port: 80}, {port: http}]}]\npolicyTypes: [Egress]`,
  );
const antrea = (where: string) => ({
  apiVersion: 'crd.antrea.io/v1beta1',
  kind: 'NetworkPolicy',
  metadata: { name: 'other', namespace: where },
  spec: {},
});
const istio = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'c', namespace: 'shop' },
  spec: {},
};
const block = (cidr: string) => `{ipBlock: {cidr: "${cidr}"}}`;
const podsOf = (app: string) => `{podSelector: {matchLabels: {app: ${app}}}}`;

const WORLDS: readonly (readonly [string, readonly object[]])[] = [
  ['nothing', PODS],
  ['an address, and blocks ask for it', [...PODS, unknown, into('a', block('10.0.0.0/9'))]],
  ['an address, and no block asks for it', [...PODS, unknown, into('a', podsOf('d')), out('d', podsOf('a'))]],
  ['addresses of both ends', [...PODS, unknown, into('d', block('10.0.0.0/9')), out('d', block('10.64.0.0/10'))]],
  [
    'addresses of two families',
    [...PODS, unknown, known('shop/e', 4, { addresses: ['fd00::1'] }), into('a', block('10.0.0.0/9'))],
  ],
  [
    'a label of a controller',
    [...PODS, unknown, policy('shop/h', 'podSelector: {matchLabels: {pod-template-hash: x}}')],
  ],
  [
    'a label of a controller that a peer asks for',
    [...PODS, unknown, into('a', '{podSelector: {matchLabels: {pod-template-hash: x}}}'), into('b', podsOf('d'))],
  ],
  ['labels of namespaces', [...PODS, into('a', '{namespaceSelector: {matchLabels: {team: x}}}')]],
  [
    'labels of namespaces, of which one is declared',
    [...PODS, namespace('front', { team: 'x' }), into('a', '{namespaceSelector: {matchLabels: {team: x}}}')],
  ],
  ['what policies say that may open and close', [...PODS, into('a', podsOf('b')), antrea('shop')]],
  ['what policies say that may close', [...PODS, into('a', podsOf('b')), into('b', block('8.0.0.0/8')), istio]],
  [
    'what other policies say where a label decides what is let in',
    [
      ...PODS,
      unknown,
      policy('shop/all', 'podSelector: {}'),
      policy('shop/h', 'podSelector: {matchLabels: {pod-template-hash: x}}\ningress: [{ports: [{port: 80}]}]'),
      policy('front/out', 'podSelector: {}\negress: [{ports: [{port: 81}]}]\npolicyTypes: [Egress]'),
      antrea('shop'),
    ],
  ],
  [
    'what other policies say where a label decides what is let out',
    [
      ...PODS,
      unknown,
      policy('shop/all', 'podSelector: {}\npolicyTypes: [Egress]'),
      policy(
        'shop/h',
        'podSelector: {matchLabels: {pod-template-hash: x}}\negress: [{ports: [{port: 80}]}]\npolicyTypes: [Egress]',
      ),
      policy('front/in', 'podSelector: {}\ningress: [{ports: [{port: 81}]}]'),
      antrea('shop'),
    ],
  ],
  [
    'a label by which alone a name of a port would mean something',
    [...PODS, unknown, out('a', `${block('0.0.0.0/0')}, {podSelector: {matchLabels: {pod-template-hash: x}}}`)],
  ],
  ['what several policies say', [...PODS, unknown, into('a', podsOf('b')), antrea('front'), istio, antrea('shop')]],
  [
    'what other policies say, and an address',
    [...PODS, unknown, into('d', block('10.0.0.0/9')), antrea('shop'), known('shop/n', 9, { hostNetwork: true })],
  ],
];

test.each(WORLDS)('where what is unknown is %s', (_, manifests) => {
  expect(differing(engineFor(manifests))).toEqual([]);
});

const admin = (name: string, priority: number, rules: string) =>
  clusterPolicy(name, `priority: ${priority}\nsubject: {namespaces: {}}\n${rules}`);
const deny = (peer: string, more = '') => `{action: Deny, from: [${peer}]${more}}`;
const port = (number: number) => `, protocols: [{tcp: {destinationPort: {number: ${number}}}}]`;
const pods = (app: string) => `{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: ${app}}}}}`;

const STAGED: readonly (readonly [string, readonly object[]])[] = [
  ['one that denies to all', [admin('p', 1, `ingress: [${deny('{namespaces: {}}')}]`)]],
  ['one that denies to some', [admin('p', 1, `ingress: [${deny(pods('a'), port(80))}]`)]],
  [
    'two in their order',
    [
      admin('p', 1, `ingress: [{action: Accept, from: [${pods('a')}]${port(80)}}]`),
      admin('q', 2, `ingress: [${deny('{namespaces: {}}')}]`),
    ],
  ],
  [
    'two whose order is not known',
    [
      admin('p', 1, `ingress: [{action: Accept, from: [${pods('a')}]${port(80)}}]`),
      admin('q', 1, `ingress: [${deny('{namespaces: {}}')}]`),
    ],
  ],
  [
    'one that passes to NetworkPolicies',
    [
      admin('p', 1, `ingress: [{action: Pass, from: [${pods('a')}]}, ${deny('{namespaces: {}}')}]`),
      into('b', podsOf('a')),
    ],
  ],
  [
    'names of ports in either direction',
    [
      admin('p', 1, `ingress: [${deny(pods('a'), ', protocols: [{destinationNamedPort: http}]')}]`),
      admin('q', 2, `egress: [{action: Deny, to: [${pods('d')}], protocols: [{destinationNamedPort: http}]}]`),
    ],
  ],
  ['blocks on the way out', [admin('p', 1, 'egress: [{action: Deny, to: [{networks: [10.0.0.0/9, 8.0.0.0/8]}]}]')]],
  [
    'nodes',
    [
      admin('p', 1, 'egress: [{action: Deny, to: [{nodes: {matchLabels: {zone: a}}}]}]'),
      node('n', { zone: 'a' }, ['InternalIP', '192.168.0.1']),
      known('shop/n', 9, { hostNetwork: true, addresses: ['192.168.0.1'] }),
    ],
  ],
  ['labels of namespaces', [admin('p', 1, `ingress: [${deny('{namespaces: {matchLabels: {team: x}}}')}]`)]],
  ['what policies say that are not judged', [admin('p', 1, `ingress: [${deny(pods('a'))}]`), antrea('shop'), istio]],
  [
    'addresses of two families',
    [
      admin('p', 1, 'egress: [{action: Deny, to: [{networks: [10.0.0.0/9]}]}]'),
      known('shop/e', 4, { addresses: ['fd00::1'] }),
    ],
  ],
];

test.each(STAGED)('where policies of another API decide: %s', (_, manifests) => {
  const engine = engineFor([...PODS, unknown, ...manifests]);
  expect(engine.stages).toBeDefined();
  expect(differing(engine)).toEqual([]);
});

describe('a direction is folded with numbers', () => {
  const foldOf = (...manifests: object[]) => {
    const engine = engineFor([namespace('shop'), namespace('front'), ...PODS, ...manifests]);
    const classes = endpointClassesOf(engine);
    const world = new FoldWorld(engine, engine.stages as EngineStages, classes, new OpenedPool(new ConnectionPool()));
    const fold = new DirectionFold('Ingress', 'IPv4', world);
    const placeOf = (name: string) =>
      classes.workloads.find(({ workload }) => workload.name === name)?.kinds[0]?.classes[0] as number;
    return (subject: string, peer: string) => {
      const opened = fold.folded(fold.profiles.of(placeOf(subject)).rules, ({ labels }) => labels.at(placeOf(peer)));
      return opened === undefined ? undefined : String(world.opened.connections.get(opened));
    };
  };
  const NOT_80 = 'TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535';

  test('where nothing depends, also of policies of one priority that decide alike or match nothing in common', () => {
    const two = (first: string, second: string) =>
      foldOf(admin('p', 1, `ingress: [${first}]`), admin('q', 1, `ingress: [${second}]`))('b', 'a');
    expect(two(deny(pods('a'), port(80)), deny('{namespaces: {}}', port(80)))).toBe(NOT_80);
    const accept = (peer: string) => `{action: Accept, from: [${peer}]}`;
    expect(two(`${deny(pods('a'), port(80))}, ${accept(pods('x'))}`, accept(pods('c')))).toBe(NOT_80);
    // Both match, and which comes first is not known.
    expect(two(deny(pods('a'), port(80)), accept('{namespaces: {}}'))).toBeUndefined();
  });

  test('up to where everything is decided', () => {
    const fold = foldOf(
      admin('p', 1, `ingress: [{action: Accept, from: [{namespaces: {}}]}]`),
      admin('q', 2, `ingress: [${deny(pods('a'))}, {action: Pass, from: [${pods('c')}]}]`),
      admin('r', 2, `ingress: [{action: Accept, from: [${pods('a')}]}]`),
    );
    expect(fold('b', 'a')).toBe('all');
  });

  test('not where a label is unknown that decides', () => {
    const hashed = 'namespaces: {matchLabels: {team: x}}';
    const engine = foldOf(admin('p', 1, `ingress: [${deny(`{${hashed}}`)}]`), known('far/z', 30));
    expect([engine('b', 'a'), engine('b', 'z')]).toEqual(['all', undefined]);
  });
});
