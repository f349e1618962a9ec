import { clusterOfManifests } from '../../../lib/cluster/load';
import { Flow, Pods, Port } from '../../../lib/policy/words';
import { isolationText, verdictText } from '../../../lib/reachability/claims/verdict-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { deployment, policy } from '../../support/manifests';
import { app } from '../answers-of';

/** Why a claim does not hold. */

const flow = Flow.from(Pods.labelled({ app: 'web' }).inNamespace('front'))
  .to(Pods.labelled({ app: 'db' }).inNamespace('shop'))
  .on(Port.tcp(80));
const WORLD = [deployment('front/web', 1, app('web')), deployment('shop/db', 1, app('db'))];
const ofTeams = (count: number) =>
  Array.from({ length: count }, (_, index) => `{namespaceSelector: {matchLabels: {t${index}: x}}}`).join(', ');
const into = (peers: string) => policy('shop/in', `podSelector: {}\ningress: [{from: [${peers}]}]`);

function linesOf(...policies: readonly object[]): string[] {
  const reachability = Reachability.of(clusterOfManifests([...WORLD, ...policies]));
  return verdictText(reachability, reachability.allows(flow)).split('\n');
}

test('a claim that holds needs no reason', () => {
  expect(linesOf()).toEqual(['']);
});

describe('a claim that depends', () => {
  const way = (team: number) => `  allowed only if namespace front has the label t${team}=x`;
  test('says on what, and shows the connection where it is denied', () => {
    expect(linesOf(into(ofTeams(1))).slice(0, 4)).toEqual([
      'it depends on what the input does not show:',
      way(0),
      'otherwise',
      'denied: a pod with app=web in namespace front to a pod with app=db in namespace shop on TCP 80',
    ]);
  });
  test('says so of as many ways as can be read', () => {
    expect(linesOf(into(ofTeams(5))).slice(1, 7)).toEqual([...[0, 1, 2, 3, 4].map(way), 'otherwise']);
    expect(linesOf(into(ofTeams(7))).slice(5, 8)).toEqual([way(4), '  or in one of 2 more ways', 'otherwise']);
  });
});

test('a claim that fails whatever is unknown says nothing of ways', () => {
  const denied = policy('shop/in', 'podSelector: {}');
  expect(linesOf(denied)[0]).toBe(
    'denied: a pod with app=web in namespace front to a pod with app=db in namespace shop on TCP 80',
  );
});

test('isolation that holds needs no reason', () => {
  const reachability = Reachability.of(clusterOfManifests([policy('shop/in', 'podSelector: {}')]));
  const textOf = (direction: 'Ingress' | 'Egress') =>
    isolationText(reachability, direction, 'shop', reachability.isolates('shop', direction));
  expect(textOf('Ingress')).toBe('');
  expect(textOf('Egress')).toBe('open for egress: a pod with no labels; no policy isolates any pod there');
});
