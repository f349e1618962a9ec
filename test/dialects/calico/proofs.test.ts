import { Flow, Port } from '../../../lib/policy/words';
import { podsOf } from '../../reachability/proof/claims';
import { gnp, judged } from './judged';

const EVERYTHING = podsOf({}, {});

test('a selector that contradicts itself selects no pod, so that its Deny denies nothing', () => {
  const nothing = gnp(
    'nothing',
    `order: 1, selector: "app contains 'eb' && !app contains 'eb'", ingress: [{action: Deny}]`,
  );
  const toDb = Flow.from(EVERYTHING)
    .to(podsOf({ matchLabels: { app: 'db' } }, {}))
    .on(Port.all());
  expect(judged([nothing]).reachability.denies(toDb).verdict).toBe('fails');
  const others = gnp('others', `order: 1, selector: "!app contains 'eb'", ingress: [{action: Deny}]`);
  expect(judged([others]).reachability.denies(toDb).verdict).toBe('holds');
});

test('a counterexample names two namespaces where their labels differ', () => {
  const { reachability } = judged([gnp('allow', 'ingress: [{action: Allow}]')]);
  const verdict = reachability.denies(
    Flow.from(podsOf({}, { matchLabels: { level: '1' } }))
      .to(podsOf({}, { matchLabels: { level: '2' } }))
      .on(Port.all()),
  );
  if (verdict.verdict !== 'fails') throw new Error(verdict.verdict);
  const { source, destination } = verdict.counterexample;
  expect([source, destination].map((end) => end.type === 'pod' && end.namespace)).toEqual([
    { name: 'any-other', labels: { level: '1', 'kubernetes.io/metadata.name': 'any-other' } },
    { name: 'any-other-2', labels: { level: '2', 'kubernetes.io/metadata.name': 'any-other-2' } },
  ]);
});

describe('two pods of one namespace that no manifest declares', () => {
  const within = podsOf({}, { matchLabels: { 'kubernetes.io/metadata.name': 'elsewhere' } });
  const inside = Flow.from(within).to(within).on(Port.all());
  const closed = gnp('closed', `namespaceSelector: "team != 'x'", types: [Ingress]`);
  const from = (team: string) =>
    gnp(
      'open',
      `namespaceSelector: "team == 'x'", ingress: [{action: Allow, source: {namespaceSelector: "team starts with '${team}'"}}]`,
    );

  test('are in a namespace of the same labels', () => {
    expect(judged([closed, from('y')]).reachability.denies(inside).verdict).toBe('holds');
    expect(judged([closed, from('x')]).reachability.denies(inside).verdict).toBe('fails');
  });
});
