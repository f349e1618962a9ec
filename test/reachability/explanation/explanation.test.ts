import type { Cluster } from '../../../lib/cluster/cluster';
import { Cni } from '../../../lib/cni/cni';
import type { CniOptions } from '../../../lib/cni/cni-profile';
import type { Protocol } from '../../../lib/policy/manifest';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { type Address, parseAddress } from '../../../lib/reachability/sets/address-set';
import { clusterOf } from '../../support/cluster-of';
import { deployment, type Manifest, namespace, pod, policy } from '../../support/manifests';

const HTTP = [{ name: 'http', port: 8080, protocol: 'TCP' }] as const;
const web = deployment('shop/web', 1, { labels: { app: 'web' }, ports: HTTP });
const api = deployment('shop/api', 2, { labels: { app: 'api', tier: 'back' }, ports: HTTP });
const proxy = deployment('edge/proxy', 1, { labels: { app: 'proxy' } });

function endOf({ workloads }: Cluster, name: string) {
  const found = workloads.find((workload) => `${workload.namespace}/${workload.name}` === name);
  return found ?? ({ type: 'address', address: parseAddress(name) as Address } as const);
}

/** What is said of a connection, with the grant that would open it. */
function said(manifests: readonly Manifest[], from: string, to: string, on: string, cni: CniOptions = {}) {
  const cluster = clusterOf(manifests);
  const [protocol, port] = on.split(' ') as [Protocol, string];
  const reachability = Reachability.of(cluster, { cni: Cni.specification(cni) });
  const found = reachability.explain(endOf(cluster, from), endOf(cluster, to), {
    type: 'port',
    protocol,
    port: Number(port),
  });
  return { text: explanationText(found), grant: found.grant };
}

const textOf = (...args: Parameters<typeof said>) => said(...args).text;

