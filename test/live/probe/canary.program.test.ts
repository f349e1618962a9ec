import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { ringfence } from '../../support/command';
import { type ProbeClusterOptions, probeCluster } from '../../support/probe-cluster';
import { virtualWait as mockWait } from '../../support/virtual-waits';

// A probe waits until policies have an effect, and here they have it at once.
jest.mock('node:timers/promises', () => ({ setTimeout: mockWait }));

async function probed(options: ProbeClusterOptions, ...args: readonly string[]) {
  const cluster = probeCluster(options);
  const given = ['probe', '--settle', '1', '--start-timeout', '1', '--rate', '1000', ...args];
  const ran = await ringfence(given, '', { env: { KUBECTL: cluster.program } });
  return { ...ran, calls: cluster.calls() };
}

const wasRemoved = (calls: Awaited<ReturnType<typeof probed>>['calls']) =>
  calls.some(({ args }) => args[0] === 'delete' && args[1] === 'namespace');

test('a cluster that enforces, on two nodes and in both families', async () => {
  const { code, out, calls } = await probed({ nodes: 2, families: ['IPv4', 'IPv6'] }, '--yes', '-o', 'json');
  const document = JSON.parse(out);
  const schema = JSON.parse(readFileSync(join(__dirname, '../../../docs/probe.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: true }).compile(schema);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  expect(document.findings).toEqual([
    'This cluster enforces NetworkPolicies for ingress: on one node and across nodes, IPv4 and IPv6.',
    'This cluster enforces NetworkPolicies for egress: on one node and across nodes, IPv4 and IPv6.',
  ]);
  expect({ code, counts: document.counts }).toMatchObject({ code: 0, counts: { agrees: 48 } });
  expect(wasRemoved(calls)).toBe(true);
  // Each pod satisfies the restricted level, ends by itself, and has the label of the run.
  const made = calls.filter(({ args }) => args[0] === 'create').map(({ input }) => JSON.parse(input));
  for (const { metadata } of made) expect(metadata.labels['app.kubernetes.io/managed-by']).toBe('ringfence');
  for (const { spec } of made.filter(({ kind }) => kind === 'Pod')) {
    expect(spec.activeDeadlineSeconds).toBeGreaterThan(0);
    expect(spec.containers[0].securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
    });
  }
});

test.each<[string, ProbeClusterOptions, number, string]>([
  ['enforces nothing', { enforces: [] }, 1, 'This cluster does NOT enforce NetworkPolicies for ingress.'],
  ['enforces ingress alone', { enforces: ['Ingress'] }, 1, 'does NOT enforce NetworkPolicies for egress.'],
  ['rejects', { denies: 'refused' }, 0, 'DENIED (rejected)'],
  ['has a dead server', { dead: ['server'] }, 2, 'is not known'],
  ['has no tool in its image', { tools: [] }, 2, 'has none of the tools that connect'],
  ['puts a mesh around pods', { sidecar: 'istio-proxy' }, 2, 'a service mesh answers in place of pods'],
])(
  'a cluster that %s',
  async (_, options, code, text) => {
    const ran = await probed(options, '--yes');
    expect({ code: ran.code, err: ran.err.includes('error:') }).toEqual({ code, err: false });
    expect(ran.out).toContain(text);
    expect(wasRemoved(ran.calls)).toBe(true);
  },
  30_000,
);

test.each<[string, ProbeClusterOptions, string]>([
  ['image that cannot be pulled', { podStatus: { phase: 'Pending' } }, 'the canaries do not start'],
  ['pod that is refused', { hostile: [{ match: 'create --validate', code: 1, err: 'Forbidden' }] }, 'Forbidden'],
  ['list that is none', { hostile: [{ match: '/pods', out: '[]' }] }, 'must be a PodList'],
])('a %s is an error, and what was made is removed', async (_, options, text) => {
  const { code, out, err, calls } = await probed(options, '--yes');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(text);
  expect(wasRemoved(calls)).toBe(true);
});

