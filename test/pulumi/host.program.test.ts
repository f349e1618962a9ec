import { join } from 'node:path';
import { type Deployment, deploy, type WireResource } from '../support/pulumi-engine';
import { asText } from '../support/synth';

expect.addSnapshotSerializer(asText);

/** How an unknown value goes over the wire, and what marks a secret. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const SECRET = {
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
};

const SECONDS = 60_000;
const program = (name: string) => join(__dirname, 'programs', `${name}.ts`);
const named = ({ resources }: Deployment, name: string) =>
  resources.find((resource) => resource.name === name) as WireResource;
const namesOf = (urns: readonly string[]) => urns.map((urn) => urn.split('::').at(-1)).sort();
const failures = ({ errors }: Deployment) => errors.map(({ message }) => message).join('\n');

describe('a program with options', () => {
  let up: Deployment;
  beforeAll(async () => {
    up = await deploy(program('options'));
  }, SECONDS);

  test('is deployed', () => {
    expect(up).toMatchObject({ exitCode: 0, errors: [], printed: '' });
  });

  test('puts each boundary below its parent, and each policy below its boundary', () => {
    expect(named(up, 'dns')).toMatchObject({
      type: 'ringfence:boundary:AllowDns',
      parent: named(up, 'platform').urn,
    });
    expect(named(up, 'cluster:shop/allow-dns').parent).toBe(named(up, 'dns').urn);
    expect(named(up, 'cache').parent).toBe(named(up, 'project-stack').urn);
  });

  test('gives the policies the provider and the protection of their boundary', () => {
    const cluster = `${named(up, 'cluster').urn}::cluster-id`;
    expect(named(up, 'cluster:shop/allow-dns')).toMatchObject({
      provider: cluster,
      protect: true,
      deleteBeforeReplace: true,
    });
    expect(named(up, 'cluster:data/cache-allow-ingress')).toMatchObject({
      provider: cluster,
      protect: false,
      deleteBeforeReplace: false,
    });
  });

  test('sends aliases and transforms on, and lets transformations change the policies', () => {
    expect(named(up, 'dns')).toMatchObject({ aliases: ['resolve'], transforms: 1 });
    expect(named(up, 'cluster:shop/allow-dns').inputs).toMatchObject({ metadata: { labels: { team: 'shop' } } });
  });

  test('lets boundaries wait for others, and others for all of their policies', () => {
    expect(namesOf(named(up, 'dns').dependencies)).toEqual(['config']);
    expect(namesOf(named(up, 'after').dependencies)).toEqual([
      'cluster:data/cache-allow-ingress',
      'cluster:shop/data-cache-allow-egress',
    ]);
  });

  test('lets a deny wait for the allows of its namespace that were made before', () => {
    expect(namesOf(named(up, 'cluster:shop/default-deny-egress').dependencies)).toEqual([
      'cluster:shop/allow-dns',
      'cluster:shop/data-cache-allow-egress',
    ]);
  });

  test('exports what was applied', () => {
    const applied = [{ metadata: { name: 'cache-allow-ingress' } }, { metadata: { name: 'data-cache-allow-egress' } }];
    expect(up.outputs.get(named(up, 'project-stack').urn)).toMatchObject({ manifests: applied, policies: 1 });
  });
});

describe('values', () => {
  const ingress = (spec: unknown) => (spec as { ingress: { from: object[]; ports: unknown }[] }).ingress[0];
  let preview: Deployment;
  let up: Deployment;
  beforeAll(async () => {
    const unknownTypes = ['kubernetes:core/v1:Namespace', 'kubernetes:core/v1:Service'];
    [preview, up] = await Promise.all([
      deploy(program('values'), { preview: true, unknownTypes }),
      deploy(program('values')),
    ]);
  }, SECONDS);

  test('make no difference to how many resources there are, and to their names', () => {
    for (const deployment of [preview, up]) expect(deployment).toMatchObject({ exitCode: 0, errors: [], printed: '' });
    expect(preview.resources.map(({ urn }) => urn).sort()).toEqual(up.resources.map(({ urn }) => urn).sort());
  });

  test('that the preview does not know stay unknown, each by itself', () => {
    expect(named(preview, 'shop/default-deny-egress').inputs).toMatchObject({
      metadata: { name: 'default-deny-egress', namespace: UNKNOWN },
      spec: { podSelector: {}, policyTypes: ['Egress'] },
    });
    expect(ingress(named(preview, 'data/cache-allow-ingress').inputs.spec)?.from[0]).toEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': UNKNOWN } },
      podSelector: { matchLabels: { app: 'web' } },
    });
    expect(named(preview, 'cart-ingress').inputs).toMatchObject({
      metadata: { name: 'cart-allow-ingress', namespace: UNKNOWN },
      spec: { podSelector: { matchLabels: UNKNOWN }, ingress: [{ ports: UNKNOWN }] },
    });
  });

  test('that come from resources are those of the deployment', () => {
    expect(named(up, 'shop/default-deny-egress').inputs).toMatchObject({ metadata: { namespace: 'shop-1' } });
    expect(named(up, 'cart-ingress').inputs.spec).toMatchObject({
      podSelector: { matchLabels: { app: 'cart' } },
      ingress: [{ ports: [{ protocol: 'TCP', port: 8080 }] }],
    });
    expect(namesOf(named(up, 'cart-ingress').dependencies)).toEqual(['cart']);
  });

  test('that are secret stay secret, in the policies and in the outputs', () => {
    const { metadata, spec } = named(up, 'data/cache-allow-ingress').inputs as { metadata: object; spec: object };
    expect(metadata).toMatchObject({
      annotations: { 'kubernetes.io/description': { ...SECRET, value: 'the password is swordfish' } },
    });
    expect(ingress(spec)?.from[1]).toMatchObject({ ipBlock: { cidr: { ...SECRET, value: '192.0.2.0/24' } } });
    expect(up.outputs.get(named(up, 'project-stack').urn)).toMatchObject({ manifests: SECRET });
  });
});

test(
  'a deny does not wait for allows that wait for it, and the program ends',
  async () => {
    const up = await deploy(program('cycles'));
    expect(up).toMatchObject({ exitCode: 0, errors: [], printed: '' });
    expect(namesOf(named(up, 'shop/default-deny-egress').dependencies)).toEqual(['shop/free']);
    expect(namesOf(named(up, 'dns').dependencies)).toEqual(['shop/default-deny-egress']);
    expect(namesOf(named(up, 'third').dependencies)).toEqual(['shop/default-deny-egress']);
  },
  SECONDS,
);

describe('a program that is wrong', () => {
  const fails = (name: string) => deploy(program('wrong'), { env: { PROGRAM: name } });
  const policies = ({ resources }: Deployment) =>
    resources.filter(({ type }) => type.startsWith('kubernetes:networking'));

  test(
    'in values that are known only later fails with the URN of the boundary, before any policy',
    async () => {
      const up = await fails('late');
      expect(up.exitCode).not.toBe(0);
      expect(policies(up)).toEqual([]);
      expect(up.errors.length).toBe(1);
      expect(failures(up)).toContain(named(up, 'cache').urn);
      expect(failures(up)).toMatchSnapshot();
    },
    SECONDS,
  );

  test.each([
    ['plain', 'direction: Unsupported value: "sideways"'],
    ['structure', 'to: Required value: must say which pods are protected, and in which namespace; an Output does not'],
  ])(
    'in plain values or in structure shows its findings once, and nothing of the SDK (%s)',
    async (name, finding) => {
      const up = await fails(name);
      expect(up.exitCode).not.toBe(0);
      const shown = failures(up) + up.printed;
      expect(shown.split(finding)).toHaveLength(2);
      expect(shown).not.toMatch(/Calling \[|findings: \[|PromiseRejectionHandledWarning|chart/);
    },
    SECONDS,
  );

  test(
    'in two policies of one name, in a namespace given as the resource and by its name, fails before the second',
    async () => {
      const up = await fails('collision');
      expect(up.exitCode).not.toBe(0);
      expect(policies(up)).toHaveLength(1);
      expect(failures(up)).toContain(
        'ringfence:boundary:AllowDns by-name writes a policy of this name in the same namespace',
      );
    },
    SECONDS,
  );

  test.each([true, false])(
    'in an output of another stack that there is not fails, and writes nothing into other places (preview: %s)',
    async (preview) => {
      const up = await deploy(program('wrong'), { preview, env: { PROGRAM: 'undefined' } });
      expect(up.exitCode).not.toBe(0);
      expect(policies(up)).toEqual([]);
      expect(failures(up)).toContain('metadata.namespace: Required value: the Output that was given is undefined');
      expect(
        up.errors
          .map(({ message }) => message)
          .sort()
          .join('\n'),
      ).toMatchSnapshot();
    },
    SECONDS,
  );

  test(
    'in secrets does not show them',
    async () => {
      const up = await fails('secret');
      expect(up.exitCode).not.toBe(0);
      expect(policies(up)).toEqual([]);
      expect(failures(up)).toMatchSnapshot();
      expect(failures(up) + up.printed).not.toMatch(/sword|10\.1\.2\.3|10\.0\.0\.0/i);
    },
    SECONDS,
  );

  test(
    'in workloads that no policy can select fails',
    async () => {
      const up = await fails('workloads');
      expect(up.exitCode).not.toBe(0);
      expect(policies(up)).toEqual([]);
      expect(
        up.errors
          .map(({ message }) => message)
          .sort()
          .join('\n'),
      ).toMatchSnapshot();
    },
    SECONDS,
  );

  test.each([
    ['of which it is not known whether the client is isolated', 'undecided', 'cache'],
    ['of which some clients are isolated and some not', 'partly', 'cache'],
    ['to a whole namespace that nothing isolates', 'whole', 'all'],
  ])(
    'in a grant %s fails before that is registered',
    async (_, name, grant) => {
      const up = await fails(name);
      expect(up.exitCode).not.toBe(0);
      expect(named(up, grant)).toBeUndefined();
      expect(up.resources.map((resource) => resource.name)).not.toContainEqual(
        expect.stringContaining(`${grant}-allow-ingress`),
      );
      expect(failures(up)).toMatchSnapshot();
    },
    SECONDS,
  );
});
