import { join } from 'node:path';
import type { Output } from '@pulumi/pulumi';
import type { NetworkPolicyManifest } from 'ringfence';
import { type Deployment, deploy, type WireResource } from '../support/pulumi-engine';
import { newStack, policiesOf, resolved, settled } from '../support/pulumi-mocks';
import { specs } from '../support/scenario-20';

const example = join(__dirname, '../../examples/pulumi-scenario-20');

describe('Scenario 20, with mocks in the place of the engine,', () => {
  const registered = newStack();
  let manifests: Output<NetworkPolicyManifest[]>;

  beforeAll(async () => {
    manifests = require(example).manifests;
    await settled();
  });

  test.each(specs)('registers %s, spec for spec', (name, spec) => {
    const policy = policiesOf(registered).find(({ metadata }) => metadata.name === name);
    expect(policy).toMatchObject({ metadata: { namespace: 'secure-middleware' }, spec });
  });

  test('registers these four policies and no other, and outputs them', async () => {
    const names = (policies: NetworkPolicyManifest[]) => policies.map(({ metadata }) => metadata.name).sort();
    expect(names(policiesOf(registered))).toEqual(specs.map(([name]) => name).sort());
    expect(names(await resolved(manifests))).toEqual(specs.map(([name]) => name).sort());
  });
});

describe('Scenario 20, as a program of the Node host,', () => {
  let preview: Deployment;
  let up: Deployment;
  beforeAll(async () => {
    [preview, up] = await Promise.all([deploy(example, { preview: true }), deploy(example)]);
  }, 60_000);

  const named = ({ resources }: Deployment, name: string) =>
    resources.find((resource) => resource.name === name) as WireResource;

  test('is previewed and deployed', () => {
    for (const deployment of [preview, up]) expect(deployment).toMatchObject({ exitCode: 0, errors: [], printed: '' });
    expect(preview.resources.map(({ urn }) => urn).sort()).toEqual(up.resources.map(({ urn }) => urn).sort());
  });

  test('is closed before the cache is there, and open to the proxy before it is closed', () => {
    const order = up.resources.map(({ name, type }) => `${type.split(':').at(-1)} ${name}`);
    const at = (resource: string) => order.indexOf(resource);
    const policies = ['allow-dns', 'cache-store-allow-ingress', 'default-deny-ingress', 'default-deny-egress'];
    for (const name of policies) {
      expect(at(`NetworkPolicy secure-middleware/${name}`)).toBeGreaterThan(at('Namespace secure-middleware'));
      expect(at('Deployment cache-store')).toBeGreaterThan(at(`NetworkPolicy secure-middleware/${name}`));
    }
    expect(
      named(up, 'secure-middleware/default-deny-ingress').dependencies.map((urn) => urn.split('::').at(-1)),
    ).toEqual(expect.arrayContaining(['secure-middleware/allow-dns', 'secure-middleware/cache-store-allow-ingress']));
  });

  test('outputs what was applied', () => {
    const { manifests } = up.outputs.get(named(up, 'project-stack').urn) as { manifests: NetworkPolicyManifest[] };
    expect(manifests.map(({ metadata }) => metadata.name).sort()).toEqual(specs.map(([name]) => name).sort());
  });
});
