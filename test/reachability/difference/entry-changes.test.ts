import type { ConnectionChange } from '../../../lib/reachability/difference/connection-change';
import { FROM_NGINX, ingress, NGINX, policy, reachabilityOf, service, WEB } from '../comes-in';

/** What comes through entries otherwise than before. */

const DB = WEB.replaceAll('web', 'db');
const named = (name: string, document: string) => document.replace('name: web', `name: ${name}`);
const nodePort = service('type: NodePort, ');
const SHUT = policy('');

function changes(before: readonly string[], after: readonly string[]): ConnectionChange[] {
  return reachabilityOf(after)
    .differenceFrom(reachabilityOf(before))
    .filter(({ from }) => from.type === 'entry');
}

/** `closed entry:node-port -> shop/web[Deployment] both: removed Service shop/web; by removed shop/web` */
const lines = (...both: Parameters<typeof changes>) =>
  changes(...both).map(({ change, from, to, entries = [], responsible }) => {
    const ends = to.map((end) => (end.type === 'workloads' ? `${end.ids} ${end.presence}` : end.type)).join(', ');
    const own = entries.map((one) => `${one.change} ${one.entry.title}`).join(', ');
    const by = responsible.map((one) => `${one.change} ${one.id}`).join(', ');
    return `${change} ${from.type === 'entry' && from.id} -> ${ends}: ${own || 'none'}; by ${by || 'none'}`;
  });

const IN_BOTH = 'shop/web[Deployment] both';

test('an entry that is new opens, and one that is gone closes', () => {
  const [without, withIt] = [
    [WEB, service()],
    [WEB, service(), ingress()],
  ];
  expect(lines(without, withIt)).toEqual([`opened entry:ingress -> ${IN_BOTH}: added Ingress shop/web; by none`]);
  expect(lines(withIt, without)).toEqual([`closed entry:ingress -> ${IN_BOTH}: removed Ingress shop/web; by none`]);
  expect(lines(withIt, withIt)).toEqual([]);
});

test('what a policy closes names the policy, and no entry that is as it was', () => {
  expect(lines([WEB, nodePort], [WEB, nodePort, SHUT])).toEqual([
    `closed entry:node-port -> ${IN_BOTH}: none; by added shop/web`,
  ]);
});

test('an entry that leads elsewhere has changed, for what it led to and for what it leads to', () => {
  const other = named('other', service()).replace('app: web', 'app: db');
  const before = [WEB, DB, service(), other, ingress()];
  const after = [WEB, DB, service(), other, ingress().replace('service: {name: web', 'service: {name: other')];
  expect(lines(before, after)).toEqual([
    `closed entry:ingress -> ${IN_BOTH}: changed Ingress shop/web; by none`,
    'opened entry:ingress -> shop/db[Deployment] both: changed Ingress shop/web; by none',
  ]);
});

test('an entry has changed where its Service leads to another port', () => {
  const moved = service().replace('targetPort: http', 'targetPort: 9090');
  const [change] = changes([WEB, service(), ingress()], [WEB, moved, ingress()]);
  expect(change).toMatchObject({ change: 'changed', opens: true, closes: true });
  expect(lines([WEB, service(), ingress()], [WEB, moved, ingress()])).toEqual([
    `changed entry:ingress -> ${IN_BOTH}: changed Ingress shop/web; by none`,
  ]);
});

test('entries of other types, and those that lead elsewhere, are not named', () => {
  const toDb = named('db', ingress()).replace('service: {name: web', 'service: {name: db');
  const dbService = named('db', service()).replace('app: web', 'app: db');
  const before = [WEB, DB, dbService];
  const after = [...before, nodePort, toDb];
  expect(lines(before, after)).toEqual([
    'opened entry:ingress -> shop/db[Deployment] both: added Ingress shop/db; by none',
    `opened entry:node-port -> ${IN_BOTH}: added Service shop/web; by none`,
  ]);
});