describe('an allowed connection', () => {
  test('that nothing isolates', () => {
    expect(textOf([web, api], 'shop/web', 'shop/api', 'TCP 8080')).toMatchInlineSnapshot(`
"allowed: shop/web[Deployment] to shop/api[Deployment] on TCP 8080
  egress of the source: open; no policy isolates it
  ingress of the destination: open; no policy isolates it"
`);
  });

  test('that rules of both ends allow', () => {
    const manifests = [
      web,
      api,
      policy(
        'shop/api-in',
        'podSelector: {matchLabels: {app: api}}\ningress: [{from: [{podSelector: {}}], ports: [{port: http}]}]',
      ),
      policy('shop/web-out', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress: [{}]'),
    ];
    expect(textOf(manifests, 'shop/web', 'shop/api', 'TCP 8080')).toMatchInlineSnapshot(`
"allowed: shop/web[Deployment] to shop/api[Deployment] on TCP 8080
  egress of the source: isolated, and allowed
    isolated by shop/web-out (manifest 4)
    allowed by rule 1 of shop/web-out: to everyone on every port (manifest 4)
  ingress of the destination: isolated, and allowed
    isolated by shop/api-in (manifest 3)
    allowed by rule 1 of shop/api-in: from all pods in namespace shop on TCP http (manifest 3)"
`);
  });

  test('from an address outside', () => {
    const rule = 'ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{protocol: UDP}]}]';
    expect(textOf([web, policy('shop/in', rule)], '10.0.0.1', 'shop/web', 'UDP 53')).toMatchInlineSnapshot(`
"allowed: address 10.0.0.1 to shop/web[Deployment] on UDP 53
  egress of the source: outside of the cluster, where no policy applies
  ingress of the destination: isolated, and allowed
    isolated by shop/in (manifest 2)
    allowed by rule 1 of shop/in: from addresses 10.0.0.0/16, 10.2.0.0/15, 10.4.0.0/14, 10.8.0.0/13 and 4 more blocks on UDP 1-65535 (manifest 2)"
`);
  });

  test('to a pod on the network of its node', () => {
    const agent = deployment('shop/agent', 1, { labels: { app: 'agent' }, hostNetwork: true });
    expect(
      textOf([web, agent, policy('shop/deny', '{}')], 'shop/web', 'shop/agent', 'TCP 9100'),
    ).toMatchInlineSnapshot(`
"allowed: shop/web[Deployment] to shop/agent[Deployment] on TCP 9100
  egress of the source: open; no policy isolates it
  ingress of the destination: open; the pod is on its node's network, and no policy selects it"
`);
  });
});

test('pods on the network of a node are reached by the pods on that node, and reach them, whatever the policies say', () => {
  const agent = deployment('shop/agent', 1, { labels: { app: 'agent' }, hostNetwork: true });
  const closed = policy('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress, Egress]');
  const first = (from: string, to: string) =>
    textOf([web, agent, closed], from, to, 'TCP 9100').split('\n').slice(0, 2);
  expect(first('shop/agent', 'shop/web')).toEqual([
    'depends: shop/agent[Deployment] to shop/web[Deployment] on TCP 9100',
    '  allowed if the pod of shop/web[Deployment] runs on the node of shop/agent[Deployment]',
  ]);
  expect(first('shop/web', 'shop/agent')).toEqual([
    'depends: shop/web[Deployment] to shop/agent[Deployment] on TCP 9100',
    '  allowed if the pod of shop/web[Deployment] runs on the node of shop/agent[Deployment]',
  ]);
});

describe('a denied connection shows what comes closest', () => {
  const closest = (rule: string, on = 'TCP 8080', from = 'edge/proxy', cni: CniOptions = {}) => {
    const text = textOf(
      [
        namespace('edge', { team: 'net' }),
        web,
        api,
        proxy,
        policy('shop/in', `podSelector: {matchLabels: {app: api}}\ningress: [${rule}]`),
      ],
      from,
      'shop/api',
      on,
      cni,
    );
    return text.split('\n').filter((line) => line.startsWith('    '));
  };

  test('no rule at all', () => {
    expect(closest('')).toEqual(['    isolated by shop/in (manifest 5)']);
  });

  test('other labels', () => {
    expect(closest('{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows app=web in any namespace on every port, but this pod has app=proxy (manifest 5)",
]
`);
  });

  test('a label that must not be there, and of which only the value is not known', () => {
    const bare = '{matchLabels: {app: proxy}, matchExpressions: [{key: pod-template-hash, operator: DoesNotExist}]}';
    expect(closest(`{from: [{namespaceSelector: {}, podSelector: ${bare}}]}`)).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows app=proxy and without label pod-template-hash in any namespace on every port, but this pod has app=proxy and a label pod-template-hash of which the value is not known (manifest 5)",
]
`);
  });

  test('another namespace', () => {
    expect(closest('{from: [{podSelector: {matchLabels: {app: proxy}}}]}')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows app=proxy on every port, but only in namespace shop; this pod is in edge (manifest 5)",
]
`);
  });

  test('namespaces by label', () => {
    expect(
      closest('{from: [{namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [net, dev]}]}}]}'),
    ).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows all pods on every port, but only in namespaces team not in (net, dev); this pod is in edge (manifest 5)",
]
`);
  });

  test('both, the namespace by several names', () => {
    const names = '{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [a, b]}]}';
    expect(
      closest(
        `{from: [{namespaceSelector: ${names}, podSelector: {matchExpressions: [{key: x, operator: Exists}, {key: app, operator: DoesNotExist}]}}]}`,
      ),
    ).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows pods with label x and without label app on every port, but only in namespace a or b; this pod is in edge, and this pod has app=proxy (manifest 5)",
]
`);
  });

  test('another port', () => {
    expect(
      closest('{ports: [{port: 80}, {port: 443, endPort: 445}, {protocol: UDP, port: 53}]}'),
    ).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows everyone, but only on TCP 80,443-445; UDP 53; this is TCP 8080 (manifest 5)",
]
`);
  });

  test('a port by a name that the destination has not', () => {
    expect(closest('{ports: [{port: metrics}, {port: 80}]}')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows everyone, but only on TCP 80; TCP metrics (the destination has no container port TCP metrics); this is TCP 8080 (manifest 5)",
]
`);
  });

  test('a name that is another number there', () => {
    expect(closest('{ports: [{port: http}]}', 'TCP 9090')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows everyone, but only on TCP http; this is TCP 9090 (manifest 5)",
]
`);
  });

  test('a block, where the address of the pod is not known, and would be in it', () => {
    expect(closest('{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    rule 1 of shop/in allows it if the address of edge/proxy[Deployment] is in 10.0.0.0/8 (manifest 5)",
]
`);
  });

  test('blocks, where the network plugin matches no pod by its address', () => {
    const five = ['10.0', '10.2', '10.4', '10.6', '10.8'].map((net) => `${net}.0.0/16`);
    expect(
      closest(`{from: [{ipBlock: {cidr: 10.0.0.0/12, except: [${five}]}}]}`, 'TCP 80', 'edge/proxy', {
        ipBlocksMatchPods: false,
      }),
    ).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows addresses 10.1.0.0/16, 10.3.0.0/16, 10.5.0.0/16, 10.7.0.0/16 and 3 more blocks on every port, but with this network plugin an ipBlock matches no pod (manifest 5)",
]
`);
  });

  test('another address', () => {
    expect(closest('{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}', 'TCP 80', '11.0.0.1')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows addresses 10.0.0.0/8 on every port, but this is 11.0.0.1 (manifest 5)",
]
`);
  });

  test('pods, where this is an address', () => {
    expect(closest('{from: [{podSelector: {}}]}', 'TCP 80', '11.0.0.1')).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 1 of shop/in allows all pods in namespace shop on every port, but selectors match pods, and this is an address (manifest 5)",
]
`);
  });

  test('the peer that misses least, of the rules that miss least', () => {
    expect(
      closest(
        [
          '{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 1}]}',
          '{from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {}}], ports: [{port: 2}]}',
          '{ports: [{port: 3}]}',
        ].join(', '),
      ),
    ).toMatchInlineSnapshot(`
[
  "    isolated by shop/in (manifest 5)",
  "    nearest: rule 2 of shop/in allows all pods in any namespace, but only on TCP 2; this is TCP 8080 (manifest 5)",
  "    nearest: rule 3 of shop/in allows everyone, but only on TCP 3; this is TCP 8080 (manifest 5)",
]
`);
  });
});

