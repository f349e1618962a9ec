/**
 * Clusters of several sizes, shaped as clusters of services are: namespaces of teams with a front, an API, workers and a database, of
 * which most deny by default, some only ingress and some nothing; monitoring that scrapes all; an Ingress controller; names of all
 * lengths.
 */

const TEAMS = [
  ['shop', 'payments', 'search', 'accounts', 'catalogue', 'delivery', 'media', 'pricing', 'reviews', 'billing'],
  ['fraud', 'inbox', 'reports', 'loyalty', 'returns', 'suppliers', 'warehouse', 'partners', 'exports', 'legacy'],
  ['content-recommendation-experiments', 'identity', 'tax', 'ads', 'chat', 'maps', 'feeds', 'forms', 'jobs', 'crm'],
].flat();
const ROLES = ['web', 'api', 'worker', 'database', 'cache', 'queue', 'scheduler', 'mailer', 'importer', 'gateway'];
const PORTS = [8080, 8000, undefined, 5432, 6379, 5672, undefined, 2525, 8443, 8443];

/** A workload of a sample, for a flow log about it. */
export interface SampleWorkload {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
}

export interface SampleCluster {
  readonly workloads: readonly SampleWorkload[];
  readonly manifests: string;
  /** The same with a few policies changed. */
  readonly changed: string;
}

export function sampleCluster(size: number): SampleCluster {
  const namespaces = teamsOf(size);
  const workloads = workloadsIn(namespaces, size);
  const objects = [
    ...[...namespaces, 'ingress-nginx', 'monitoring'].map(
      (name) => `kind: Namespace, apiVersion: v1, metadata: {name: ${name}}`,
    ),
    ...workloads.map(deploymentOf),
    ...namespaces.flatMap((namespace, index) => policiesOf(namespace, index, workloads)),
    ...othersOf(namespaces),
  ];
  const opened = [
    policy(
      'web-from-anywhere',
      namespaces[0] ?? '',
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 5432}]}]}',
    ),
    policy('monitoring-all', 'monitoring', '{podSelector: {}, policyTypes: [Ingress]}'),
  ];
  const document = (all: readonly string[]) => all.map((one) => `{${one}}\n`).join('---\n');
  return { workloads, manifests: document(objects), changed: document([...objects, ...opened]) };
}

function teamsOf(size: number): string[] {
  const count = size <= 12 ? 2 : size <= 30 ? 5 : size <= 300 ? 32 : 60;
  return Array.from({ length: count }, (_, index) => {
    const name = TEAMS[index % TEAMS.length] as string;
    return index < TEAMS.length ? name : `${name}-staging`;
  });
}

function workloadsIn(namespaces: readonly string[], size: number): SampleWorkload[] {
  const workloads: SampleWorkload[] = [
    { namespace: 'ingress-nginx', name: 'controller', port: 443 },
    { namespace: 'monitoring', name: 'prometheus', port: 9090 },
  ];
  for (let index = 0; workloads.length < size; index++) {
    const namespace = namespaces[index % namespaces.length] as string;
    const place = Math.floor(index / namespaces.length);
    const role = place % ROLES.length;
    const round = Math.floor(place / ROLES.length);
    const name = `${ROLES[role]}${round === 0 ? '' : `-${round + 1}`}`;
    workloads.push({ namespace, name, port: PORTS[role] });
  }
  return workloads;
}

function deploymentOf({ namespace, name, port }: SampleWorkload): string {
  const labels = `{app: ${name}, tier: ${name.replace(/-\d+$/, '')}}`;
  const ports =
    port === undefined ? '' : `, ports: [{containerPort: ${port}, name: main}, {containerPort: 9100, name: metrics}]`;
  const kind = /^(database|queue)/.test(name) ? 'StatefulSet' : 'Deployment';
  return `kind: ${kind}, apiVersion: apps/v1, metadata: {name: ${name}, namespace: ${namespace}}, spec: {replicas: 2, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: ${labels}}, spec: {containers: [{name: main, image: main${ports}}]}}}`;
}

function policy(name: string, namespace: string, spec: string): string {
  return `kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, metadata: {name: ${name}, namespace: ${namespace}}, spec: ${spec}`;
}

