import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import type { NetworkPolicyManifest } from 'ringfence';
import { DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { parseAllDocuments } from 'yaml';
import { specs } from '../support/scenario-20';
import { newApp, policiesOf } from '../support/synth';

const outdir = mkdtempSync(join(tmpdir(), 'scenario-20-'));

beforeAll(() => {
  process.env.CDK8S_OUTDIR = outdir;
  jest.isolateModules(() => require('../../examples/scenario-20/main'));
  delete process.env.CDK8S_OUTDIR;
});

/** Every document that the example wrote. */
function written(): NetworkPolicyManifest[] {
  return readdirSync(outdir).flatMap((file) =>
    parseAllDocuments(readFileSync(join(outdir, file), 'utf8')).map((document) => document.toJS()),
  );
}

test.each(specs)('Scenario 20 writes %s, spec for spec', (name, spec) => {
  expect(written().find(({ metadata }) => metadata.name === name)?.spec).toEqual(spec);
});

test('Scenario 20 writes these four policies, all in secure-middleware, and no other', () => {
  const policies = written().filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual(specs.map(([name]) => name).sort());
  expect(new Set(policies.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['secure-middleware']));
});

test('Scenario 20 declares its workloads', () => {
  const deployments = written().filter(({ kind }) => (kind as string) === 'Deployment');
  expect(deployments.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual([
    'big-monolith/hunger-check',
    'default/build-code',
    'default/internal-proxy',
    'secure-middleware/cache-store',
  ]);
});

test('with a default deny in the namespace of the client exactly the matching egress policy appears', () => {
  const boundary = new Chart(newApp(), 'boundary', { namespace: 'secure-middleware' });
  const cache = Pods.labelled({ app: 'cache-store' }).inNamespace('secure-middleware');
  const proxy = Pods.labelled({ app: 'internal-proxy' }).inNamespace('default');
  new ServiceAccessGrant(boundary, 'cache-store', { from: proxy, to: cache, ports: [Port.tcp(6379)] });
  expect(policiesOf(boundary)).toHaveLength(1);

  new DefaultDenyNamespace(boundary, 'deny-default', { namespace: 'default' });
  const inDefault = policiesOf(boundary).filter(({ metadata }) => metadata.namespace === 'default');
  expect(inDefault.map(({ metadata }) => metadata.name)).toEqual([
    'secure-middleware-cache-store-allow-egress',
    'default-deny-egress',
    'default-deny-ingress',
  ]);
  expect(inDefault[0]?.spec).toEqual({
    podSelector: { matchLabels: { app: 'internal-proxy' } },
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            podSelector: { matchLabels: { app: 'cache-store' } },
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'secure-middleware' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 6379 }],
      },
    ],
  });
});

test('the files in examples/scenario-20/dist are what the example writes', () => {
  const dist = join(__dirname, '../../examples/scenario-20/dist');
  const files = (folder: string) => readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  expect(files(dist)).toEqual(files(outdir));
});