test('the whole of a denied connection, both ways closed', () => {
  const manifests = [
    web,
    api,
    policy('shop/deny', 'policyTypes: [Ingress, Egress]'),
    policy(
      'shop/api-in',
      'podSelector: {matchLabels: {app: api}}\ningress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]',
    ),
  ];
  const { text, grant } = said(manifests, 'shop/web', 'shop/api', 'TCP 8080');
  expect(text).toMatchInlineSnapshot(`
"denied: shop/web[Deployment] to shop/api[Deployment] on TCP 8080
  egress of the source: isolated, and no rule allows it
    isolated by shop/deny (manifest 3)
  ingress of the destination: isolated, and no rule allows it
    isolated by shop/deny (manifest 3)
    isolated by shop/api-in (manifest 4)
    nearest: rule 1 of shop/api-in allows app=api in namespace shop on every port, but this pod has app=web (manifest 4)"
`);
  expect(grant).toMatchInlineSnapshot(`
{
  "from": {
    "labels": {
      "app": "web",
    },
    "namespace": "shop",
    "type": "pods",
  },
  "port": 8080,
  "protocol": "TCP",
  "to": {
    "labels": {
      "app": "api",
    },
    "namespace": "shop",
    "type": "pods",
  },
  "type": "grant",
}
`);
});

test('a connection that some pods of a workload have and others have not', () => {
  const rule = 'podSelector: {matchLabels: {app: api}}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/24}}]}]';
  const cluster = clusterOf([web, api, policy('shop/in', rule)]);
  const first = cluster.workloads.find(({ name }) => name === 'api') as (typeof cluster.workloads)[number];
  const [group] = first.pods;
  const two = { ...first, pods: [{ ...group, replicas: 2, addresses: [['10.0.0.1'], ['10.0.1.1']] }] } as typeof first;
  const changed = { ...cluster, workloads: cluster.workloads.map((workload) => (workload === first ? two : workload)) };
  expect(explanationText(Reachability.of(changed).explain(two, two, Port.tcp(80)))).toMatchInlineSnapshot(`
"depends: shop/api[Deployment] to shop/api[Deployment] on TCP 80
  allowed where shop/api[Deployment] is a pod with app=api,tier=back at 10.0.0.1
  denied where shop/api[Deployment] is a pod with app=api,tier=back at 10.0.1.1
  explained for a pod with app=api,tier=back in namespace shop at 10.0.1.1 to a pod with app=api,tier=back in namespace shop at 10.0.0.1:
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by shop/in (manifest 3)
    nearest: rule 1 of shop/in allows addresses 10.0.0.0/24 on every port, but this is 10.0.1.1 (manifest 3)"
`);
});