test.each<[string, ProbeClusterOptions['hostile']]>([
  ['ends with 0 and says nothing', [{ match: 'exec ' }]],
  ['prints the marker of another run', [{ match: 'exec ', out: 'ringfence 0123456789abcdef open\n' }]],
  ['prints far too much', [{ match: 'exec ', out: 'x', repeat: 300_000 }]],
  ['prints escapes', [{ match: 'exec ', code: 1, err: '\u001b[2J\u001b[31mopen' }]],
])(
  'an exec that %s is never a verdict',
  async (_, hostile = []) => {
    const { code, out } = await probed({ hostile }, '--yes');
    expect(code).toBe(2);
    expect(out).not.toContain('\u001b');
    expect(out).not.toMatch(/ALLOWED|DENIED/);
  },
  60_000,
);

test('without consent the plan is printed, and nothing runs', async () => {
  const { code, out, err, calls } = await probed({ nodes: 2 });
  expect(code).toBe(2);
  expect(err).toContain('nothing was probed: --yes runs this plan');
  expect(out).toContain("create --validate=false --filename=- <<'EOF'");
  expect(out).toContain('"$CONNECT_BY_BASH" ringfence NONCE SERVER_ADDRESS 8080 4');
  expect(calls.map(({ args }) => args[0])).toEqual(['get']);
});

test('permissions are asked first, and missing ones are printed as a rule', async () => {
  const { code, err, calls } = await probed({ forbidden: ['create pods/exec', 'create namespaces'] }, '--yes');
  expect(code).toBe(2);
  expect(err).toContain('not permitted: create pods/exec in namespace ringfence-probe-');
  expect(err).toContain('    resources: [pods/exec]\n    verbs: [create]\n');
  expect(calls.some(({ args }) => args[0] === 'create')).toBe(false);
});

test('what says neither yes nor no is an error', async () => {
  const { code, err } = await probed({ hostile: [{ match: 'auth can-i', out: 'maybe' }] }, '--yes');
  expect(code).toBe(2);
  expect(err).toContain('neither yes nor no');
});

test('an interrupt ends it, and what was made is removed', async () => {
  const cluster = probeCluster({ hostile: [{ match: 'client-chosen', never: true }] });
  let interrupt = () => {};
  const running = ringfence(['probe', '--yes'], '', {
    env: { KUBECTL: cluster.program },
    onInterrupt: (handle) => {
      interrupt = handle;
      return () => {};
    },
  });
  while (!cluster.calls().some(({ args }) => args.includes('client-chosen')))
    await new Promise((r) => setTimeout(r, 20));
  interrupt();
  const { code, err } = await running;
  expect(code).toBe(2);
  expect(err).toContain('error: interrupted');
  expect(wasRemoved(cluster.calls())).toBe(true);
}, 30_000);

describe('--cleanup', () => {
  const namespace = (name: string, labels: object) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'ringfence', ...labels } },
  });

  test('removes what a run left, and nothing that only has its labels', async () => {
    const objects = [
      namespace('ringfence-probe-abcdefghij', { 'ringfence/probe-run': 'abcdefghij' }),
      namespace('kube-system', { 'ringfence/probe-run': 'abcdefghij' }),
      namespace('ringfence-probe-zzzzzzzzzz', { 'ringfence/probe-run': 'abcdefghij' }),
    ];
    const { code, out, calls } = await probed({ objects }, '--cleanup');
    expect({ code, out }).toEqual({ code: 0, out: 'removed: namespace ringfence-probe-abcdefghij\n' });
    expect(calls.filter(({ args }) => args[0] === 'delete').map(({ args }) => args[2])).toEqual([
      'ringfence-probe-abcdefghij',
    ]);
  });
});

test('JUnit: what is not enforced is a failure', async () => {
  const { out } = await probed({ enforces: ['Ingress'] }, '--yes', '-o', 'junit');
  expect(out).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites .* tests="12" failures="3" errors="0">/);
}, 30_000);