const namespaceIs = (name: string) => `namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}`;
const tierIs = (tier: string) => `podSelector: {matchLabels: {tier: ${tier}}}`;

function policiesOf(namespace: string, index: number, workloads: readonly SampleWorkload[]): string[] {
  // Two in ten deny nothing, and two only ingress.
  if (index % 10 === 3 || namespace.startsWith('legacy')) return [];
  const isIngressOnly = index % 10 === 7 || index % 10 === 4;
  const own = new Set(
    workloads.filter((one) => one.namespace === namespace).map(({ name }) => name.replace(/-\d+$/, '')),
  );
  const allow = (from: string, to: string, port: number) => {
    if (!own.has(from) || !own.has(to)) return [];
    const way = `${from}-to-${to}`;
    const into = `{${tierIs(to)}, policyTypes: [Ingress], ingress: [{from: [{${tierIs(from)}}], ports: [{port: ${port}}]}]}`;
    const out = `{${tierIs(from)}, policyTypes: [Egress], egress: [{to: [{${tierIs(to)}}], ports: [{port: ${port}}]}]}`;
    return [policy(way, namespace, into), ...(isIngressOnly ? [] : [policy(`${way}-egress`, namespace, out)])];
  };
  const dns = `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{${namespaceIs('kube-system')}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}]}`;
  const scraped = `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{${namespaceIs('monitoring')}}], ports: [{port: metrics}]}]}`;
  return [
    policy('default-deny', namespace, `{podSelector: {}, policyTypes: [Ingress${isIngressOnly ? '' : ', Egress'}]}`),
    ...(isIngressOnly ? [] : [policy('allow-dns', namespace, dns)]),
    policy('allow-metrics', namespace, scraped),
    ...(own.has('web')
      ? [
          policy(
            'web-from-ingress',
            namespace,
            `{${tierIs('web')}, policyTypes: [Ingress], ingress: [{from: [{${namespaceIs('ingress-nginx')}}], ports: [{port: 8080}]}]}`,
          ),
        ]
      : []),
    ...allow('web', 'api', 8000),
    ...allow('api', 'database', 5432),
    ...allow('worker', 'database', 5432),
    ...allow('api', 'cache', 6379),
    ...allow('api', 'queue', 5672),
    ...allow('worker', 'queue', 5672),
    ...allow('scheduler', 'queue', 5672),
    ...(own.has('mailer')
      ? [
          policy(
            'mailer-to-internet',
            namespace,
            `{${tierIs('mailer')}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 587}]}]}`,
          ),
        ]
      : []),
    // Every third team calls the API of the first.
    ...(index > 0 && index % 3 === 0 && !isIngressOnly
      ? [
          policy(
            'api-to-shop',
            namespace,
            `{${tierIs('api')}, policyTypes: [Egress], egress: [{to: [{${namespaceIs('shop')}, ${tierIs('api')}}], ports: [{port: 8000}]}]}`,
          ),
        ]
      : []),
  ];
}

function othersOf(namespaces: readonly string[]): string[] {
  const [first = ''] = namespaces;
  const last = namespaces[namespaces.length - 1] ?? '';
  return [
    policy(
      'api-from-teams',
      first,
      `{${tierIs('api')}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}, ${tierIs('api')}}], ports: [{port: 8000}]}]}`,
    ),
    `kind: Service, apiVersion: v1, metadata: {name: web, namespace: ${first}}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}`,
    `kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: ${first}, namespace: ${first}}, spec: {ingressClassName: nginx, rules: [{host: ${first}.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}`,
    `kind: Service, apiVersion: v1, metadata: {name: entrance, namespace: ingress-nginx}, spec: {type: LoadBalancer, selector: {app: controller}, ports: [{port: 443, targetPort: 443}]}`,
    `kind: AuthorizationPolicy, apiVersion: security.istio.io/v1, metadata: {name: only-api, namespace: ${last}}, spec: {action: ALLOW, rules: [{}]}`,
    `kind: VirtualMachine, apiVersion: kubevirt.io/v1, metadata: {name: old-mainframe, namespace: ${last}}, spec: {}`,
  ];
}
