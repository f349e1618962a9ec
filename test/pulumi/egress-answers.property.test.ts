import fc from 'fast-check';
import { networkPolicy } from 'ringfence';
import { Namespaces, type Peer, Pods, type PodsInNamespace } from 'ringfence/cdk8s';
import type { PulumiManifest } from '../../lib/pulumi/deferred/pulumi-draft';
import { EgressAnswers, type Question } from '../../lib/pulumi/stack/egress-answers';
import { LaterLeaves, type Leaf } from '../support/deferred-leaves';
import { newStack, settled } from '../support/pulumi-mocks';

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
  const question: Question = { clients: [{ peer, path: 'from' }], targets: [target], clientEgress: 'auto' };
  return new EgressAnswers(manifests as readonly PulumiManifest[]).of(question);
}

beforeEach(() => {
  newStack();
});

afterEach(settled);

test('an answer given before values are known is the one that they would have led to', () => {
  let decided = 0;
  fc.assert(
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
    { numRuns: 1000 },
  );
  expect(decided).toBeGreaterThan(100);
});

test('what is wholly plain is always answered as it is for cdk8s, or refused with its words', () => {
  fc.assert(
    fc.property(situation, (plain) => {
      for (const { message } of answerOf(plain).findings) expect(message).not.toContain('before the deployment');
    }),
  );
});
