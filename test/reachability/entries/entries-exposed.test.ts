import { entriesIn, entryPeers } from '../../../lib/reachability/entries/exposed';
import { engineOf } from '../../../lib/reachability/reachability';
import { FROM_NGINX, ingress, NGINX, policy, reachabilityOf, service, WEB, waysOf } from '../comes-in';

/** What comes in entry by entry, also where policies shut it off. */

const SHUT = policy('');
const named = (name: string, document: string) => document.replace('name: web', `name: ${name}`);
const onPort = (port: number, document: string) => document.replace('targetPort: http', `targetPort: ${port}`);

function exposed(...documents: readonly string[]): string[] {
  return [...reachabilityOf(documents).exposed()].map(
    ({ through, to, ports, ...answered }) =>
      `${through.title} -> ${to.name} ${ports}: ${waysOf(answered, to.name).join('; ') || 'nothing'}`,
  );
}

test('each entry is there by itself, with the ports to which it leads', () => {
  const second = named('second', ingress());
  expect(exposed(WEB, service('type: NodePort, '), ingress(), second)).toEqual([
    'Ingress shop/web -> web TCP 8080: TCP 8080',
    'Ingress shop/second -> web TCP 8080: TCP 8080',
    'Service shop/web -> web TCP 8080: TCP 8080',
  ]);
});

test('what policies shut off is there too', () => {
  expect(exposed(WEB, service(), ingress(), SHUT)).toEqual(['Ingress shop/web -> web TCP 8080: nothing']);
});

test('what depends is there with its conditions', () => {
  expect(exposed(WEB, service(), ingress(), policy(FROM_NGINX))).toEqual([
    'Ingress shop/web -> web TCP 8080: TCP 8080 if the namespace of it has the label kubernetes.io/metadata.name=ingress-nginx',
  ]);
});

describe('an entry with several calls', () => {
  const both = (first: string, second: string) =>
    ingress().replace(
      'defaultBackend: {service: {name: web, port: {number: 80}}}',
      `rules: [{http: {paths: [${[first, second].map((name) => `{path: /, pathType: Prefix, backend: {service: {name: ${name}, port: {number: 80}}}}`)}]}}]`,
    );
  const services = [onPort(8080, service()), onPort(9090, named('more', service()))];
  const onlyOn = (port: number) =>
    SHUT.replace('ingress: []', `ingress: [{from: [{namespaceSelector: {}}], ports: [{port: ${port}}]}]`);
  test('leads to all their ports of a workload together', () => {
    expect(exposed(WEB, ...services, both('web', 'more'))).toEqual([
      'Ingress shop/web -> web TCP 8080,9090: TCP 8080,9090',
    ]);
  });
  test.each([8080, 9090])('lets in what is open of them, such as %d', (port) => {
    expect(exposed(WEB, ...services, both('web', 'more'), onlyOn(port))).toEqual([
      `Ingress shop/web -> web TCP 8080,9090: TCP ${port}`,
    ]);
  });
  test('keeps the conditions of each', () => {
    const some = SHUT.replace(
      'ingress: []',
      `ingress: [{from: [${FROM_NGINX}], ports: [{port: 8080}]}, {from: [{namespaceSelector: {matchLabels: {a: b}}}], ports: [{port: 9090}]}]`,
    );
    const ways = [
      'TCP 8080 if the namespace of it has the label kubernetes.io/metadata.name=ingress-nginx',
      'TCP 9090 if the namespace of it has the label a=b',
    ];
    expect(exposed(WEB, ...services, both('web', 'more'), some)).toEqual([
      `Ingress shop/web -> web TCP 8080,9090: ${ways.join('; ')}`,
    ]);
  });
});

describe('what depends by one entry and is certain by another', () => {
  const certain = ingress('ingressClassName: nginx, ');
  const depends = named('own', ingress('ingressClassName: own, '));
  const pairs = (...documents: readonly string[]) =>
    [...reachabilityOf([WEB, service(), NGINX, policy(FROM_NGINX), ...documents]).entryPairs()].flatMap((pair) =>
      waysOf(pair, 'web'),
    );
  test('is certain, in whatever order they are', () => {
    expect(pairs(depends)).toHaveLength(2);
    expect(pairs(depends, certain)).toEqual(['TCP 8080']);
    expect(pairs(certain, depends)).toEqual(['TCP 8080']);
  });
});

describe('the entries of a cluster', () => {
  const peersOf = (...documents: readonly string[]) =>
    entryPeers(engineOf(reachabilityOf(documents))).map(({ id, entry }) => `${id} ${entry}`);
  const balanced = (name: string, type: string) => named(name, service(`type: ${type}, `));
  test('are the peers of its types, in one order', () => {
    expect(peersOf(WEB, service())).toEqual([]);
    expect(peersOf(WEB, balanced('b', 'NodePort'), balanced('a', 'LoadBalancer'), service(), ingress())).toEqual([
      'entry:ingress ingress',
      'entry:load-balancer load-balancer',
      'entry:node-port node-port',
    ]);
  });
  test('send in that order too', () => {
    const pairs = [...reachabilityOf([WEB, balanced('b', 'NodePort'), balanced('a', 'LoadBalancer')]).entryPairs()];
    expect(pairs.map(({ from }) => from)).toEqual([
      { id: 'entry:load-balancer', entry: 'load-balancer' },
      { id: 'entry:node-port', entry: 'node-port' },
    ]);
  });
  test('have declared pods behind them, or none', () => {
    const hasPods = (...documents: readonly string[]) =>
      entriesIn(engineOf(reachabilityOf(documents))).map(({ entry, hasPods: has }) => `${entry.title} ${has}`);
    expect(hasPods(WEB, service(), ingress())).toEqual(['Ingress shop/web true']);
    expect(hasPods(service(), ingress())).toEqual(['Ingress shop/web false']);
    expect(hasPods(WEB, service().replace('http', 'other'), ingress())).toEqual(['Ingress shop/web false']);
  });
  test('have them where one call of several leads to some', () => {
    const two = ingress().replace(
      'spec: {',
      'spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: gone, port: {number: 80}}}}]}}], ',
    );
    const gone = named('gone', service()).replace('app: web', 'app: gone');
    expect(entriesIn(engineOf(reachabilityOf([WEB, gone, service(), two]))).map(({ hasPods }) => hasPods)).toEqual([
      true,
    ]);
  });
});
