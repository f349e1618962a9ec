import { clusterOfManifests } from '../../lib/cluster/load';
import { denialsOf } from '../../lib/flows/denied-flows';
import { grantsFor } from '../../lib/flows/missing-grants';
import { provedGrants } from '../../lib/flows/proved-grants';
import { Reachability } from '../../lib/reachability/reachability';
import { answers, CLUSTER, HUBBLE, replayed, WANTED } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** What becomes a grant and what does not, by the policies and pods of the input. */

const OPEN = CLUSTER.filter(({ kind }) => kind !== 'NetworkPolicy');
const grants = (manifests: readonly object[], lines: readonly string[]) => {
  const reachability = Reachability.of(clusterOfManifests(manifests));
  return provedGrants(grantsFor(denialsOf(flowLogOf(lines), reachability).missing, new Set()), reachability);
};
const dropped = (time: string, source: string, port: number) =>
  `${time}n1 kernel: drop: IN=a OUT=b SRC=${source} DST=10.0.2.9 LEN=60 PROTO=TCP SPT=50000 DPT=${port} SYN`;

describe('policies of other APIs', () => {
  const only = { fromEndpoints: [{ matchLabels: { app: 'db' } }] };
  const cilium = (spec: object) => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { endpointSelector: { matchLabels: { app: 'cart' } }, ...spec },
  });
  const calico = (spec: object) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: "app == 'cart'", types: ['Ingress'], ...spec },
  });
  const tier = (order: number) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'Tier',
    metadata: { name: 'first' },
    spec: { order },
  });

  test.each<[string, readonly object[]]>([
    ['Cilium', [cilium({ ingress: [only] })]],
    ['Calico', [calico({ ingress: [{ action: 'Allow', source: { selector: "app == 'db'" } }] })]],
  ])('what a policy of %s only takes over, a NetworkPolicy opens', (_, policies) => {
    const { grants: found, closed } = grants([...OPEN, ...policies], [HUBBLE]);
    expect(closed).toEqual([]);
    expect(found.map(({ opens }) => opens)).toEqual([{ wanted: 1, stillClosed: 0, unwanted: [] }]);
  });

  test('what a rule of Calico denies, and what a tier before NetworkPolicies takes over, none of them opens', () => {
    const denied = ({ kind }: { readonly kind: string }, more: readonly object[]) => {
      const reachability = Reachability.of(clusterOfManifests([...OPEN, ...more]));
      return denialsOf(flowLogOf([HUBBLE]), reachability).notGranted.map(({ reason, detail }) => [
        reason,
        detail,
        kind,
      ]);
    };
    const rule = calico({ order: 1, ingress: [{ action: 'Deny' }] });
    expect(denied(rule, [rule])).toEqual([['explicit-deny', 'NetworkPolicy shop/cart', 'NetworkPolicy']]);
    const earlier = calico({ tier: 'first', ingress: [{ action: 'Allow', source: { selector: "app == 'db'" } }] });
    expect(denied(earlier, [tier(10), { ...earlier, metadata: { name: 'first.cart', namespace: 'shop' } }])).toEqual([
      ['explicit-deny', 'NetworkPolicy shop/first.cart', 'NetworkPolicy'],
    ]);
  });

  test('a grant would isolate a pod that the Baseline tier alone denies, so there is none', () => {
    const baseline = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'closed' },
      spec: {
        tier: 'Baseline',
        priority: 1,
        subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    };
    const { missing, notGranted } = denialsOf(
      flowLogOf([HUBBLE]),
      Reachability.of(clusterOfManifests([...OPEN, baseline])),
    );
    expect(missing).toEqual([]);
    expect(notGranted.map(({ reason, detail }) => [reason, detail])).toEqual([
      ['explicit-deny', 'ClusterNetworkPolicy closed'],
    ]);
  });
});

describe('scans', () => {
  const tried = (ports: readonly number[]) => ports.map((port) => dropped('', '10.0.1.7', port));

  test('six ports that nothing declares are a scan, and a declared one among them belongs to it', () => {
    expect(answers(tried([21, 22, 23, 25, 80, 443, 8080]))).toEqual(['scan']);
    expect(answers(tried([21, 22, 23, 25, 80]))).toHaveLength(5);
  });
});

