import type { Chart } from 'cdk8s';
import type { NetworkPolicySpec } from 'ringfence';
import {
  AllowClusterEgress,
  AllowExternalIngress,
  DefaultDenyNamespace,
  DefaultDenyWorkload,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  OpenWorkload,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';

/** One of the well-known kubernetes-network-policy-recipes, in ringfence: docs/patterns.md lists them. */
export interface Recipe {
  readonly number: string;
  readonly does: string;
  readonly write: (chart: Chart) => object;
  /** What its one policy has to say. */
  readonly spec: NetworkPolicySpec;
}

const web = Pods.labelled({ app: 'web' });
const everyPort = [Port.all()];
const podSelector = { matchLabels: { app: 'web' } };
const inShop = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };
const production = { matchLabels: { purpose: 'production' } };
const policyTypes = ['Ingress' as const];
const client = (role: string) => ({ namespaceSelector: inShop, podSelector: { matchLabels: { role } } });
const grant = (chart: Chart, from: ConstructorParameters<typeof ServiceAccessGrant>[2]['from'], ports = everyPort) =>
  new ServiceAccessGrant(chart, 'web', { from, to: web.inNamespace('shop'), ports });
const role = (value: string) => Pods.labelled({ role: value }).inNamespace('shop');

export const recipes: readonly Recipe[] = [
  {
    number: '01',
    does: 'nothing reaches a workload',
    write: (chart) => new DefaultDenyWorkload(chart, 'web', { pods: web, direction: 'ingress' }),
    spec: { podSelector, policyTypes },
  },
  {
    number: '02',
    does: 'only some pods reach a workload',
    write: (chart) => grant(chart, role('api')),
    spec: { podSelector, policyTypes, ingress: [{ from: [client('api')] }] },
  },
  {
    number: '02a',
    does: 'everyone reaches a workload, whatever other policies say',
    write: (chart) => new NetworkPolicy(chart, 'web', { pods: web, ingress: [{ from: 'anywhere', ports: everyPort }] }),
    spec: { podSelector, policyTypes, ingress: [{}] },
  },
  {
    number: '03',
    does: 'nothing reaches a namespace, except what is allowed',
    write: (chart) => new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' }),
    spec: { podSelector: {}, policyTypes },
  },
  {
    number: '04',
    does: 'other namespaces do not reach a namespace',
    write: (chart) => new NamespaceIsolation(chart, 'isolation'),
    spec: { podSelector: {}, policyTypes, ingress: [{ from: [{ podSelector: {} }] }] },
  },
  {
    number: '05',
    does: 'every namespace reaches a workload',
    write: (chart) => new OpenWorkload(chart, 'web', { pods: web, to: Namespaces.all(), ports: everyPort }),
    spec: { podSelector, policyTypes, ingress: [{ from: [{ namespaceSelector: {} }] }] },
  },
  {
    number: '06',
    does: 'labelled namespaces reach a workload',
    write: (chart) =>
      new OpenWorkload(chart, 'web', {
        pods: web,
        to: Namespaces.labelled({ purpose: 'production' }),
        ports: everyPort,
      }),
    spec: { podSelector, policyTypes, ingress: [{ from: [{ namespaceSelector: production }] }] },
  },
  {
    number: '07',
    does: 'some pods of labelled namespaces reach a workload',
    write: (chart) =>
      grant(chart, Pods.labelled({ role: 'monitoring' }).inNamespaces(Namespaces.labelled({ purpose: 'production' }))),
    spec: {
      podSelector,
      policyTypes,
      ingress: [{ from: [{ namespaceSelector: production, podSelector: { matchLabels: { role: 'monitoring' } } }] }],
    },
  },
  {
    number: '08',
    does: 'addresses outside of the cluster reach a workload',
    write: (chart) => new AllowExternalIngress(chart, 'web', { pods: web, ports: everyPort }),
    spec: {
      podSelector,
      policyTypes,
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }] }],
    },
  },
  {
    number: '09',
    does: 'some pods reach one port of a workload',
    write: (chart) => grant(chart, role('monitoring'), [Port.tcp(5000)]),
    spec: {
      podSelector,
      policyTypes,
      ingress: [{ from: [client('monitoring')], ports: [{ port: 5000, protocol: 'TCP' }] }],
    },
  },
  {
    number: '10',
    does: 'any of several selections of pods reaches a workload',
    write: (chart) => grant(chart, [role('search'), role('api'), role('web')]),
    spec: { podSelector, policyTypes, ingress: [{ from: [client('search'), client('api'), client('web')] }] },
  },
  {
    number: '11',
    does: 'a workload reaches nothing',
    write: (chart) => new DefaultDenyWorkload(chart, 'web', { pods: web, direction: 'egress' }),
    spec: { podSelector, policyTypes: ['Egress'] },
  },
  {
    number: '12',
    does: 'a namespace reaches nothing, except what is allowed',
    write: (chart) => new DefaultDenyNamespace(chart, 'deny', { direction: 'egress' }),
    spec: { podSelector: {}, policyTypes: ['Egress'] },
  },
  {
    number: '14',
    does: 'a workload reaches the cluster, DNS included, and nothing outside',
    write: (chart) => new AllowClusterEgress(chart, 'web', { pods: web, ports: everyPort }),
    spec: { podSelector, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }] }] },
  },
];
