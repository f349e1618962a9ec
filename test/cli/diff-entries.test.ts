import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence, within } from '../support/command';

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/diff.schema.json'), 'utf8'));

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const INGRESS = `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
const CONTROLLER = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: ingress-nginx}
spec:
  selector: {matchLabels: &labels {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
  template:
    metadata: {labels: *labels}
    spec: {containers: [{name: controller, image: controller}]}
`;
const DENY = (namespace: string, type: string) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: ${namespace}}
spec: {podSelector: {}, policyTypes: [${type}]}
`;
const folder = folderOf({
  'shop.yaml': SHOP,
  'ingress.yaml': SHOP + INGRESS,
  'other-port.yaml': SHOP.replace('targetPort: 8080', 'targetPort: 9090') + INGRESS,
  'two.yaml': `${SHOP}${INGRESS}${INGRESS.replace('name: web, namespace: shop}\nspec: {ing', 'name: web-2, namespace: shop}\nspec: {ing')}`,
  'closed.yaml': SHOP + INGRESS + DENY('shop', 'Ingress'),
  'node-port.yaml': SHOP.replace(
    'spec: {selector: {app: web}, ports',
    'spec: {type: NodePort, selector: {app: web}, ports',
  ),
  'served.yaml': SHOP + INGRESS + CONTROLLER,
  'served-closed.yaml': SHOP + INGRESS + CONTROLLER + DENY('ingress-nginx', 'Egress'),
});

async function diff(before: string, after: string, ...more: string[]) {
  const { code, out, err } = await ringfence(['diff', join(folder, before), join(folder, after), ...more]);
  return { code, out: within(folder, out), err: within(folder, err) };
}

describe('ringfence diff: entries', () => {
  test('an Ingress that is new opens, though no policy and no workload has changed', async () => {
    expect(await diff('shop.yaml', 'ingress.yaml')).toEqual({
      code: 1,
      out: `+ entry:ingress -> shop/web[Deployment]: TCP 8080
    Ingress shop/web added (ingress.yaml:17:1)
1 pair opened
`,
      err: '',
    });
  });

  test('one that is gone closes', async () => {
    expect((await diff('ingress.yaml', 'shop.yaml')).out).toBe(`- entry:ingress -> shop/web[Deployment]: TCP 8080
    Ingress shop/web removed (ingress.yaml:17:1)
1 pair closed
`);
  });

  test('a second one to the same port opens nothing more', async () => {
    expect(await diff('ingress.yaml', 'two.yaml')).toMatchObject({
      code: 0,
      out: 'nothing that could connect has changed\n',
    });
  });

  test('a Service that leads to another port changes the entry', async () => {
    expect(
      (await diff('ingress.yaml', 'other-port.yaml')).out,
    ).toBe(`~ entry:ingress -> shop/web[Deployment]: TCP 8080 -> TCP 9090
    Ingress shop/web changed (other-port.yaml:17:1)
1 pair changed
`);
  });

  test('a Service that gets a port of the nodes', async () => {
    expect((await diff('shop.yaml', 'node-port.yaml')).out).toBe(`+ entry:node-port -> shop/web[Deployment]: TCP 8080
    Service shop/web added (node-port.yaml:11:1)
1 pair opened
`);
  });

  test('a policy that shuts an entry off is named, at the workload and at the controller', async () => {
    expect((await diff('ingress.yaml', 'closed.yaml')).out).toContain(`- entry:ingress -> shop/web[Deployment]: TCP 8080
    shop/deny added (closed.yaml:23:1)
`);
    expect(
      (await diff('served.yaml', 'served-closed.yaml')).out,
    ).toContain(`- entry:ingress -> shop/web[Deployment]: TCP 8080
    ingress-nginx/deny added (served-closed.yaml:33:1)
`);
  });

  test('-n shows entries into the namespace, and those alone', async () => {
    expect((await diff('shop.yaml', 'ingress.yaml', '-n', 'shop')).out).toContain(
      '+ entry:ingress -> shop/web[Deployment]',
    );
    expect(await diff('served.yaml', 'served-closed.yaml', '-n', 'ingress-nginx')).toMatchObject({
      out: expect.not.stringContaining('entry:ingress'),
    });
  });

  test('as JSON, Markdown and SARIF', async () => {
    const document = JSON.parse((await diff('shop.yaml', 'ingress.yaml', '-o', 'json')).out);
    expect(new Ajv().validate(schema, document)).toBe(true);
    expect(document.changes).toEqual([
      {
        change: 'opened',
        opens: true,
        from: { id: 'entry:ingress', entry: 'ingress' },
        to: [{ workloads: ['shop/web[Deployment]'], presence: 'both' }],
        before: [],
        after: [{ protocol: 'TCP', port: 8080 }],
        policies: [],
        entries: [{ title: 'Ingress shop/web', change: 'added', source: expect.stringMatching(/ingress\.yaml:17:1$/) }],
      },
    ]);
    expect((await diff('shop.yaml', 'ingress.yaml', '-o', 'markdown')).out).toContain(
      '| **opened** | entry:ingress | shop/web[Deployment] | none | TCP 8080 | Ingress shop/web added (ingress.yaml:17:1) |',
    );
    const sarif = JSON.parse((await diff('shop.yaml', 'ingress.yaml', '-o', 'sarif')).out);
    expect(sarif.runs[0].results[0]).toMatchObject({
      message: { text: 'opened: entry:ingress to shop/web[Deployment]' },
      locations: [{ physicalLocation: { region: { startLine: 17, startColumn: 1 } } }],
    });
  });
});
