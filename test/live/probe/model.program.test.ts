import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { ringfence } from '../../support/command';
import { type ProbeCluster, type ProbeClusterOptions, probeCluster } from '../../support/probe-cluster';

/** Connections between pods of the user: web may reach cart, and nothing else may; db is closed to all. */

const namespace = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
});
const pod = (name: string, address: string, more: object = {}, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name }, ...more },
  spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'i', ports: [{ containerPort: 8080 }] }], ...spec },
  status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
});
const policy = (name: string, app: string, from: readonly string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app } },
    policyTypes: ['Ingress'],
    ingress: from.map((one) => ({ from: [{ podSelector: { matchLabels: { app: one } } }] })),
  },
});
const SHOP = [
  namespace('shop'),
  namespace('kube-system'),
  pod('cart', '10.0.0.3'),
  pod('db', '10.0.0.4'),
  pod('web', '10.0.0.5'),
  pod('dns', '10.0.0.6', { namespace: 'kube-system' }),
  policy('cart', 'cart', ['web']),
  policy('db', 'db', []),
];

let cluster: ProbeCluster | undefined;
afterEach(() => cluster?.stop());

async function probed(options: ProbeClusterOptions, ...args: readonly string[]) {
  cluster = await probeCluster({ objects: SHOP, ...options });
  const ran = await ringfence(['probe', '--rate', '1000', ...args], '', { env: { KUBECTL: cluster.program } });
  return { ...ran, calls: cluster.calls() };
}

interface Row {
  readonly check: string;
  readonly from: string;
  readonly to: string;
  readonly expected: string;
  readonly observed: { readonly verdict: string; readonly how?: string; readonly reason?: string };
  readonly comparison: string;
}

function short(out: string): string[] {
  const { rows } = JSON.parse(out) as { rows: readonly Row[] };
  return rows.map(({ check, from, to, observed, comparison }) => {
    const said = observed.how ?? observed.reason ?? '';
    return `${comparison}: ${check}: ${from} -> ${to}: ${observed.verdict}${said === '' ? '' : ` (${said})`}`;
  });
}

const claims = (text: string) => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-contract-')), 'claims.yaml');
  writeFileSync(file, text);
  return file;
};

