import { output } from '@pulumi/pulumi';
import { Pods, Port, SecureNamespace, ServiceAccessGrant } from 'ringfence/pulumi';
import { BoundaryProvider } from '../../lib/pulumi/package/component-provider';
import { type FlatInputs, makeFlat } from '../../lib/pulumi/package/flat-components';
import { FLAT_COMPONENTS } from '../../lib/pulumi/package/flat-schema';
import { newStack, policiesOf, type Registered, resolved, settled } from '../support/pulumi-mocks';

const web = { namespace: 'front', podLabels: { app: 'web' } };
const cart = { namespace: 'shop', podLabels: { app: 'cart' } };
const ports = [{ port: 8080 }];
const grant = { clients: [web], target: cart, ports, clientEgress: 'never' };
const onlyWeb = [{ target: cart, flows: [{ from: web, to: cart, ports }] }];
const inputs = (of: object) => of as FlatInputs;

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

/** What a component of the package writes, and what that of the library does. */
async function written(make: () => unknown) {
  registered = newStack();
  make();
  await settled();
  return policiesOf(registered);
}

test('the components write what those of the library write', async () => {
  const flat = await written(() =>
    makeFlat('ServiceAccessGrant', 'cart', inputs({ ...grant, clientEgress: 'always' }), {}),
  );
  const pods = (of: typeof web) => Pods.labelled(of.podLabels).inNamespace(of.namespace);
  const own = await written(
    () =>
      new ServiceAccessGrant('cart', {
        from: [pods(web)],
        to: pods(cart),
        ports: [Port.tcp(8080)],
        clientEgress: 'always',
      }),
  );
  expect(flat).toHaveLength(2);
  expect(flat).toEqual(own);
  const secure = { namespace: 'shop', isolate: 'namespace' } as const;
  expect(await written(() => makeFlat('SecureNamespace', 'shop', inputs(secure), {}))).toEqual(
    await written(() => new SecureNamespace('shop', secure)),
  );
});

test('each is a component of the package, around one of the library', async () => {
  const { manifests } = makeFlat('AllowDns', 'dns', inputs({ namespace: output('shop'), dns: 'openshift' }), {});
  expect((await resolved(manifests as never)) as unknown).toMatchObject([{ metadata: { namespace: 'shop' } }]);
  expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual(
    expect.arrayContaining(['ringfence:index:AllowDns dns', 'ringfence:boundary:AllowDns dns']),
  );
});

test('what the schema does not have is an error, before anything is registered', () => {
  const wrong = { ...grant, clients: [{ ...web, podLabel: {} }], port: 1, clientEgress: 'auto' };
  expect(() => makeFlat('ServiceAccessGrant', 'cart', inputs(wrong), {})).toThrow(
    /clients\[0\]\.podLabel.*port.*clientEgress/s,
  );
  expect(() => makeFlat('AllowDns', 'dns', inputs({ namespace: 'shop', dns: 'bind' }), {})).toThrow('"kube-dns"');
  expect(registered).toEqual([]);
});

test('the schema has a type for every reference, and every input is described', async () => {
  const schema = JSON.parse(await new BoundaryProvider('1.2.3').getSchema());
  expect(schema).toMatchObject({ name: 'ringfence', version: '1.2.3' });
  expect(Object.keys(schema.resources)).toEqual(Object.keys(FLAT_COMPONENTS).map((kind) => `ringfence:index:${kind}`));
  const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, name]) => name as string);
  expect(references.length).toBeGreaterThan(5);
  for (const name of references) expect(Object.keys(schema.types)).toContain(name);
  for (const { isComponent, inputProperties, requiredInputs } of Object.values<Record<string, never>>(
    schema.resources,
  )) {
    expect(isComponent).toBe(true);
    for (const name of requiredInputs as string[]) expect(inputProperties).toHaveProperty(name);
  }
});

test('the provider makes a component, and gives back its manifests', async () => {
  const { state } = await new BoundaryProvider('1.2.3').construct(
    'deny',
    'ringfence:index:DefaultDenyNamespace',
    { namespace: 'shop' },
    {},
  );
  expect(await resolved(output(state.manifests))).toHaveLength(2);
});

test.each([
  [[], 'holds'],
  [[{ namespace: 'shop' }], 'fails'],
])('a contract is judged by the manifests that it is given (%j)', async (leaks, verdict) => {
  const elsewhere = await written(() => {
    makeFlat('ServiceAccessGrant', 'cart', inputs(grant), {});
    for (const leak of leaks) makeFlat('NamespaceIsolation', 'leak', inputs(leak), {});
  });
  newStack();
  const { done } = makeFlat(
    'ReachabilityContract',
    'contract',
    inputs({ policies: output([elsewhere]), onlyInto: onlyWeb }),
    {},
  );
  if (verdict === 'holds') await done;
  else await expect(done).rejects.toThrow('the contract does not hold');
});
