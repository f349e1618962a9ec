import { entryFaults } from '../../../lib/cluster/entries/entry-faults';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { checkCluster } from '../../../lib/lint/check-cluster';
import { Reachability } from '../../../lib/reachability/reachability';
import { exposedLines } from '../../../lib/report/exposed/exposed-table';
import { deployment, namespace, policy } from '../../support/manifests';

/** Entries by the thousand, and policies at the limits of their API before them: of sizes that take minutes where a step is quadratic. */

const MANY = 2_000;
const each = <T>(make: (index: number) => readonly T[], count = MANY) =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

const object = (apiVersion: string, kind: string, name: string, of: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: of },
  spec,
});
const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const gateway = (name: string, of: string) =>
  object(GATEWAY_API, 'Gateway', name, of, { listeners: [{ name: 'web', protocol: 'HTTP', port: 80 }] });
const route = (name: string, of: string, parent: string) =>
  object(GATEWAY_API, 'HTTPRoute', name, of, {
    parentRefs: [{ name: parent }],
    rules: [{ backendRefs: [{ name, port: 80 }] }],
  });
const ingress = (name: string, of: string, service: string) =>
  object('networking.k8s.io/v1', 'Ingress', name, of, {
    ingressClassName: name,
    defaultBackend: { service: { name: service, port: { number: 80 } } },
  });
const service = (name: string, of: string, spec: object = {}) =>
  object('v1', 'Service', name, of, { selector: { app: name }, ports: [{ port: 80 }], ...spec });
const workload = (name: string, of: string) => deployment(`${of}/${name}`, 1, { labels: { app: name } });

function followed(manifests: Parameters<typeof clusterOfManifests>[0]) {
  const cluster = clusterOfManifests(manifests);
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster);
  return {
    pairs: [...reachability.entryPairs()].length,
    exposed: [...reachability.exposed()].length,
    lines: [...exposedLines(reachability, 'text')].length,
    faults: [...entryFaults(cluster)].length,
    found: checkCluster(cluster).findings.filter(({ rule }) => rule.startsWith('entry') || rule.startsWith('route'))
      .length,
  };
}

test('Gateways, routes and Ingresses in namespaces of their own', () => {
  const manifests = each((index) => {
    const [name, of] = [`x${index}`, `n${index}`];
    const shut = policy(
      `${of}/shut`,
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}',
    );
    return [
      workload(name, of),
      service(name, of),
      gateway(name, of),
      route(name, of, name),
      ingress(name, of, name),
      shut,
    ];
  }, MANY / 4);
  const { pairs, exposed, faults } = followed(manifests);
  expect({ pairs, exposed, faults }).toEqual({ pairs: MANY / 2, exposed: MANY / 2, faults: 0 });
});

test('routes of one Gateway, each to a Service of its own', () => {
  const manifests = each((index) => {
    const name = `x${index}`;
    return [workload(name, 'shop'), service(name, 'shop'), route(name, 'shop', 'public')];
  });
  expect(followed([...manifests, gateway('public', 'shop')])).toEqual({
    pairs: MANY,
    exposed: MANY,
    lines: MANY + 1,
    faults: 0,
    found: 0,
  });
});

test('routes that no Gateway takes', () => {
  const manifests = each((index) => [route(`x${index}`, 'shop', 'public'), gateway(`y${index}`, 'edge')]);
  const other = gateway('public', 'shop');
  const none = { ...other, spec: { listeners: [{ name: 'tcp', protocol: 'TCP', port: 1 }] } };
  expect(followed([...manifests, none])).toMatchObject({ pairs: 0, exposed: 0, found: MANY });
});

test('Ingresses of one Service', () => {
  const manifests = each((index) => [ingress(`x${index}`, 'shop', 'web')]);
  expect(followed([...manifests, service('web', 'shop'), workload('web', 'shop')])).toMatchObject({
    pairs: 1,
    exposed: MANY,
    lines: MANY + 1,
  });
});

