/** Records of Hubble that are easily read wrongly, each under what it is. */

interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly workload: readonly [kind: string, name: string];
  readonly labels: readonly string[];
  readonly address: string;
}

const POD = (
  namespace: string,
  kind: string,
  name: string,
  suffix: string,
  address: string,
  labels: readonly string[],
): Pod => ({
  namespace,
  name: `${name}-${suffix}`,
  workload: [kind, name],
  labels,
  address,
});

const WEB = POD('front', 'Deployment', 'web', '6f5-aa', '10.0.1.7', ['app=shop', 'component=web']);
const BATCH = POD('front', 'Deployment', 'batch', '7c9-bb', '10.0.1.8', ['app=shop', 'component=batch']);
const CART = POD('shop', 'Deployment', 'cart', '59d-cc', '10.0.2.9', ['app=cart', 'tier=api']);
const DB = POD('shop', 'StatefulSet', 'db', '0', '10.0.2.10', ['app=cart', 'tier=db']);
const TOOL = POD('shop', 'Deployment', 'tool', '88f-dd', '10.0.2.11', ['team=ops']);
const DNS = POD('kube-system', 'Deployment', 'coredns', '1a2-ee', '10.0.9.2', ['k8s-app=kube-dns']);

const end = ({ namespace, name, workload: [kind, owner], labels }: Pod) => ({
  identity: 100,
  namespace,
  pod_name: name,
  labels: [...labels.map((label) => `k8s:${label}`), `k8s:io.kubernetes.pod.namespace=${namespace}`],
  workloads: [{ name: owner, kind }],
});

const outside = (address: string, label = 'reserved:world') => ({ address, end: { identity: 2, labels: [label] } });

function line(
  from: Pod | ReturnType<typeof outside>,
  to: Pod | ReturnType<typeof outside>,
  port: number,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  const endOf = (one: typeof from) => ('end' in one ? one.end : end(one));
  return JSON.stringify({
    flow: {
      time: '2026-11-28T10:00:00Z',
      verdict: 'DROPPED',
      drop_reason_desc: 'POLICY_DENIED',
      IP: { source: from.address, destination: to.address, ipVersion: 'IPv4' },
      l4: { TCP: { source_port: 41000, destination_port: port, flags: { SYN: true } } },
      source: endOf(from),
      destination: endOf(to),
      Type: 'L3_L4',
      event_type: { type: 5 },
      traffic_direction: 'INGRESS',
      is_reply: false,
      ...fields,
    },
  });
}

const ALLOWED = { verdict: 'FORWARDED', drop_reason_desc: undefined, event_type: { type: 4 } };

export const TRAPS = {
  denial: line(WEB, CART, 8080),
  'the same packet, seen by the drop monitor': line(WEB, CART, 8080, { event_type: { type: 1 } }),
  'a reply that was dropped': line(CART, WEB, 41000, {
    is_reply: true,
    l4: { TCP: { source_port: 8080, destination_port: 41000, flags: { ACK: true } } },
  }),
  'a reply that was allowed': line(CART, WEB, 41000, { ...ALLOWED, is_reply: true }),
  'a drop that is no policy': line(WEB, DB, 5432, {
    drop_reason_desc: 'STALE_OR_UNROUTABLE_IP',
    event_type: { type: 1 },
  }),
  'a rule that denies': line(BATCH, DB, 5432, { drop_reason_desc: 'POLICY_DENY' }),
  'three addresses of one name': ['203.0.113.7', '203.0.113.8', '203.0.113.9']
    .map((address) =>
      line(WEB, outside(address), 443, { traffic_direction: 'EGRESS', destination_names: ['api.example.com'] }),
    )
    .join('\n'),
  DNS: line(WEB, DNS, 53, {
    traffic_direction: 'EGRESS',
    l4: { UDP: { source_port: 51000, destination_port: 53 } },
  }),
  'a probe of the node': line(outside('10.0.2.1', 'reserved:host'), CART, 8080),
  'the API server': line(WEB, outside('192.168.0.10', 'reserved:kube-apiserver'), 6443, {
    traffic_direction: 'EGRESS',
  }),
  'a client without the usual labels': line(TOOL, CART, 8080),
  'what audit mode would deny': line(BATCH, CART, 9090, { verdict: 'AUDIT', drop_reason_desc: undefined }),
  SCTP: line(WEB, CART, 9999, { l4: { SCTP: { source_port: 41000, destination_port: 9999 } } }),
  ping: line(WEB, CART, 0, { l4: { ICMPv4: { type: 8 } } }),
  'what was allowed': line(WEB, CART, 8081, ALLOWED),
  'what was lost': JSON.stringify({ lost_events: { source: 'HUBBLE_RING_BUFFER', num_events_lost: '30000' } }),
} as const;

const deployment = (
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly object[] = [],
) => ({
  apiVersion: 'apps/v1',
  kind: name === 'db' ? 'StatefulSet' : 'Deployment',
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main', ports }] } },
  },
});

const policy = (namespace: string, name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

/** The manifests of the same cluster: cart is isolated, and of web the way out. */
export const TRAPPED = [
  ...['front', 'shop', 'kube-system'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  deployment('front', 'web', { app: 'shop', component: 'web' }),
  deployment('front', 'batch', { app: 'shop', component: 'batch' }),
  deployment('shop', 'cart', { app: 'cart', tier: 'api' }, [{ containerPort: 8080 }]),
  deployment('shop', 'db', { app: 'cart', tier: 'db' }, [{ containerPort: 5432 }]),
  deployment('shop', 'tool', { team: 'ops' }),
  deployment('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }, [
    { containerPort: 53, name: 'dns', protocol: 'UDP' },
  ]),
  policy('shop', 'cart', {
    podSelector: { matchLabels: { app: 'cart', tier: 'api' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { tier: 'db' } } }], ports: [{ port: 8080 }] }],
  }),
  policy('front', 'web', {
    podSelector: { matchLabels: { component: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] }],
  }),
];