describe('pods that have run to their end', () => {
  const job = (name: string, address: string, times: readonly [string, string?]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'front', labels: { app: name.replace(/-.*/, '') } },
    spec: { containers: [{ name: 'c', image: 'c' }] },
    status: {
      phase: times[1] === undefined ? 'Running' : 'Succeeded',
      podIP: address,
      startTime: times[0],
      ...(times[1] && { containerStatuses: [{ name: 'c', state: { terminated: { finishedAt: times[1] } } }] }),
    },
  });
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'report', namespace: 'front' },
    spec: {
      jobTemplate: {
        spec: {
          template: { metadata: { labels: { app: 'report' } }, spec: { containers: [{ name: 'c', image: 'c' }] } },
        },
      },
    },
  };
  const more = [
    cronJob,
    job('report-28391-abcde', '10.0.1.50', ['2026-11-28T09:59:00Z', '2026-11-28T10:01:00Z']),
    job('other', '10.0.1.50', ['2026-11-28T12:00:00Z']),
  ];

  test.each<[string, string]>([
    ['2026-11-28T10:00:00Z ', 'front/report[CronJob] -> shop/cart[Deployment] TCP 8080 x1'],
    ['2026-11-28T12:30:00Z ', 'front/other[Pod] -> shop/cart[Deployment] TCP 8080 x1'],
    ['2026-11-28T11:00:00Z ', 'unknown-end: 10.0.1.50 was not yet, or no more, the address of its pod'],
    ['', 'unknown-end: 10.0.1.50 was the address of several pods'],
  ])('at %j their address is that of %s', (time, expected) => {
    expect(answers([dropped(time, '10.0.1.50', 8080)], more)).toEqual([expected]);
  });

  test('a connection that both pods may have tried is of neither, unless the log names the pod', () => {
    const log = [
      dropped('2026-11-28T10:00:00Z ', '10.0.1.50', 8080),
      dropped('2026-11-28T12:30:00Z ', '10.0.1.50', 8080),
    ];
    expect(answers(log, more)).toEqual(['unknown-end: 10.0.1.50 was the address of several pods']);
    expect(answers([HUBBLE], more)).toEqual([WANTED]);
  });
});

test('a port of a node says which Service is behind it', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart-outside', namespace: 'shop' },
    spec: { type: 'NodePort', selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] },
  };
  const line = dropped('', '10.0.1.7', 30080).replace('10.0.2.9', '10.9.0.1');
  expect(answers([line], [service])).toEqual(['node: n1, a port of Service shop/cart-outside']);
  expect(answers([line])).toEqual(['node: n1']);
});

test('one pod of several that calls itself lacks no grant, and two of them do', () => {
  const stateful = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'shop' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'c', image: 'c' }] } },
    },
  };
  const pods = ['0', '1'].map((index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `db-${index}`,
      namespace: 'shop',
      labels: { app: 'db' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', controller: true, uid: 'u' }],
    },
    spec: { containers: [{ name: 'c', image: 'c' }] },
    status: { phase: 'Running', podIP: `10.0.3.${index}`, podIPs: [{ ip: `10.0.3.${index}` }] },
  }));
  const closed = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] },
  };
  const from = (source: string, destination: string) =>
    dropped('', source, 5432).replace('DST=10.0.2.9', `DST=${destination}`);
  const more = [stateful, ...pods, closed];
  expect(answers([from('10.0.3.0', '10.0.3.0')], more)).toEqual(['itself']);
  expect(answers([from('10.0.3.0', '10.0.3.1')], more)).toEqual([
    'shop/db[StatefulSet] -> shop/db[StatefulSet] TCP 5432 x1',
  ]);
  const named = { ...JSON.parse(HUBBLE).flow, IP: undefined };
  named.source = { namespace: 'shop', pod_name: 'db-0', labels: ['k8s:app=db'] };
  named.destination = named.source;
  expect(answers([JSON.stringify({ flow: named })], more)).toEqual(['itself']);
  // Replayed, nothing can deny it.
  expect(replayed([from('10.0.3.0', '10.0.3.0').replace('drop', 'allow')], more)).toEqual([
    '0 judged',
    'not judged 1: a pod and itself, where no policy applies',
  ]);
});