test('load balancers before pods that let in a block each', () => {
  const manifests = each((index) => {
    const name = `x${index}`;
    const cidr = `10.${index >> 8}.${index & 255}.0/24`;
    const block = `{podSelector: {matchLabels: {app: ${name}}}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]}`;
    const type = index % 2 === 0 ? 'LoadBalancer' : 'NodePort';
    return [workload(name, 'shop'), service(name, 'shop', { type }), policy(`shop/${name}`, block)];
  });
  expect(followed(manifests)).toMatchObject({ pairs: MANY, exposed: MANY, lines: MANY + 1, found: 0 });
});

describe('policies of administrators before entries', () => {
  const ACTIONS = ['Accept', 'Deny', 'Pass'];
  const world = each((index) => {
    const [name, of] = [`x${index}`, `n${index}`];
    return [namespace(of, { team: `t${index}` }), workload(name, of), service(name, of), ingress(name, of, name)];
  }, 40);
  const admin = (index: number, priority: number, subject: object, ingressRules: readonly object[]) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `p${index}` },
    spec: { tier: 'Admin', priority, subject, ingress: ingressRules },
  });
  const answers = (policies: readonly object[]) => {
    const cluster = clusterOfManifests([...world, ...policies]);
    expect(cluster.problems).toEqual([]);
    const reachability = Reachability.of(cluster);
    const [first] = cluster.workloads;
    expect(reachability.exposureOf(first as never).ingress.length).toBeGreaterThan(0);
    expect(checkCluster(cluster).findings.length).toBeGreaterThan(0);
    return [...reachability.entryPairs()].map(({ certain, depends }) =>
      certain.isEmpty ? depends.flatMap(({ conditions }) => conditions.map(({ type }) => type))[0] : 'certain',
    );
  };

  test('with 25 rules of 25 peers and 25 ports each are not worked out for senders that are not known', () => {
    const policies = Array.from({ length: 20 }, (_, index) =>
      admin(
        index,
        index,
        { namespaces: {} },
        Array.from({ length: 25 }, (_rule, rule) => ({
          action: ACTIONS[(index + rule) % 3],
          from: Array.from({ length: 25 }, (_peer, peer) => ({
            pods: {
              namespaceSelector: { matchLabels: { team: `t${(index * 625 + rule * 25 + peer) % 997}` } },
              podSelector: { matchLabels: { [`k${peer}`]: 'v' } },
            },
          })),
          protocols: Array.from({ length: 25 }, (_port, port) => ({
            tcp: { destinationPort: { number: 1 + index * 100 + rule * 4 + port } },
          })),
        })),
      ),
    );
    expect(new Set(answers(policies))).toEqual(new Set(['undecided']));
  });

  test('whose selectors have a hundred keys with a hundred values each are not either', () => {
    const selector = (values: string) => ({
      matchExpressions: Array.from({ length: 100 }, (_, key) => ({
        key: `k${key}`,
        operator: 'NotIn',
        values: Array.from({ length: 100 }, (_value, value) => `${values}${value}`),
      })),
    });
    const policies = Array.from({ length: 20 }, (_, index) =>
      admin(index, index, { namespaces: selector('s') }, [
        { action: ACTIONS[index % 3], from: [{ namespaces: selector(`p${index}-`) }] },
      ]),
    );
    expect(new Set(answers(policies))).toEqual(new Set(['undecided']));
  });

  test('by the thousand, of one priority, are', () => {
    const policies = Array.from({ length: MANY / 2 }, (_, index) =>
      admin(index, 5, { namespaces: { matchLabels: { team: `t${index}` } } }, [
        { action: ACTIONS[index % 3], from: [{ namespaces: { matchLabels: { team: `t${index + 1}` } } }] },
      ]),
    );
    const found = answers(policies);
    expect(found).toHaveLength(40);
    expect(found).toContain('certain');
    expect(found).toContain('namespace-label');
  });
});
