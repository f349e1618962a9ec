import { folderOf, ringfence } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

/** The cart listens for metrics, and on a port whose name means another number in each of its pods. */
const METRICS = WORKLOADS.replace(
  '[{containerPort: 8080, name: http}]',
  '[{containerPort: 8080, name: http}, {containerPort: 9090, name: metrics}, {containerPort: 53, name: dns, protocol: UDP}]',
);
const MIXED = `
---
apiVersion: v1
kind: Pod
metadata: {name: old, namespace: shop, labels: {app: old}, ownerReferences: [{apiVersion: example.com/v1, kind: Group, name: mixed, uid: "1", controller: true}]}
spec: {containers: [{name: a, ports: [{containerPort: 8080, name: http}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: new, namespace: shop, labels: {app: new}, ownerReferences: [{apiVersion: example.com/v1, kind: Group, name: mixed, uid: "1", controller: true}]}
spec: {containers: [{name: a, ports: [{containerPort: 8081, name: http}]}]}
`;
const shop = folderOf({ 'shop.yaml': `${METRICS}---\n${POLICIES}${MIXED}` });

async function error(...args: string[]): Promise<string> {
  const { code, out, err } = await ringfence(args);
  expect({ args, code, out }).toEqual({ args, code: 2, out: '' });
  return err;
}

describe('a name that is not there', () => {
  test.each([
    ['a typing error', 'front/wbe', 'no workload front/wbe; did you mean front/web?'],
    ['without its namespace', 'cart', 'no workload cart; did you mean shop/cart?'],
    ['a typing error without its namespace', 'crat', 'no workload crat; did you mean shop/cart?'],
    ['in another namespace', 'front/cart', 'no workload front/cart; did you mean shop/cart?'],
    ['of another kind', 'shop/cart[Pod]', 'no workload shop/cart[Pod]; did you mean shop/cart[StatefulSet]?'],
    [
      'like none',
      'data/postgres',
      'no workload data/postgres\n  workloads are named namespace/name, such as front/web',
    ],
  ])('%s', async (_, name, message) => {
    expect(await error('list', shop, '--to', name)).toBe(`error: ${message}\n`);
    expect(await error('explain', shop, '--from', name, '--to', 'shop/cart', '--port', '80')).toBe(
      `error: ${message}\n`,
    );
  });

  test('where there are no workloads at all', async () => {
    const policies = folderOf({ 'policies.yaml': POLICIES });
    expect(await error('list', policies, '--to', 'shop/cart')).toBe(
      'error: no workload shop/cart: the input holds no workloads\n',
    );
  });

  test('a namespace', async () => {
    expect(await error('list', shop, '-n', 'shpo')).toBe(
      'error: no namespace shpo in the input; did you mean shop?\n' +
        '  -n narrows what is shown; --default-namespace shpo is for manifests that name no namespace\n',
    );
  });

  test('a network plugin', async () => {
    expect(await error('list', shop, '--cni', 'calcio')).toMatch(
      /^error: no network plugin "calcio"; did you mean calico\?\n {2}the names are .*calico, /,
    );
  });

  test('of many that are similar some are suggested', async () => {
    const many = [...'abcdefgh'].map((letter) =>
      WORKLOADS.replace('name: web, namespace', `name: web-${letter}, namespace`),
    );
    const folder = folderOf({ 'many.yaml': many.join('---\n') });
    expect(await error('list', folder, '--to', 'front/web-z')).toBe(
      'error: no workload front/web-z; did you mean front/web-a or front/web-b or front/web-c?\n',
    );
  });
});

describe('the name of a port', () => {
  const explain = (port: string, to = 'shop/cart') =>
    ringfence(['explain', shop, '--from', 'front/web', '--to', to, '--port', port]);

  test('is the number that the containers of the destination declare', async () => {
    expect((await explain('http')).out).toMatch(/^allowed: front\/web\[Deployment\] to .* on TCP 8080\n/);
    expect((await explain('metrics')).out).toMatch(/^denied: .* on TCP 9090\n/);
    expect((await explain('dns')).out).toMatch(/^denied: .* on UDP 53\n/);
    expect((await explain('dns/udp')).out).toMatch(/^denied: .* on UDP 53\n/);
  });

  test.each([
    ['dns/TCP', 'shop/cart', 'no container of shop/cart[StatefulSet] declares a port dns/TCP; did you mean dns?'],
    ['metrisc', 'shop/cart', 'no container of shop/cart[StatefulSet] declares a port metrisc; did you mean metrics?'],
    [
      'grpc',
      'shop/cart',
      'no container of shop/cart[StatefulSet] declares a port grpc\n  named ports there: dns, http, metrics',
    ],
    [
      'http',
      'front/web',
      'no container of front/web[Deployment] declares a port http\n  none of them has a name: write the number',
    ],
    ['http', '192.0.2.7', 'http is the name of a container port, and 192.0.2.7 is an address\n  write its number'],
    [
      'http',
      'shop/mixed',
      'http is several ports of shop/mixed[Group]: 8080/TCP, 8081/TCP\n  write one of these numbers',
    ],
  ])('%s of %s', async (port, to, message) => {
    const { code, out, err } = await explain(port, to);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });

  test.each([['0'], ['65536'], ['80/ICMP'], ['HTTP'], ['a--b'], [''], ['80/'], ['1e3/TCP/UDP']])(
    '%p is no port',
    async (port) => {
      expect(await error('list', shop, '--port', port)).toBe(
        `error: ${port} is no port\n` +
          '  write a number from 1 to 65535 or the name of a container port, and /UDP or /SCTP behind it where it is not TCP\n',
      );
    },
  );

  test('in a list is its number on each destination, and no address has one', async () => {
    expect((await ringfence(['list', shop, '--port', 'http'])).out).toMatchInlineSnapshot(`
"FROM           TO          CONNECTIONS
front/web      shop/cart   TCP 8080
               shop/mixed  TCP 8080-8081
shop/mixed     shop/mixed  TCP 8080-8081
192.0.2.0/24   shop/cart   TCP 8080
every address  shop/mixed  TCP 8080-8081
"
`);
    const { out } = await ringfence(['list', shop, '--port', 'http', '-o', 'json', '--to', 'shop/cart']);
    const [connection] = JSON.parse(out).connections;
    expect(connection).toMatchObject({ from: 'front/web[Deployment]', ports: [{ protocol: 'TCP', port: 8080 }] });
    expect(await error('list', shop, '--port', 'htpt')).toBe(
      'error: no container of the input declares a port htpt; did you mean http?\n',
    );
  });
});
