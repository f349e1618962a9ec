import { load } from 'js-yaml';
import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import { LINT_RULES } from '../../lib/lint/rules';

/** What good charts and manifests do, each as a namespace of its own. */
const GOOD: Readonly<Record<string, string>> = {
  'a default deny, and DNS by the name of its namespace and the labels of its pods': `
policies:
  deny: {podSelector: {}, policyTypes: [Ingress, Egress]}
  dns:
    podSelector: {}
    policyTypes: [Egress]
    egress:
      - to:
          - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
            podSelector: {matchLabels: {k8s-app: kube-dns}}
        ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
`,
  'a database with a headless Service, members that call each other, and clients that opt in by a label': `
pods: {db: [{name: client, containerPort: 5432}, {name: peer, containerPort: 7000}]}
services: {db: {clusterIP: None, selector: {app: db}, ports: [{name: client, port: 5432, targetPort: client}, {name: raft, port: 7001, targetPort: raft}]}}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress]}
  db:
    podSelector: {matchLabels: {app: db}}
    policyTypes: [Ingress]
    ingress:
      - from: [{podSelector: {matchLabels: {db-client: "true"}}}]
        ports: [{port: 5432}]
      - from: [{podSelector: {matchLabels: {app: db}}}]
        ports: [{port: 7000}, {port: 7001}]
`,
  'an operator with a webhook for the API server and metrics for one namespace': `
pods: {op: [{name: webhook, containerPort: 9443}, {name: metrics, containerPort: 8443}]}
services: {op: {selector: {app: op}, ports: [{port: 443, targetPort: webhook}]}}
others:
  - {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: op}, webhooks: [{name: a.b.c, clientConfig: {service: {name: op, namespace: NAMESPACE}}}]}
  - {apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: op, namespace: NAMESPACE}, spec: {selector: {matchLabels: {app: op}}, podMetricsEndpoints: [{port: metrics}]}}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress]}
  webhook: {podSelector: {matchLabels: {app: op}}, policyTypes: [Ingress], ingress: [{ports: [{port: 9443}]}]}
  metrics:
    podSelector: {matchLabels: {app: op}}
    policyTypes: [Ingress]
    ingress:
      - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
        ports: [{port: metrics}]
`,
  'an ingress controller that is open on its two ports, behind a load balancer': `
pods: {controller: [{name: http, containerPort: 80}, {name: https, containerPort: 443}]}
services: {controller: {type: LoadBalancer, selector: {app: controller}, ports: [{name: http, port: 80, targetPort: http}, {name: https, port: 443, targetPort: https}]}}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress]}
  controller: {podSelector: {matchLabels: {app: controller}}, policyTypes: [Ingress], ingress: [{ports: [{port: http}, {port: https}]}]}
`,
  'a website behind an Ingress whose controller is in another namespace': `
pods: {web: [{name: http, containerPort: 8080}]}
services: {web: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}}
others:
  - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: NAMESPACE}, spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress]}
  web:
    podSelector: {matchLabels: {app: web}}
    policyTypes: [Ingress]
    ingress:
      - from:
          - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
            podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}
        ports: [{port: 8080}]
`,
  'clients outside by their addresses, with the traffic policy that keeps them': `
pods: {api: [{containerPort: 8443}]}
services: {api: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: api}, ports: [{port: 443, targetPort: 8443}]}}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress]}
  api:
    podSelector: {matchLabels: {app: api}}
    policyTypes: [Ingress]
    ingress: [{from: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: 8443}]}]
`,
  'the internet on one port, without private and metadata addresses': `
policies:
  deny: {podSelector: {}, policyTypes: [Ingress, Egress]}
  internet:
    podSelector: {matchLabels: {app: crawler}}
    policyTypes: [Egress]
    egress:
      - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16, 100.64.0.0/10]}}]
        ports: [{port: 443}, {port: 80}]
      - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
        ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
`,
  'the API server by the address of its Service and those behind it': `
pods: {agent: []}
others:
  - {apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.96.0.1, ports: [{name: https, port: 443, targetPort: 6443}]}}
  - {apiVersion: v1, kind: Endpoints, metadata: {name: kubernetes, namespace: default}, subsets: [{addresses: [{ip: 192.0.2.10}], ports: [{name: https, port: 6443}]}]}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress, Egress]}
  agent:
    podSelector: {matchLabels: {app: agent}}
    policyTypes: [Egress]
    egress:
      - {to: [{ipBlock: {cidr: 10.96.0.1/32}}], ports: [{port: 443}]}
      - {to: [{ipBlock: {cidr: 192.0.2.10/32}}], ports: [{port: 6443}]}
      - {ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}
`,
  'pods of an operator, which no manifest shows': `
pods: {ui: [{containerPort: 80}]}
others:
  - {apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, metadata: {name: events, namespace: NAMESPACE}}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress]}
  kafka:
    podSelector: {matchLabels: {strimzi.io/cluster: events}}
    policyTypes: [Ingress]
    ingress: [{from: [{podSelector: {matchLabels: {kafka-client: "true"}}}], ports: [{port: 9092}]}]
`,
  'two tiers that open both sides of one connection': `
pods: {front: [{containerPort: 80}], back: [{containerPort: 8080}]}
policies:
  deny: {podSelector: {}, policyTypes: [Ingress, Egress]}
  front:
    podSelector: {matchLabels: {app: front}}
    policyTypes: [Egress]
    egress:
      - {to: [{podSelector: {matchLabels: {app: back}}}], ports: [{port: 8080}]}
      - {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}
  back:
    podSelector: {matchExpressions: [{key: app, operator: In, values: [back]}]}
    policyTypes: [Ingress]
    ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: 8080}]}]
`,
};

/** The manifests of a good example, in its own namespace. */
function manifestsOf(short: string, namespace: string): string {
  const { pods = {}, services = {}, others = [], policies = {} } = read(short.replaceAll('NAMESPACE', namespace));
  const all = [
    ...Object.entries(pods).map(([name, ports]) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: name, ports }] } },
      },
    })),
    ...Object.entries(services).map(([name, spec]) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec,
    })),
    ...Object.entries(policies).map(([name, spec]) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      spec,
    })),
    ...others,
  ];
  return all.map((one) => JSON.stringify(one)).join('\n---\n');
}

function read(text: string): Record<string, Record<string, unknown> & unknown[]> {
  return load(text) as Record<string, Record<string, unknown> & unknown[]>;
}

const examples = Object.entries(GOOD).map(
  ([title, short], index) => [title, manifestsOf(short, `ns${index}`)] as const,
);

/** A namespace that is closed for ingress alone is good enough here; that egress is open is worth an info. */
const rules = LINT_RULES.filter(({ id }) => id !== 'no-default-deny-egress');

test.each(rules.map((rule) => [rule.id, rule] as const))('%s is silent on what good charts do', (_, rule) => {
  const found = examples.flatMap(([title, text]) => {
    const cluster = clusterOfText(text);
    expect(cluster.problems).toEqual([]);
    return lint(cluster, { rules: [rule] }).map(
      ({ object, path, message }) => `${title}: ${object} ${path}: ${message}`,
    );
  });
  expect(found).toEqual([]);
});

test('the good examples hold policies and workloads', () => {
  const clusters = examples.map(([, text]) => clusterOfText(text));
  expect(clusters.every(({ policies }) => policies.length > 1)).toBe(true);
  expect(clusters.flatMap(({ workloads }) => workloads).length).toBeGreaterThan(7);
  expect(clusters.flatMap(({ callers }) => callers)).toHaveLength(3);
});
