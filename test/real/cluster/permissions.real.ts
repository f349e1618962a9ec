import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { ProbeResult } from '../../../lib/report/probe/probe-result';
import { TestCluster } from './test-cluster';

/** Each role of docs/cluster.md is enough for what it is for, and what is missing without is said as the rules that would give it. */

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.start();
  cluster.apply(readFileSync(join(__dirname, 'two-pods.yaml'), 'utf8'));
  cluster.run(['wait', '--namespace=shop', '--for=condition=Available', 'deployment', '--all', '--timeout=120s']);
}, 300_000);
afterAll(() => cluster.end());

interface Role {
  readonly kind: 'ClusterRole' | 'Role';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const document = readFileSync(join(__dirname, '../../../docs/cluster.md'), 'utf8');
const roles: readonly Role[] = [...document.matchAll(/^```yaml\n((?:.|\n)*?)^```$/gm)]
  .map(([, text = '']) => load(text) as Role)
  .filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role');

function role(name: string): Role {
  const found = roles.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`docs/cluster.md has no role ${name}`);
  return found;
}

let users = 0;

/** The kubeconfig of a ServiceAccount that may do just that. */
function userWith(...given: readonly Role[]): string {
  const user = `user-${users++}`;
  cluster.run(['create', 'serviceaccount', user, '--namespace=default']);
  for (const one of given) {
    const name = `${user}-${one.metadata.name}`;
    cluster.apply(
      JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', ...one, metadata: { ...one.metadata, name } }),
    );
    const bound = ['--serviceaccount', `default:${user}`];
    if (one.kind === 'ClusterRole')
      cluster.run(['create', 'clusterrolebinding', name, `--clusterrole=${name}`, ...bound]);
    else
      cluster.run(['create', 'rolebinding', name, `--role=${name}`, `--namespace=${one.metadata.namespace}`, ...bound]);
  }
  return cluster.kubeconfigOf(user, cluster.run(['create', 'token', user, '--namespace=default']).trim());
}

const LIMITS = ['--rate', '100', '-o', 'json'];

test('there are four roles', () => {
  expect(roles.map(({ metadata }) => metadata.name)).toEqual([
    'ringfence-read',
    'ringfence-doctor',
    'ringfence-probe',
    'ringfence-probe-pods',
  ]);
});

test('ringfence-read reads the cluster as an administrator does', async () => {
  const user = userWith(role('ringfence-read'));
  for (const command of [['list'], ['list', '--exposure'], ['check']]) {
    const [own, all] = [await cluster.ringfence(command, user), await cluster.ringfence(command)];
    expect(own).toEqual(all);
    expect(own.code).toBe(0);
  }
});

test('ringfence-doctor is enough to judge whether policies are enforced', async () => {
  const [own, all] = await Promise.all(
    [userWith(role('ringfence-doctor')), cluster.kubeconfig].map(async (user) => {
      const { out } = await cluster.ringfence(['doctor', '-o', 'json'], user);
      const { networkPolicies, policies, plugins, notes } = JSON.parse(out) as Record<string, unknown>;
      return { networkPolicies, policies, plugins, notes };
    }),
  );
  expect(own).toEqual(all);
  expect(own).toMatchObject({ networkPolicies: 'unknown', policies: 1 });
});

test('ringfence-probe runs the canaries, and --cleanup', async () => {
  const user = userWith(role('ringfence-probe'));
  const { code, out, err } = await cluster.ringfence(['probe', '--yes', ...LIMITS], user);
  if (out === '') throw new Error(err);
  expect((JSON.parse(out) as ProbeResult).notes).toEqual([]);
  expect(code).toBe(0);
  expect(await cluster.ringfence(['probe', '--cleanup'], user)).toMatchObject({ code: 0 });
}, 300_000);

test('ringfence-read and ringfence-probe-pods are enough to probe pods, and to add containers to them under restricted Pod Security', async () => {
  const user = userWith(role('ringfence-read'), role('ringfence-probe-pods'));
  const { code, out, err } = await cluster.ringfence(
    ['probe', '--model', '--ephemeral', '-n', 'shop', '--yes', ...LIMITS],
    user,
  );
  if (out === '') throw new Error(err);
  const { rows, notes } = JSON.parse(out) as ProbeResult;
  expect(rows.map(({ comparison }) => comparison)).toEqual(rows.map(() => 'agrees'));
  expect(code).toBe(0);
  expect(notes.join('\n')).toContain('shop/distroless');
}, 300_000);

test('without a permission nothing is made, and the rule that is missing is printed', async () => {
  const whole = role('ringfence-probe');
  const { code, out, err } = await cluster.ringfence(['probe', '--yes'], userWith());
  expect([code, out]).toEqual([2, '']);
  expect(err.replace(/ringfence-probe-[a-z0-9]{10}/g, 'ringfence-probe-RUN')).toMatchInlineSnapshot(`
"error: not permitted: create namespaces
error: not permitted: get namespaces
error: not permitted: delete namespaces
error: not permitted: create pods in namespace ringfence-probe-RUN
error: not permitted: get pods in namespace ringfence-probe-RUN
error: not permitted: list pods in namespace ringfence-probe-RUN
error: not permitted: create pods/exec in namespace ringfence-probe-RUN
error: not permitted: get pods/exec in namespace ringfence-probe-RUN
error: not permitted: create networkpolicies in namespace ringfence-probe-RUN
error: not permitted: delete networkpolicies in namespace ringfence-probe-RUN
this would permit it:

apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ringfence-probe
rules:
  - apiGroups: [""]
    resources: [namespaces]
    verbs: [create, get, delete]
  - apiGroups: [""]
    resources: [pods]
    verbs: [create, get, list]
  - apiGroups: [""]
    resources: [pods/exec]
    verbs: [create, get]
  - apiGroups: [networking.k8s.io]
    resources: [networkpolicies]
    verbs: [create, delete]
"
`);
  for (const missing of whole.rules.filter(({ resources }) => !resources.includes('nodes'))) {
    const user = userWith({ ...whole, rules: whole.rules.filter((rule) => rule !== missing) });
    const ran = await cluster.ringfence(['probe', '--yes'], user);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(`resources: [${missing.resources.join(', ')}]`);
  }
  expect(cluster.run(['get', 'namespaces', '-o', 'name'])).not.toContain('ringfence');
}, 120_000);

test('without a permission to read, what is missing is named, and no smaller cluster is judged', async () => {
  const whole = role('ringfence-read');
  const rules = whole.rules.map((rule) => ({
    ...rule,
    resources: rule.resources.filter((one) => one !== 'networkpolicies'),
  }));
  const ran = await cluster.ringfence(['list', '-n', 'shop'], userWith({ ...whole, rules }));
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('networkpolicies');
  expect(await cluster.ringfence(['list'], userWith())).toMatchObject({ code: 2, out: '' });
});
