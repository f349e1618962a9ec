import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProbeResult } from '../../../lib/report/probe/probe-result';
import { FROM_SOURCES } from '../../support/command';
import { TestCluster, WITHOUT_REJECTIONS } from './test-cluster';

/** `ringfence probe` on a cluster that enforces policies, on one that does not, and where it is killed. */

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.start();
}, 180_000);
afterAll(() => cluster.end());

const PROBE = ['probe', '--yes', '--rate', '100', '-o', 'json'];

async function probed(...options: readonly string[]): Promise<{ readonly code: number; readonly result: ProbeResult }> {
  const { code, out, err } = await cluster.ringfence([...PROBE, ...options]);
  if (out === '') throw new Error(err);
  return { code, result: JSON.parse(out) as ProbeResult };
}

function observed({ rows }: ProbeResult, expected: 'allowed' | 'denied'): string[] {
  const words = rows
    .filter((row) => row.expected === expected)
    .map(({ observed }) => ('how' in observed ? observed.how : observed.verdict));
  return [...new Set(words)].sort();
}

function namespacesOfProbes(): string[] {
  return cluster
    .run(['get', 'namespaces', '-o', 'name'])
    .split('\n')
    .filter((name) => name.includes('ringfence'));
}

test('where kube-router enforces, every connection is as the policies say, and nothing is left', async () => {
  const { code, result } = await probed();
  expect(result.rows.filter(({ comparison }) => comparison !== 'agrees')).toEqual([]);
  expect(code).toBe(0);
  expect(observed(result, 'allowed')).toEqual(['allowed']);
  expect(observed(result, 'denied')).toEqual(['rejected']);
  expect(namespacesOfProbes()).toEqual([]);
}, 300_000);

test('a rule that drops is seen as one', async () => {
  cluster.onNode('iptables', '-I', ...WITHOUT_REJECTIONS);
  const { code, result } = await probed().finally(() => cluster.onNode('iptables', '-D', ...WITHOUT_REJECTIONS));
  expect(code).toBe(0);
  expect(observed(result, 'denied')).toEqual(['dropped']);
}, 300_000);

test('where kube-router is stopped, policies are not enforced', async () => {
  await cluster.stop('network-policies');
  const { code, result } = await probed('--settle', '3').finally(() => cluster.startAgain('network-policies'));
  expect(code).toBe(1);
  expect(observed(result, 'denied')).toEqual(['allowed']);
  expect(result.rows.filter(({ expected }) => expected === 'denied').map(({ comparison }) => comparison)).toEqual(
    result.rows.filter(({ expected }) => expected === 'denied').map(() => 'not-enforced'),
  );
  expect(result.findings.join('\n')).toMatchInlineSnapshot(`
"This cluster does NOT enforce NetworkPolicies for ingress.
This cluster does NOT enforce NetworkPolicies for egress."
`);
}, 300_000);

test.each([
  ['absent.example/none:1', 'failed to pull'],
  ['registry.example/dead:1', 'nothing in this image listens'],
])(
  'an image that does not do, %s, is an error that says why, and nothing is left',
  async (image, why) => {
    const { code, out, err } = await cluster.ringfence([...PROBE, '--image', image, '--start-timeout', '15']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(namespacesOfProbes()).toEqual([]);
  },
  300_000,
);

test('what a run that was killed has left is removed by --cleanup', async () => {
  const args = [
    ...FROM_SOURCES,
    join(__dirname, '../../../lib/cli/main.ts'),
    ...PROBE,
    '--kubeconfig',
    cluster.kubeconfig,
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, KUBECTL: cluster.kubectl },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8');
  for await (const text of child.stderr) {
    said += text;
    // Its pods run, and the first policies come.
    if (/making pod client-other/.test(said)) break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(namespacesOfProbes()).toHaveLength(1);
  const { code, out } = await cluster.ringfence(['probe', '--cleanup']);
  expect(code).toBe(0);
  expect(out).toMatch(/^removed: namespace ringfence-probe-\S+, which was for use until \S+\n$/);
  expect(namespacesOfProbes()).toEqual([]);
}, 300_000);

test('a run that is interrupted removes what it made', async () => {
  const args = [
    ...FROM_SOURCES,
    join(__dirname, '../../../lib/cli/main.ts'),
    ...PROBE,
    '--kubeconfig',
    cluster.kubeconfig,
  ];
  const child = spawn(process.execPath, args, { env: { ...process.env, KUBECTL: cluster.kubectl } });
  let said = '';
  const ended = once(child, 'exit');
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (!/making pod client-other/.test(said) && /making pod client-other/.test(said + text)) child.kill('SIGINT');
    said += text;
  });
  const [code] = await ended;
  expect(code).toBe(2);
  expect(said).toContain('interrupted');
  expect(namespacesOfProbes()).toEqual([]);
}, 300_000);

test('the plan shows the same where it is pasted into a shell', async () => {
  const { out: plan } = await cluster.ringfence(['probe']);
  const [, connect = ''] = /^# 4\. .*\n([^#]+)\n\n/m.exec(plan) ?? [];
  const [, namespace] = /--namespace=(\S+)/.exec(plan) ?? [];
  const kubectl = `'${cluster.kubectl}' --kubeconfig='${cluster.kubeconfig}' --namespace=${namespace}`;
  const script = plan
    .replaceAll('# Then connect from each client as above.', () => `sleep 3\n${connect}`)
    .replace('# 3.', () =>
      [
        `${kubectl} wait --for=condition=Ready pod --all --timeout=60s`,
        `SERVER_ADDRESS=$(${kubectl} get pod server --output=jsonpath='{.status.podIP}')`,
        '# 3.',
      ].join('\n'),
    )
    .replaceAll('SERVER_ADDRESS 8080', '"$SERVER_ADDRESS" 8080');
  const { stdout } = spawnSync('sh', { encoding: 'utf8', input: script });
  const exits = [...stdout.matchAll(/^ringfence NONCE exit (\d+)$/gm)].map(([, code]) => code);
  const perDirection = ['0', '0', '1', '1', '0', '1'];
  expect(exits).toEqual([...perDirection, ...perDirection]);
}, 300_000);
