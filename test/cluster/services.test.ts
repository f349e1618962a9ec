import { clusterOfManifests } from '../../lib/cluster/load';
import { problemsOf } from './clusters';

const service = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec,
});

test('a Service is its selector and its ports, with the ports of the pods behind them', () => {
  const ports = [
    { port: 80, targetPort: 'http', name: 'web' },
    { port: 53, protocol: 'UDP' },
    { port: 81, targetPort: 8081 },
  ];
  expect(clusterOfManifests([service({ selector: { app: 'web' }, ports })]).services).toEqual([
    {
      name: 'web',
      namespace: 'shop',
      labels: {},
      type: 'ClusterIP',
      headless: false,
      selector: { app: 'web' },
      clusterIps: [],
      externalIps: [],
      ipFamilies: [],
      endpoints: [],
      ports: [
        { name: 'web', port: 80, targetPort: 'http', protocol: 'TCP' },
        { port: 53, targetPort: 53, protocol: 'UDP' },
        { port: 81, targetPort: 8081, protocol: 'TCP' },
      ],
      source: { type: 'value', index: 0 },
    },
  ]);
});

test('one that selects nothing, or stands for a name elsewhere, has no selector', () => {
  for (const spec of [
    {},
    { selector: null },
    { type: 'ExternalName', selector: { app: 'web' }, externalName: 'a.b' },
  ]) {
    expect(clusterOfManifests([service(spec)]).services).toMatchObject([{ selector: {}, ports: [] }]);
  }
});

test('what the API server refuses is a problem, and no half a Service', () => {
  const ports = [
    { port: 70000 },
    { name: 'a' },
    { port: 80, targetPort: 'not a name' },
    { port: 80, protocol: 'ICMP' },
  ];
  const cluster = clusterOfManifests([service({ selector: { version: 1.1 }, ports })]);
  expect(cluster.services).toEqual([]);
  expect(problemsOf(cluster)).toEqual([
    'value | Service shop/web | spec.selector.version | Invalid value: 1.1: must be a string, not a number',
    'value | Service shop/web | spec.ports[0].port | Invalid value: 70000: must be between 1 and 65535, inclusive',
    'value | Service shop/web | spec.ports[1].port | Required value',
    'value | Service shop/web | spec.ports[2].targetPort | Invalid value: "not a name": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    'value | Service shop/web | spec.ports[3].protocol | Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"',
  ]);
});
