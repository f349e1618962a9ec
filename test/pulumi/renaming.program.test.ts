import { join } from 'node:path';
import { type Deployment, deletedBy, deploy } from '../support/pulumi-engine';

const SECONDS = 60_000;
const POLICY = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';
const run = (program: string, name: string, env: Record<string, string> = {}) =>
  deploy(join(__dirname, 'programs/renaming.ts'), { env: { PROGRAM: program, NAME: name, ...env } });
const policies = ({ resources }: Deployment) => resources.filter(({ type }) => type === POLICY);
const deletedPolicies = (before: Deployment, after: Deployment) =>
  deletedBy(before, after).flatMap(({ type, name }) => (type === POLICY ? [name] : []));

/** The deployment as 0.1.0 registered it: policies were named after their component and their direction. */
function asOf010(now: Deployment): Deployment {
  return {
    ...now,
    resources: now.resources.map((resource) => {
      if (resource.type !== POLICY) return resource;
      const component = resource.parent.split('::').at(-1);
      const { policyTypes } = resource.inputs.spec as { policyTypes: string[] };
      const name = `${component}-${policyTypes.length === 1 ? policyTypes[0]?.toLowerCase() : 'policy'}`;
      return { ...resource, name, urn: resource.urn.replace(/::[^:]*(:[^:]+)?$/, `::${name}`) };
    }),
  };
}

describe('a component that is renamed', () => {
  test.each(['plain', 'resource', 'clusters'])(
    'keeps its policies (%s)',
    async (program) => {
      const [before, after] = await Promise.all([run(program, 'deny'), run(program, 'deny2')]);
      for (const deployment of [before, after]) expect(deployment).toMatchObject({ exitCode: 0, errors: [] });
      expect(deletedBy(before, after).map(({ name }) => name)).toContain('deny');
      expect(deletedPolicies(before, after)).toEqual([]);
      expect(policies(after)).toHaveLength(policies(before).length);
    },
    SECONDS,
  );

  test(
    'keeps its policies where the namespace is an Output, with a namespaceId or with an alias; there is a warning',
    async () => {
      const [before, after, withId] = await Promise.all([
        run('output', 'deny'),
        run('output', 'deny2'),
        run('output', 'deny2', { IDENTITY: 'shop' }),
      ]);
      expect(deletedPolicies(before, after)).toEqual([]);
      expect(deletedPolicies(before, withId)).toEqual([]);
      expect(policies(withId).map(({ name }) => name)).toEqual([
        'shop/default-deny-ingress',
        'shop/default-deny-egress',
      ]);
      expect(before.warnings.join()).toContain('renaming: the name or namespace of its policies is an Output');
      expect(withId.warnings).toEqual([]);
      // Without either they would be lost.
      const unaliased = { ...after, resources: after.resources.map((one) => ({ ...one, aliases: [] })) };
      expect(deletedPolicies(before, unaliased)).toEqual(['deny-ingress', 'deny-egress']);
    },
    SECONDS,
  );
});

test(
  'a boundary that becomes part of a SecureNamespace keeps its policies, and the other way round',
  async () => {
    const [apart, secure] = await Promise.all([run('parts', 'apart'), run('parts', 'secure')]);
    expect(policies(apart)).toHaveLength(4);
    expect(deletedPolicies(apart, secure)).toEqual([]);
    expect(deletedPolicies(secure, apart)).toEqual([]);
  },
  SECONDS,
);

test.each(['plain', 'resource', 'clusters', 'parts'])(
  'a stack of 0.1.0 loses nothing when it is upgraded (%s)',
  async (program) => {
    const now = await run(program, 'deny');
    const then = asOf010(now);
    expect(policies(then).map(({ name }) => name)).not.toEqual(policies(now).map(({ name }) => name));
    expect(deletedBy(then, now)).toEqual([]);
  },
  SECONDS,
);

test(
  'an explicit provider keeps the policies of two clusters apart',
  async () => {
    const now = await run('clusters', 'deny');
    expect(
      policies(now)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'other:shop/default-deny-egress',
      'other:shop/default-deny-ingress',
      'shop/default-deny-egress',
      'shop/default-deny-ingress',
    ]);
  },
  SECONDS,
);
