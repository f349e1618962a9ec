import { ApiObject, type Chart, Testing } from 'cdk8s';
import {
  AllowDns,
  DefaultDenyNamespace,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
  warningsOf,
} from 'ringfence/cdk8s';
import { newChart } from '../support/synth';

/** Policies that the API server refuses, beside boundaries that are judged among all policies: each fault is reported, and nothing throws. */

const web = Pods.labelled({ app: 'web' });
const db = Pods.labelled({ app: 'db' });

/** A way out to a namespace that is closed, and grants in both namespaces, one of which is in an ambient mesh. */
function newApp(): Chart {
  const chart = newChart('shop');
  new ApiObject(chart, 'ns', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'front', labels: { 'istio.io/dataplane-mode': 'ambient' } },
  });
  new DefaultDenyNamespace(chart, 'closed', { namespace: 'front' });
  new NetworkPolicy(chart, 'out', { pods: web, egress: [{ to: db.inNamespace('front'), ports: [Port.tcp(5432)] }] });
  new ServiceAccessGrant(chart, 'grant', {
    from: db.inNamespace('front'),
    to: web.inNamespace('shop'),
    ports: [Port.tcp(80)],
  });
  return chart;
}

function addPolicy(chart: Chart, id: string, namespace: string, spec: object): void {
  const metadata = { name: id, namespace };
  new ApiObject(chart, id, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec });
}

/** Of the app as it is synthesized: what it is refused for, without the printed warnings. */
function refusalOf(chart: Chart): string | undefined {
  try {
    Testing.synth(chart);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const warnedIds = (chart: Chart) => warningsOf(chart).map(({ id }) => id);

const SELECTORS: readonly unknown[] = [
  7,
  'app=web',
  [],
  { matchLabels: 5 },
  { matchLabels: { app: 5 } },
  { matchExpressions: 5 },
  { matchExpressions: [5] },
  { matchExpressions: [{ key: 'app', operator: 'Is' }] },
  { matchExpressions: [{ operator: 'In', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: 7 }] },
  { matchExpressions: [{ key: 'app', operator: 'In' }] },
];

beforeEach(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

describe.each(['shop', 'front'])('a policy of others in namespace %s', (namespace) => {
  test.each(SELECTORS)('that selects %j is named with its fault', (podSelector) => {
    const chart = newApp();
    addPolicy(chart, 'theirs', namespace, { podSelector, policyTypes: ['Ingress', 'Egress'] });
    expect(refusalOf(chart)).toMatch(
      /^Validation failed with the following errors:\n.*boundary\/theirs: spec\.podSelector/,
    );
    expect(warnedIds(chart)).toContain('egress-without-dns');
  });

  test.each(SELECTORS)(
    'with a peer that selects %j counts for nothing, since no API server takes it',
    (podSelector) => {
      const chart = newApp();
      const before = warnedIds(chart);
      addPolicy(chart, 'theirs', namespace, {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector }, { namespaceSelector: podSelector }] }],
        egress: [{ to: [{ podSelector }] }],
      });
      expect(refusalOf(chart) ?? '').not.toMatch(/Cannot|not iterable|undefined \(/);
      expect(warnedIds(chart)).toEqual(before);
    },
  );
});

test('a boundary that is refused is the only thing that is said, since what would be written is not known', () => {
  const chart = newApp();
  expect(warnedIds(chart)).toContain('target-closed');
  new AllowDns(chart, 'dns', { pods: { type: 'pods', selector: { matchExpressions: 5 } } as never });
  expect(refusalOf(chart)).toContain('boundary/dns');
  expect(warnedIds(chart)).toEqual([]);
});
