import fc from 'fast-check';
import { networkPolicy } from 'ringfence';
import {
  Namespaces,
  NetworkPolicy,
  type Peer,
  Pods,
  type PodsInNamespace,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import type { PulumiManifest } from '../../lib/pulumi/deferred/pulumi-draft';
import { EgressAnswers, type EgressQuestion } from '../../lib/pulumi/stack/egress-answers';
import { LaterLeaves, type Leaf } from '../support/deferred-leaves';
import { assertProperty, runs } from '../support/property';
import { newStack, settled } from '../support/pulumi-mocks';
import { newChart, policyNames } from '../support/synth';

/** Few names and labels, so that clients and policies meet. */
const namespace = fc.constantFrom('front', 'shop');
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b'), {
  minKeys: 1,
  noNullPrototype: true,
});
const pods = fc.oneof(labels.map(Pods.labelled), fc.constantFrom(Pods.all()));
const policy = fc.record({ namespace, pods, egress: fc.constant([]) });
const client: fc.Arbitrary<Peer> = fc.oneof(
  fc.tuple(pods, namespace).map(([selection, name]) => selection.inNamespace(name)),
  pods.map((selection) => selection.inSameNamespace()),
  pods.map((selection) => selection.inNamespaces(Namespaces.named('front', 'shop'))),
  pods.map((selection) => selection.inNamespaces(Namespaces.labelled({ team: 'x' }))),
  pods.map((selection) => selection.inAnyNamespace()),
);
const situation = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  client,
  target: fc.tuple(labels, namespace).map(([some, name]) => Pods.labelled(some).inNamespace(name)),
});

type Situation = typeof situation extends fc.Arbitrary<infer S> ? S : never;

function answerOf({ policies, client: peer, target }: Situation) {
  const manifests = policies.flatMap((options, index) => networkPolicy(`p${index}`, options).manifests);
  const question: EgressQuestion = {
    clients: [{ peer, path: 'from' }],
    targets: [target],
    clientEgress: 'auto',
    targetIngress: undefined,
    isDeclared: false,
  };
  return new EgressAnswers(manifests as readonly PulumiManifest[]).of(question);
}

beforeEach(() => {
  // Warnings of namespaces that are selected by labels.
  jest.spyOn(console, 'warn').mockImplementation();
  newStack();
});

afterEach(async () => {
  await settled();
  jest.restoreAllMocks();
});

test('an answer given before values are known is the one that they would have led to', () => {
  let decided = 0;
  assertProperty(
    fc.property(
      situation,
      fc.array(fc.constantFrom<Leaf[]>('plain', 'plain', 'output', 'resource'), { minLength: 1 }),
      (plain, choices) => {
        const leaves = new LaterLeaves(choices);
        const answer = answerOf(leaves.in(plain));
        if (answer.findings.length > 0) return;
        decided++;
        const known = answerOf(plain);
        const places = ({ open }: { open: readonly PodsInNamespace<unknown>[] }) =>
          open.map(({ place }) => leaves.of(place.name)).sort();
        expect(known.findings).toEqual([]);
        expect(places(answer)).toEqual(places(known));
      },
    ),
    runs(1000),
  );
  expect(decided).toBeGreaterThan(runs(100));
});

/** The namespaces to which cdk8s opens a way out, or what it refuses with. */
function answerOfCdk8s({ policies, client: from, target: to }: Situation): readonly string[] | string {
  const chart = newChart('shop');
  for (const [index, options] of policies.entries()) new NetworkPolicy(chart, `p${index}`, options);
  new ServiceAccessGrant(chart, 'grant', { from, to, ports: [Port.tcp(80)] });
  try {
    return policyNames(chart).flatMap((name) => /^(.*)\/(?:front|shop)-grant-allow-egress/.exec(name)?.[1] ?? []);
  } catch (error) {
    return (error as Error).message;
  }
}

test('what is wholly plain is answered as it is for cdk8s, or refused with its words', () => {
  const counts = { open: 0, closed: 0, refused: 0 };
  assertProperty(
    fc.property(situation, (plain) => {
      const { open, findings } = answerOf(plain);
      const expected = answerOfCdk8s(plain);
      if (findings.length > 0) {
        counts.refused++;
        for (const { message } of findings) expect(expected).toContain(message);
        return;
      }
      counts[open.length > 0 ? 'open' : 'closed']++;
      expect(open.map(({ place }) => place.name).sort()).toEqual(expected);
    }),
    runs(300, 100),
  );
  expect(counts.open).toBeGreaterThan(runs(20));
  expect(counts.closed).toBeGreaterThan(runs(20));
  // A client whose namespaces are not named is no longer refused, so that few are.
  expect(counts.refused).toBeGreaterThan(runs(4));
});