describe('--model', () => {
  test('one pair for each workload that is closed, one that it lets in, and controls', async () => {
    const { code, out, calls } = await probed({}, '--model', '--yes', '-o', 'json');
    expect(short(out)).toEqual([
      'agrees: ingress of shop/cart[Pod]: shop/db -> shop/cart: denied (dropped)',
      'agrees: ingress of shop/cart[Pod]: shop/web -> shop/cart: allowed',
      'agrees: ingress of shop/db[Pod]: shop/cart -> shop/db: denied (dropped)',
    ]);
    expect(code).toBe(0);
    const schema = JSON.parse(readFileSync(join(__dirname, '../../../docs/probe.schema.json'), 'utf8'));
    const validate = new Ajv({ strict: true }).compile(schema);
    expect(validate(JSON.parse(out)) ? [] : validate.errors).toEqual([]);
    // Nothing is made, and nothing of kube-system is touched.
    expect(new Set(calls.map(({ args }) => args[0]))).toEqual(new Set(['config', 'get', 'auth', 'exec']));
    expect(calls.some(({ args }) => args[0] === 'exec' && args.includes('--namespace=kube-system'))).toBe(false);
  });

  test('pods of OpenShift itself are probed only where their namespace is named', async () => {
    const inner = {
      ...pod('router', '10.0.0.9'),
      metadata: { ...pod('router', '').metadata, namespace: 'openshift-x' },
    };
    const closed = { ...policy('router', 'router', []), metadata: { name: 'router', namespace: 'openshift-x' } };
    const objects = [...SHOP, namespace('openshift-x'), inner, closed];
    const isTouched = (calls: readonly { readonly args: readonly string[] }[]) =>
      calls.some(({ args }) => args[0] === 'exec' && args.includes('--namespace=openshift-x'));
    expect(isTouched((await probed({ objects }, '--model', '--yes')).calls)).toBe(false);
    cluster?.stop();
    const named = await probed({ objects }, '--model', '--yes', '-n', 'shop,openshift-x');
    expect(isTouched(named.calls)).toBe(true);
  }, 60_000);

  test('a workload that is closed and of which no port is known is not probed, and that is no success', async () => {
    const silent = pod('db', '10.0.0.4', {}, { containers: [{ name: 'app', image: 'i' }] });
    const objects = SHOP.map((one) => (one.metadata.name === 'db' && one.kind === 'Pod' ? silent : one));
    const { code, out } = await probed({ objects }, '--model', '--yes', '-o', 'json');
    expect(short(out)).toContain(
      'not-probed: ingress of shop/db[Pod]: - -> -: unknown (no container declares a port of TCP or of DNS, and no Service leads to one)',
    );
    expect(code).toBe(2);
    cluster?.stop();
    // A Service says on which port it listens.
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { clusterIP: '10.96.0.4', selector: { app: 'db' }, ports: [{ port: 80, targetPort: 5432 }] },
    };
    const known = await probed({ objects: [...objects, service] }, '--model', '--yes', '-o', 'json');
    expect(short(known.out)).toContain('agrees: ingress of shop/db[Pod]: shop/cart -> shop/db: denied (dropped)');
    expect(known.code).toBe(0);
  }, 60_000);

  test('a boundary that lets through all pods that may be probed is noted', async () => {
    const all = { ...policy('web', 'web', []), spec: { podSelector: { matchLabels: { app: 'web' } }, ingress: [{}] } };
    const { out } = await probed({ objects: [...SHOP, all] }, '--model');
    expect(out).not.toContain('ingress of shop/web');
    cluster?.stop();
    const ran = await probed({ objects: [...SHOP.slice(0, 6), all] }, '--model', '--yes');
    expect(ran.out).toContain('not probed, since each pod that may be probed is let through: 1 of the boundaries');
    expect(ran.code).toBe(2);
  }, 60_000);

  test('workloads of which no pod can be probed are counted', async () => {
    const starting = { ...pod('late', '10.0.0.9'), status: { phase: 'Pending' } };
    const { out } = await probed({ objects: [...SHOP, starting] }, '--model', '--yes');
    expect(out).toContain('not probed: workloads without a pod that runs, is ready, and has an address of its own (1)');
  }, 60_000);

  test('of workloads that the same policies close one is tried, and the others are counted', async () => {
    const more = [
      pod('cart-2', '10.0.0.8', { labels: { app: 'cart' } }),
      pod('cart-3', '10.0.0.9', { labels: { app: 'cart' } }),
    ];
    const { out } = await probed({ objects: [...SHOP, ...more] }, '--model', '--yes', '-o', 'json');
    const checks = new Set((JSON.parse(out) as { rows: Row[] }).rows.map(({ check }) => check));
    expect(checks.size).toBe(2);
    expect(JSON.parse(out).notes.join()).toContain('not probed: 1 more of the workloads that the same policies close');
  }, 60_000);

  test.each<[string, ProbeClusterOptions, number, RegExp]>([
    ['enforces nothing', { enforces: [] }, 1, /does NOT enforce these policies: each of 2 connections/],
    ['rejects', { denies: 'refused' }, 0, /DENIED \(rejected\)/],
    ['has a dead target', { dead: ['cart', 'db'] }, 2, /nothing shows that the port (is|was) open/],
    [
      'closes what the policies allow',
      { connections: { 'web > 10.0.0.3:8080': 'timeout' } },
      1,
      /Closed, and the NetworkPolicies allow it/,
    ],
    ['has no tools in its pods', { tools: [] }, 2, /has none of the tools that connect/],
    ['lets no command run', { broken: ['cart', 'db', 'web'] }, 2, /unable to upgrade connection/],
  ])(
    'a cluster that %s',
    async (_, options, code, text) => {
      const ran = await probed(options, '--model', '--yes');
      expect(ran.out).toMatch(text);
      expect(ran.code).toBe(code);
    },
    60_000,
  );

  test('a pod that cannot connect at all is no proof of a deny', async () => {
    // db reaches not even itself, as where its tool is broken.
    const connections = { 'db > 10.0.0.4:8080': 'timeout', 'db > 10.0.0.5:8080': 'timeout' } as const;
    const { code, out } = await probed({ connections }, '--model', '--yes', '-o', 'json');
    expect(short(out)[0]).toMatch(/^unknown: .*nothing shows that this pod can connect at all/);
    expect(code).toBe(2);
  }, 60_000);

  test('what a pod may reach shows for other targets that it can connect, though not for itself', async () => {
    const load = pod('load', '10.0.0.7', {}, { containers: [{ name: 'app', image: 'i' }] });
    const objects = [...SHOP.slice(0, 4), load, policy('cart', 'cart', ['load']), policy('db', 'db', [])];
    const labelled = (app: string) => `{namespace: shop, labels: {app: ${app}}}`;
    const file = claims(`version: 1
allowed: [{from: ${labelled('load')}, to: ${labelled('cart')}, ports: [8080]}]
denied: [{from: ${labelled('load')}, to: ${labelled('db')}, ports: [8080]}]
`);
    const { code, out } = await probed({ objects }, '--contract', file, '--yes', '-o', 'json');
    const { rows } = JSON.parse(out) as { rows: readonly Row[] };
    expect(rows.map(({ to, observed }) => [to, observed.verdict])).toEqual([
      ['shop/cart', 'allowed'],
      ['shop/db', 'denied'],
    ]);
    expect(code).toBe(0);
  }, 60_000);

  describe('--ephemeral', () => {
    test('pods without tools get a container that is restricted and ends by itself', async () => {
      const { code, out, calls } = await probed({ tools: [] }, '--model', '--yes', '--ephemeral', '-o', 'json');
      expect({ code, counts: JSON.parse(out).counts }).toMatchObject({ code: 0, counts: { agrees: 3 } });
      const patches = calls.filter(({ args }) => args[0] === 'patch');
      expect(patches.map(({ args }) => args[2]).sort()).toEqual(['cart', 'db', 'web']);
      for (const { args } of patches) {
        expect(args).toContain('--subresource=ephemeralcontainers');
        const patch = JSON.parse(args.find((arg) => arg.startsWith('--patch='))?.slice('--patch='.length) ?? '');
        expect(patch.spec.ephemeralContainers).toMatchObject([
          {
            command: ['sh', '-c', 'exec sleep "$1"', 'ringfence', '900'],
            securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
          },
        ]);
      }
      expect(JSON.parse(out).notes.join()).toContain('in their description until they go');
    }, 60_000);

    test('pods with tools get none', async () => {
      const { code, calls } = await probed({}, '--model', '--yes', '--ephemeral');
      expect(code).toBe(0);
      expect(calls.some(({ args }) => args[0] === 'patch')).toBe(false);
    });

    test.each<[string, ProbeClusterOptions, string]>([
      [
        'is not started',
        { ephemeralState: { waiting: { reason: 'ErrImagePull', message: 'no\u001b[31m' } } },
        'ErrImagePull',
      ],
      ['has ended', { ephemeralState: { terminated: { reason: 'Error' } } }, 'has ended: Error'],
      [
        'is refused',
        { hostile: [{ match: '--patch=', code: 1, err: 'Error from server (Forbidden): violates PodSecurity' }] },
        'violates PodSecurity',
      ],
    ])(
      'one that %s is no verdict',
      async (_, options, text) => {
        const ran = await probed({ tools: [], ...options }, '--model', '--yes', '--ephemeral', '--start-timeout', '1');
        expect(ran.code).toBe(2);
        expect(ran.out).toContain(text);
        expect(ran.out).not.toMatch(/ALLOWED|DENIED/);
        expect(ran.out).not.toContain('\u001b');
      },
      60_000,
    );

    test('its plan says what stays, and its permissions are asked first', async () => {
      const planned = await probed({}, '--model', '--ephemeral');
      expect(planned.out).toContain('stays in the description of the pod, which nothing removes');
      expect(planned.calls.some(({ args }) => args[0] === 'patch')).toBe(false);
      cluster?.stop();
      const forbidden = ['patch pods/ephemeralcontainers'];
      const { err, calls } = await probed({ forbidden }, '--model', '--yes', '--ephemeral');
      expect(err).toContain('not permitted: patch pods/ephemeralcontainers in namespace shop');
      expect(calls.some(({ args }) => args[0] === 'patch' || args[0] === 'exec')).toBe(false);
    });
  });

  test('a mesh answers in place of pods', async () => {
    const objects = SHOP.map((one) =>
      'metadata' in one && one.metadata.name === 'db' && 'status' in one
        ? { ...one, spec: { ...one.spec, containers: [{ name: 'app' }, { name: 'istio-proxy' }] } }
        : one,
    );
    const { out, code } = await probed({ objects }, '--model', '--yes');
    expect(out).toContain('a service mesh answers in place of pods: Istio');
    expect(code).toBe(2);
  }, 60_000);

  test('where nothing is enforced, the network plugin is named with the evidence', async () => {
    const flannel = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'kube-flannel', namespace: 'kube-flannel' },
      spec: { template: { spec: { containers: [{ name: 'kube-flannel', image: 'flannel:1' }] } } },
      status: { desiredNumberScheduled: 1, numberReady: 1, updatedNumberScheduled: 1 },
    };
    const objects = [...SHOP, namespace('kube-flannel'), flannel];
    const { code, out } = await probed({ objects, enforces: [] }, '--model', '--yes');
    expect(code).toBe(1);
    expect(out).toMatch(/^note: network plugin: Flannel is set up as not-enforced: .*kube-flannel/m);
    cluster?.stop();
    expect((await probed({ objects }, '--model', '--yes')).out).not.toContain('network plugin');
    cluster?.stop();
    // Who may not read it gets the verdicts all the same.
    const hostile = [{ match: '/daemonsets', code: 1, err: 'broken' }];
    const canary = await probed({ enforces: [], hostile }, '--yes', '--settle', '1');
    expect(canary.code).toBe(1);
    expect(canary.out).toContain('This cluster does NOT enforce NetworkPolicies');
  }, 60_000);

  test('where not all of the cluster could be read, the result is not known, whatever was seen', async () => {
    const faulty = { ...policy('x', 'x', []), metadata: { name: 'x', namespace: 'kube-system' }, spec: { ingress: 5 } };
    const objects = [...SHOP, faulty];
    const { code, out, err } = await probed({ objects }, '--model', '--yes', '-o', 'json');
    const { result, counts, unread } = JSON.parse(out);
    expect({ code, result, counts }).toMatchObject({ code: 2, result: 'unknown', counts: { agrees: 3, unknown: 0 } });
    expect(unread).toEqual([expect.stringContaining('NetworkPolicy kube-system/x')]);
    expect(err).toContain('NetworkPolicy kube-system/x');
    cluster?.stop();
    const text = await probed({ objects }, '--model', '--yes');
    expect(text.out).toContain('not read, so that the policies may say otherwise:\n');
    cluster?.stop();
    const junit = await probed({ objects }, '--model', '--yes', '-o', 'junit');
    expect(junit.out).toMatch(/<testsuites .* tests="4" failures="0" errors="1">/);
    expect(junit.out).toContain('<testsuite name="what could not be read" tests="1" failures="0" errors="1">');
  }, 60_000);

  test('without consent the plan is printed, with each control, and nothing runs', async () => {
    const { code, out, err, calls } = await probed({}, '--model');
    expect(code).toBe(2);
    expect(err).toContain('nothing was probed: --yes runs this plan, by commands in these pods');
    expect(out).toContain(
      'ingress of shop/db[Pod]: shop/cart connects to shop/db (10.0.0.4) TCP 8080, which should be denied.',
    );
    expect(out).toContain('# The second command is the control: from shop/db the same port has to be open.');
    expect(calls.some(({ args }) => args[0] === 'exec')).toBe(false);
  });

  test('permissions are asked first, namespace by namespace', async () => {
    const { code, err, calls } = await probed({ forbidden: ['create pods/exec'] }, '--model', '--yes');
    expect(code).toBe(2);
    expect(err).toContain('not permitted: create pods/exec in namespace shop');
    expect(calls.some(({ args }) => args[0] === 'exec')).toBe(false);
  });

  test.each([
    [['--model', '-n', 'no-such'], 'no namespace no-such in the cluster'],
    [['-n', 'shop'], '--namespace is about pods of the user'],
    [['--model', '--rate', '0'], '--rate "0" is no whole number above 0'],
  ])('%j is refused', async (args, message) => {
    const { code, err } = await probed({}, '--yes', ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('--most ends it, and what was not tried is not known', async () => {
    const { code, out } = await probed({}, '--model', '--yes', '--most', '3');
    expect(out).toContain('the limit of --most connections is reached');
    expect(code).toBe(2);
  });
});

describe('--contract', () => {
  const CLAIMS = `version: 1
allowed:
  - from: {namespace: shop, labels: {app: web}}
    to: {namespace: shop, labels: {app: cart}}
    ports: [8080]
denied:
  - from: {namespace: shop}
    to: {namespace: shop, labels: {app: db}}
    ports: [8080]
onlyInto:
  - target: {namespace: shop, labels: {app: cart}}
    flows:
      - from: {namespace: shop, labels: {app: web}}
        ports: [all]
`;

  test('claims that hold, in the policies and in the cluster', async () => {
    const { code, out, err } = await probed({}, '--contract', claims(CLAIMS), '--yes', '-o', 'json');
    expect({ code, err: err.includes('error') }).toEqual({ code: 0, err: false });
    expect(JSON.parse(out).brokenClaims).toEqual([]);
    expect(short(out)).toEqual([
      'agrees: allowed: app=web in namespace shop to app=cart in namespace shop on TCP 8080: shop/web -> shop/cart: allowed',
      'agrees: denied: all pods in namespace shop to app=db in namespace shop on TCP 8080: shop/cart -> shop/db: denied (dropped)',
      'agrees: denied: all pods in namespace shop to app=db in namespace shop on TCP 8080: shop/web -> shop/db: denied (dropped)',
      'agrees: only into app=cart in namespace shop: shop/db -> shop/cart: denied (dropped)',
    ]);
  }, 60_000);

  test('a claim that the policies do not keep fails, whatever happens in the cluster', async () => {
    const file = claims(`version: 1
denied:
  - {from: {namespace: shop, labels: {app: db}}, to: {namespace: shop, labels: {app: web}}, ports: [8080]}
`);
    const open = await probed({}, '--contract', file, '--yes');
    expect(open.code).toBe(1);
    expect(open.out).toContain('the policies do not keep this claim');
    expect(open.out).toContain('NOT ENFORCED');
    cluster?.stop();
    // Something else closes it: that is not what the policies say.
    const closed = await probed(
      { connections: { 'db > 10.0.0.5:8080': 'timeout' } },
      '--contract',
      file,
      '--yes',
      '-o',
      'junit',
    );
    expect(closed.code).toBe(1);
    expect(closed.out).toContain('<failure message="more-closed');
    expect(closed.out).toContain('claims that the policies do not keep');
  }, 60_000);

  test('what cannot be tried is not probed, and is no success', async () => {
    const file = claims(`version: 1
denied:
  - {from: {namespace: shop}, to: {cidr: 203.0.113.0/24}, ports: [443]}
  - {from: {namespace: shop, labels: {app: db}}, to: {namespace: shop, labels: {app: web}}, ports: [UDP 8125, SCTP 9]}
`);
    const { code, out } = await probed({}, '--contract', file, '--yes', '-o', 'json');
    expect(short(out)).toEqual([
      expect.stringMatching(/^not-probed: .*to addresses outside, which are not probed/),
      expect.stringMatching(/^not-probed: .*over UDP only DNS is probed/),
      expect.stringMatching(/^not-probed: .*SCTP is not probed: pods have no tool for it/),
    ]);
    const { rows } = JSON.parse(out) as { rows: readonly { readonly port: string }[] };
    expect(rows.map(({ port }) => port)).toEqual(['-', 'UDP 8125', 'SCTP 9']);
    expect(code).not.toBe(0);
  });

  test('isolation of a namespace', async () => {
    const file = claims('version: 1\nisolated: [{namespace: shop, direction: ingress}]\n');
    const { code, out } = await probed({}, '--contract', file, '--yes');
    // web is not isolated.
    expect(code).toBe(1);
    expect(out).toContain('every pod of namespace shop is isolated for ingress');
    expect(out).toMatch(/agrees +isolated shop/);
  });

  test.each<[string, string]>([
    ['', 'claims nothing'],
    ['version: 2\ndenied: []\n', 'claims.yaml:1:'],
    ['version: 1\n', 'the contract claims nothing'],
    ['version: 1\ndenied: [{from: {namespace: shop}}]\n', 'denied[0].to'],
    [
      'version: 1\ndenied: [{from: {namespace: shop}, to: {namespace: a, cidr: 10.0.0.0/8}, ports: [1]}]\n',
      'must be a valid CIDR, alone',
    ],
    ['version: 1\ndenied: [{from: {}, to: {namespace: shop}, ports: [1]}]\n', 'must say in which namespaces'],
    ['version: 1\ndenied: [{from: {namespace: shop}, to: {namespace: shop}, ports: [0, "UDP"]}]\n', 'is no port'],
    ['version: 1\ndeny: []\n', 'deny'],
    ['version: 1\nisolated: [{direction: up}]\n', 'isolated[0].direction'],
    ['- x\n', 'must be a map'],
    [
      'version: 1\ndenied: [{from: {namespace: shop, labels: {app: [1]}}, to: {namespace: shop}, ports: [1]}]\n',
      'labels',
    ],
  ])('%j is refused with its place, before anything is read', async (text, message) => {
    const { code, err, calls } = await probed({}, '--contract', claims(text), '--yes');
    expect({ code, calls: calls.length }).toEqual({ code: 2, calls: 0 });
    expect(err).toContain(message);
    expect(err).not.toContain('fault of ringfence');
  });
});