test('two ends that have no family in common', () => {
  const manifests = [
    pod('shop/four', { addresses: ['10.0.0.1'] }),
    pod('shop/six', { addresses: ['fd00::1'] }),
    policy('shop/deny', '{}'),
  ];
  const { text, grant } = said(manifests, 'shop/four', 'shop/six', 'TCP 80');
  expect(text).toMatchInlineSnapshot(`
"denied: shop/four[Pod] to shop/six[Pod] on TCP 80
  one has an IPv4 address and the other an IPv6 address
  egress of the source: open; no policy isolates it
  ingress of the destination: isolated, and no rule allows it
    isolated by shop/deny (manifest 3)"
`);
  expect(grant).toBeUndefined();
});

test.each([
  ['TCP', 0],
  ['TCP', 65536],
  ['TCP', 80.5],
  ['UDP', Number.NaN],
  ['ICMP', 8],
] as const)('%s %d is no port', (protocol, port) => {
  const cluster = clusterOf([web]);
  const [workload] = cluster.workloads as [(typeof cluster.workloads)[number]];
  expect(() =>
    Reachability.of(cluster).explain(workload, workload, { type: 'port', protocol: protocol as Protocol, port }),
  ).toThrow(`${JSON.stringify(protocol)} ${port} is no port: write TCP, UDP or SCTP and a number from 1 to 65535`);
});

test.each([
  ['a range', Port.tcpRange(80, 90)],
  ['a name', Port.named('http')],
  ['every port', Port.all()],
  ['what is no word', 8080 as never],
])('%s is not one port', (_, port) => {
  const cluster = clusterOf([web]);
  const [workload] = cluster.workloads as [(typeof cluster.workloads)[number]];
  expect(() => Reachability.of(cluster).explain(workload, workload, port)).toThrow(
    /^one port is explained, not .+: write one such as Port\.tcp\(8080\)$/,
  );
});

describe('the labels of a suggested grant', () => {
  const deny = policy('shop/deny', 'policyTypes: [Ingress]');
  const labelsFor = (labels: Record<string, string>, ...others: Record<string, string>[]) => {
    const rest = others.map((labels, index) => deployment(`shop/other-${index}`, 1, { labels }));
    const { grant } = said(
      [deny, web, deployment('shop/db', 1, { labels }), ...rest],
      'shop/web',
      'shop/db',
      'TCP 5432',
    );
    return grant?.to.type === 'pods' ? grant.to.labels : undefined;
  };

  test('are the one that distinguishes applications', () => {
    expect(labelsFor({ tier: 'back', app: 'db' })).toEqual({ app: 'db' });
    expect(labelsFor({ app: 'db', 'app.kubernetes.io/name': 'postgres' })).toEqual({
      'app.kubernetes.io/name': 'postgres',
    });
  });

  test('are another where other pods have that one too', () => {
    expect(labelsFor({ app: 'db', tier: 'back' }, { app: 'db', tier: 'front' })).toEqual({ tier: 'back' });
  });

  test('are as many as are needed', () => {
    expect(labelsFor({ app: 'db', role: 'main', tier: 'back' }, { app: 'db', tier: 'back' }, { role: 'main' })).toEqual(
      { app: 'db', role: 'main' },
    );
  });

  test('are all of them where others have those too', () => {
    expect(labelsFor({ app: 'db', tier: 'back' }, { app: 'db', tier: 'back', extra: 'x' })).toEqual({
      app: 'db',
      tier: 'back',
    });
  });

  test('are none that a roll-out changes', () => {
    expect(labelsFor({ 'pod-template-hash': '1', app: 'db' })).toEqual({ app: 'db' });
    expect(labelsFor({ 'pod-template-hash': '1' })).toBeUndefined();
    expect(labelsFor({})).toBeUndefined();
  });
});

test('only the way out is opened where only that is closed', () => {
  const out = policy('shop/out', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]');
  expect(said([web, api, out], 'shop/web', 'shop/api', 'TCP 80').grant).toMatchObject({ type: 'egress' });
  expect(said([web, out], 'shop/web', '2001:db8::1', 'TCP 80').grant).toMatchObject({
    type: 'egress',
    to: { type: 'addresses', cidr: '2001:db8::1/128' },
  });
});