describe('a grant isolates no pods that were open', () => {
  const workload = (name: string, labels: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c' }] } },
    },
  });
  const two = [workload('stable', { app: 'x' }), workload('canary', { app: 'x', release: 'canary' })];
  const policy = (direction: 'Ingress' | 'Egress', podSelector: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `x-${direction.toLowerCase()}`, namespace: 'shop' },
    spec: { podSelector, policyTypes: [direction] },
  });
  const notCanary = { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'release', operator: 'DoesNotExist' }] };
  const { flow } = JSON.parse(HUBBLE);
  const stable = {
    namespace: 'shop',
    pod_name: 'stable-5d9-x1',
    labels: ['k8s:app=x'],
    workloads: [{ name: 'stable' }],
  };
  const into = JSON.stringify({ flow: { ...flow, destination: stable, IP: undefined } });
  const outOf = JSON.stringify({ flow: { ...flow, source: stable, IP: undefined, traffic_direction: 'EGRESS' } });

  test('labels that open pods have as well get no grant, and the policy to extend is named', () => {
    expect(answers([into], [...two, policy('Ingress', notCanary)])).toEqual([
      'no-lasting-labels: isolated by shop/x-ingress',
    ]);
    // The client is closed as well as what it calls.
    expect(answers([outOf], [...two, policy('Egress', notCanary)])).toEqual([
      'no-lasting-labels: isolated by shop/x-egress, shop/cart',
    ]);
  });

  test('what only its way out closes gets none either', () => {
    const open = policy('Ingress', { matchLabels: { app: 'nothing' } });
    const toCart = { ...open, metadata: { ...open.metadata, name: 'cart' }, spec: { ...open.spec, ingress: [{}] } };
    const found = grants([...OPEN, ...two, toCart, policy('Egress', notCanary)], [outOf]);
    expect(found.grants).toEqual([]);
  });

  test('where those are isolated too, the grant says what it opens of them', () => {
    const { grants: found, closed } = grants(
      [...OPEN, ...two, policy('Ingress', { matchLabels: { app: 'x' } })],
      [into],
    );
    expect(closed).toEqual([]);
    expect(found.map(({ opens }) => [opens.wanted, opens.unwanted.map(({ to }) => to)])).toEqual([
      [1, ['shop/canary[Deployment]']],
    ]);
  });

  test('a policy of another API that takes them over isolates them as well', () => {
    const cilium = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'canary', namespace: 'shop' },
      spec: {
        endpointSelector: { matchLabels: { release: 'canary' } },
        ingress: [{ fromEndpoints: [{ matchLabels: { app: 'nothing' } }] }],
      },
    };
    const { grants: found, closed } = grants([...OPEN, ...two, policy('Ingress', notCanary), cilium], [into]);
    expect(closed).toEqual([]);
    expect(found).toHaveLength(1);
  });
});

test('a port that a Service does not have is said all the same', () => {
  const line = dropped('', '10.0.1.7', 81).replace('10.0.2.9', '172.20.0.9');
  const reachability = Reachability.of(clusterOfManifests(CLUSTER));
  const [unknown] = denialsOf(flowLogOf([line]), reachability).notGranted;
  expect([unknown?.detail, unknown?.ports]).toEqual(['Service shop/cart has no port TCP 81', [81]]);
});

test.each(['255.255.255.255', '0.0.0.0', '224.0.0.251', '169.254.169.254'])('%s is no address outside', (address) => {
  const line = dropped('', '10.0.1.7', 67).replace('10.0.2.9', address);
  expect(answers([line])).toEqual([`unknown-end: ${address} is an address of one link or machine`]);
});

test('DNS names are one whatever their order and writing', () => {
  const flow = JSON.parse(HUBBLE).flow;
  const web = { ...CLUSTER.find(({ kind }) => kind === 'NetworkPolicy') } as { readonly spec: object };
  const closed = {
    ...web,
    metadata: { name: 'web', namespace: 'front' },
    spec: { podSelector: {}, policyTypes: ['Egress'] },
  };
  const lines = [
    ['b.example.com.', 'a.example.com'],
    ['A.example.com', 'b.example.com'],
  ].map((destination_names, index) =>
    JSON.stringify({
      flow: {
        ...flow,
        traffic_direction: 'EGRESS',
        destination: { labels: ['reserved:world'] },
        destination_names,
        IP: { source: '10.0.1.7', destination: `203.0.113.${index}` },
      },
    }),
  );
  expect(answers(lines, [closed])).toEqual(['outside']);
});