test('of the entries of one type those are named that lead to what changed', () => {
  const toDb = named('db', ingress()).replace('service: {name: web', 'service: {name: db');
  const dbService = named('db', service())
    .replace('app: web', 'app: db')
    .replace('targetPort: http', 'targetPort: 9090');
  const before = [WEB, DB, service(), dbService];
  expect(lines(before, [...before, ingress(), toDb])).toEqual([
    'opened entry:ingress -> shop/db[Deployment] both: added Ingress shop/db; by none',
    `opened entry:ingress -> ${IN_BOTH}: added Ingress shop/web; by none`,
  ]);
});

test('workloads that change alike are one change, and those of one side are of that side', () => {
  const both = (type: string) => named('db', service(type)).replace('app: web', 'app: db');
  const before = [WEB, DB, service(), both('')];
  const after = [WEB, DB, nodePort, both('type: NodePort, ')];
  expect(lines(before, after)).toEqual([
    `opened entry:node-port -> shop/db[Deployment] both, ${IN_BOTH}: added Service shop/db, added Service shop/web; by none`,
  ]);
  expect(lines([nodePort], [WEB, nodePort])).toEqual([
    'opened entry:node-port -> shop/web[Deployment] after: none; by none',
  ]);
  expect(lines([WEB, nodePort], [nodePort])).toEqual([
    'closed entry:node-port -> shop/web[Deployment] before: none; by none',
  ]);
});

test('what becomes certain opens more, and what comes to depend closes', () => {
  const open = policy('{namespaceSelector: {}}');
  const some = policy(FROM_NGINX);
  const world = (one: string) => [WEB, service(), ingress(), one];
  expect(changes(world(some), world(open))).toMatchObject([{ change: 'changed', opens: true, closes: false }]);
  expect(changes(world(open), world(some))).toMatchObject([{ change: 'changed', opens: false, closes: true }]);
});

test('other conditions open and close, and more of them open', () => {
  const world = (peer: string) => [WEB, service(), ingress(), policy(peer)];
  const other = FROM_NGINX.replace('ingress-nginx', 'other');
  expect(changes(world(FROM_NGINX), world(other))).toMatchObject([{ change: 'changed', opens: true, closes: true }]);
  const both = '{namespaceSelector: {matchExpressions: [{key: a, operator: Exists}]}}';
  expect(changes(world(FROM_NGINX), world(`${FROM_NGINX}, ${both}`))).toMatchObject([
    { change: 'changed', opens: true, closes: false },
  ]);
});

test('an entry whose calls are in another order has not changed', () => {
  const path = (name: string) =>
    `{path: /${name}, pathType: Prefix, backend: {service: {name: ${name}, port: {number: 80}}}}`;
  const to = (...names: readonly string[]) =>
    ingress().replace(/spec: .*/, `spec: {rules: [{http: {paths: [${names.map(path)}]}}]}`);
  const more = named('more', service()).replace('targetPort: http', 'targetPort: 9090');
  const world = [WEB, service(), more];
  expect(lines([...world, to('web', 'more')], [...world, to('more', 'web'), SHUT])).toEqual([
    `closed entry:ingress -> ${IN_BOTH}: none; by added shop/web`,
  ]);
});

test('policies for what sends are responsible too', () => {
  const kept = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: kept, namespace: ingress-nginx}
spec: {podSelector: {}, policyTypes: [Egress]}
`;
  const world = [WEB, service(), ingress('ingressClassName: nginx, '), NGINX];
  expect(lines(world, [...world, kept])).toEqual([
    `closed entry:ingress -> ${IN_BOTH}: none; by added ingress-nginx/kept`,
  ]);
  const direct = [WEB, nodePort, ingress('ingressClassName: nginx, '), NGINX];
  expect(lines(direct, [...direct, kept, SHUT])).toEqual([
    `closed entry:ingress -> ${IN_BOTH}: none; by added ingress-nginx/kept, added shop/web`,
    `closed entry:node-port -> ${IN_BOTH}: none; by added shop/web`,
  ]);
});
