import { clusterOfText, Flow, Pods, Port } from 'ringfence';
import { matchers, serializer } from 'ringfence/matchers';
import { ADMIN, AWS, CLOSED_SHOP, mesh } from '../support/other-policies';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
const flow = Flow.from(web).to(db).on(Port.tcp(5432));

describe.each([
  ['ClusterNetworkPolicy', ADMIN],
  ['ClusterNetworkPolicy', AWS],
])('beside an %s that is not judged', (kind, policy) => {
  const text = CLOSED_SHOP + policy;
  test.each([
    ['toDeny', () => matchers.toDeny.call({}, text, flow)],
    ['toAllow', () => matchers.toAllow.call({}, text, flow)],
    ['toOnlyAllowInto', () => matchers.toOnlyAllowInto.call({}, text, db)],
    ['toOnlyAllowOutOf', () => matchers.toOnlyAllowOutOf.call({}, text, db)],
    ['toIsolate', () => matchers.toIsolate.call({}, text, 'shop', 'ingress')],
  ])('%s fails and names it', (_, judge) => {
    const { pass, message } = judge();
    expect(pass).toBe(false);
    expect(message()).toContain(`${kind} open-all`);
    expect(message()).toContain('not judged');
  });

  test('.not fails too: neither is proved', () => {
    expect(matchers.toDeny.call({ isNot: true }, text, flow).pass).toBe(true);
    expect(matchers.toAllow.call({ isNot: true }, text, flow).pass).toBe(true);
  });
});

test('what is denied stays denied beside a policy that can only close', () => {
  expect(matchers.toDeny.call({}, CLOSED_SHOP + mesh('only-web'), flow).pass).toBe(true);
  expect(matchers.toDeny.call({}, CLOSED_SHOP, flow).pass).toBe(true);
});

test('a kind that is ignored for a reason changes no verdict', () => {
  const ignoredKinds = new Map([['ClusterNetworkPolicy.crd.antrea.io', 'it opens nothing here']]);
  const cluster = clusterOfText(CLOSED_SHOP + ADMIN, { ignoredKinds });
  expect(matchers.toDeny.call({}, cluster, flow).pass).toBe(true);
  expect(matchers.toIsolate.call({}, cluster, 'shop', 'ingress').pass).toBe(true);
});

test('a snapshot names what was not judged', () => {
  expect(serializer.serialize(clusterOfText(CLOSED_SHOP + mesh('only-web'), { file: 'shop.yaml' }))).toContain(
    'not judged: shop.yaml:32:1: AuthorizationPolicy shop/only-web (security.istio.io) is not judged; it may deny connections to the pods of namespace shop',
  );
});
