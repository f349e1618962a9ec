import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { folderOf, ringfence } from '../support/command';

const root = join(__dirname, '../..');
const shop = join(root, 'docs/entries/shop.yaml');
const schemaOf = (name: string) => JSON.parse(readFileSync(join(root, 'docs', `${name}.schema.json`), 'utf8'));

const linesOf = (text: string) => text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));

async function exposed(...args: readonly string[]) {
  const { code, out } = await ringfence(['list', shop, '--exposed', ...args]);
  expect(code).toBe(0);
  return out;
}

describe('ringfence list --exposed', () => {
  test('shows what comes in, what is shut off, and what is not followed', async () => {
    const [head, ...lines] = linesOf(await exposed());
    expect(head).toBe('ENTRY | THROUGH | TO | CONNECTIONS | CONDITION');
    expect(lines.map((line) => line.split(' | ').slice(0, 4).join(' | '))).toEqual([
      'Ingress shop/web | the ingress controller of class nginx | shop/web[Deployment] | TCP 8080',
      'HTTPRoute shop/api | Gateway edge/public, listener web (HTTPS 443) | shop/api[Deployment] | TCP 9000',
      '',
      'Service shop/db leads to shop/db[Deployment] on TCP 5432, and policies let nothing in',
      expect.stringMatching(/^HTTPRoute shop\/old \(/),
      '',
    ]);
  });

  test('shows only what was asked for', async () => {
    expect(linesOf(await exposed('--to', 'shop/api'))).toEqual([
      'ENTRY | THROUGH | TO | CONNECTIONS | CONDITION',
      'HTTPRoute shop/api | Gateway edge/public, listener web (HTTPS 443) | shop/api[Deployment] | TCP 9000',
      '',
    ]);
    expect(await exposed('--focus', 'shop/db')).toBe(
      'nothing comes in through an entry of the input\n\nService shop/db leads to shop/db[Deployment] on TCP 5432, and policies let nothing in\n',
    );
    expect(await exposed('--to', 'shop/web', '--port', '9000')).toBe(
      'nothing comes in through an entry of the input\n',
    );
  });

  test('prints JSON in its public format', async () => {
    const document = JSON.parse(await exposed('-o', 'json'));
    const validate = new Ajv().compile(schemaOf('exposed'));
    expect(validate(document) || validate.errors).toBe(true);
    expect(document).toMatchObject({
      version: 2,
      exposed: [
        {
          entry: 'Ingress shop/web',
          type: 'ingress',
          to: 'shop/web[Deployment]',
          leadsTo: [{ protocol: 'TCP', port: 8080 }],
          ports: [],
          depends: [{ ports: [{ protocol: 'TCP', port: 8080 }], conditions: [{ type: 'namespace-label' }] }],
        },
        { entry: 'HTTPRoute shop/api', type: 'gateway', ports: [{ protocol: 'TCP', port: 9000 }] },
      ],
      shut: [{ entry: 'Service shop/db', type: 'node-port', leadsTo: [{ protocol: 'TCP', port: 5432 }] }],
      notFollowed: [{ entry: 'HTTPRoute shop/old', path: 'spec.parentRefs[0]' }],
      onNodes: [],
    });
  });

  test('prints CSV and Markdown', async () => {
    expect((await exposed('-o', 'csv', '--to', 'shop/api')).split('\n')).toEqual([
      'entry,through,to,connections,condition',
      'HTTPRoute shop/api,"Gateway edge/public, listener web (HTTPS 443)",shop/api[Deployment],TCP 9000,',
      '',
    ]);
    expect((await exposed('-o', 'markdown', '--focus', 'shop/db')).split('\n')).toEqual([
      '| Entry | Through | To | Connections | Condition |',
      '| --- | --- | --- | --- | --- |',
      '',
      '- Service shop/db leads to shop/db[Deployment] on TCP 5432, and policies let nothing in',
      '',
    ]);
  });

  test.each([
    [['-o', 'dot'], '--exposed is printed as text, markdown, csv, json, not as dot'],
    [['--exposure'], '--exposed and --exposure are two lists'],
    [['--from', 'shop/api'], '--exposed is about what comes from outside, so --from names nothing of it'],
    [['--depends'], '--depends is for a table as text'],
  ])('with %p is an error', async (args, message) => {
    const { code, err } = await ringfence(['list', shop, '--exposed', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(`error: ${message}`);
  });

  test('says where the input has no pods, and what is on the network of nodes', async () => {
    const folder = folderOf({
      'all.yaml': `apiVersion: v1
kind: Service
metadata: {name: far, namespace: shop}
spec: {type: LoadBalancer, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: shop, labels: {app: agent}}
spec: {hostNetwork: true, containers: [{name: c, image: i}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: none, port: {number: 80}}}}
`,
    });
    const { out } = await ringfence(['list', folder, '--exposed']);
    expect(out.replaceAll(`${folder}/`, '')).toBe(`nothing comes in through an entry of the input

Ingress shop/web (all.yaml:11:1) spec.defaultBackend: the input has no Service shop/none
Service shop/far (all.yaml:1:1): the input has no pods behind Service shop/far
on the network of their nodes, where outsiders may reach them without an entry: shop/agent[Pod]
`);
  });
});

describe('ringfence list', () => {
  test('has a peer for each type of entry, in JSON of its public format', async () => {
    const document = JSON.parse((await ringfence(['list', shop, '-o', 'json'])).out);
    const validate = new Ajv().compile(schemaOf('list'));
    expect(validate(document) || validate.errors).toBe(true);
    expect(document.peers.filter((peer: { entry?: string }) => peer.entry !== undefined)).toEqual([
      { id: 'entry:ingress', entry: 'ingress' },
      { id: 'entry:gateway', entry: 'gateway' },
      { id: 'entry:node-port', entry: 'node-port' },
    ]);
    const entries = document.connections.filter(({ from }: { from: string }) => from.startsWith('entry:'));
    expect(entries).toMatchObject([
      { from: 'entry:ingress', to: 'shop/web[Deployment]', ports: [], depends: [{}] },
      { from: 'entry:gateway', to: 'shop/api[Deployment]', ports: [{ protocol: 'TCP', port: 9000 }] },
    ]);
  });

  test.each([
    ['text', 'entry:gateway  shop/api  TCP 9000'],
    ['wide', /^entry:gateway +shop\/api\[Deployment\] +app=api +TCP 9000$/m],
    ['csv', 'entry:gateway,shop/api[Deployment],TCP 9000,'],
    ['markdown', '| entry:gateway | shop/api[Deployment] | TCP 9000 |'],
    ['dot', 'label="entry:gateway"'],
  ])('shows entries as %s', async (format, line) => {
    const { out } = await ringfence(['list', shop, '--to', 'shop/api', '-o', format]);
    if (typeof line === 'string') expect(out.replace(/ +/g, ' ')).toContain(line.replace(/ +/g, ' '));
    else expect(out).toMatch(line);
  });
});
