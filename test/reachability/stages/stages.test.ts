import type { ClusterWorkload } from '../../../lib/cluster/cluster';
import { clusterOfText } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { AddressSet } from '../../../lib/reachability/sets/address-set';

/** Policies of several APIs as they decide together: what they say is in the titles. */

const DECLARED = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: ops}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}, {name: quic, ports: [{name: http, containerPort: 8081, protocol: UDP}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ops, labels: {app: agent}}
spec: {hostNetwork: true, containers: [{name: agent}]}
---
apiVersion: v1
kind: Pod
metadata: {name: ops, namespace: ops, labels: {app: ops}}
spec: {containers: [{name: ops}]}
`;

const WEB =
  '{pods: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: web}}}}';

function clusterPolicy(name: string, spec: string): string {
  return `---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}

function isolating(name: string, rules = ''): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]${rules}}\n`;
}

function judged(...policies: string[]) {
  const cluster = clusterOfText(DECLARED + policies.join(''), { file: 'shop.yaml' });
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster);
  const workload = (name: string) => {
    const found = cluster.workloads.find((one) => one.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };
  const explain = (from: string, to: string, port: number, protocol: 'tcp' | 'udp' = 'tcp') =>
    reachability.explain(workload(from), workload(to), Port[protocol](port));
  return {
    reachability,
    workload,
    explain,
    verdict: (...flow: Parameters<typeof explain>) => explain(...flow).verdict,
    text: (...flow: Parameters<typeof explain>) => explanationText(explain(...flow)),
    fromOutside: (to: string, address: string) =>
      String(reachability.connectionsFrom(AddressSet.block(`${address}/32`), workload(to))[0]?.certain),
  };
}

const to = (port: number) => `protocols: [{tcp: {destinationPort: {number: ${port}}}}]`;

describe('pitfalls of stages', () => {
  test('1: policies of one priority that disagree make the answer depend on which comes first, policy by policy', () => {
    const { verdict, explain } = judged(
      clusterPolicy(
        'p',
        `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{action: Deny, from: [{namespaces: {}}], ${to(22)}}, {action: Accept, from: [{namespaces: {}}]}]`,
      ),
      clusterPolicy(
        'q',
        `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{action: Accept, from: [{namespaces: {}}], ${to(22)}}, {action: Deny, from: [{namespaces: {}}]}]`,
      ),
    );
    expect([verdict('ops', 'web', 22), verdict('ops', 'web', 80)]).toEqual(['depends', 'depends']);
    expect(explain('ops', 'web', 22).ways).toEqual([
      [
        {
          type: 'policy-order',
          first: ['ClusterNetworkPolicy q'],
          policies: ['ClusterNetworkPolicy p', 'ClusterNetworkPolicy q'],
        },
      ],
    ]);
  });

  test('16: an ingress Deny of every namespace denies pods, and neither addresses outside nor nodes', () => {
    const { verdict, fromOutside } = judged(
      clusterPolicy(
        'deny',
        `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{action: Deny, from: [{namespaces: {}}]}]`,
      ),
    );
    expect([verdict('ops', 'web', 80), verdict('agent', 'web', 80), fromOutside('web', '8.8.8.8')]).toEqual([
      'denied',
      'allowed',
      'all',
    ]);
  });

  test('17: an egress Deny of 0.0.0.0/0 denies pods too', () => {
    const { verdict } = judged(
      clusterPolicy(
        'deny',
        `tier: Admin, priority: 1, subject: ${WEB}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]`,
      ),
    );
    expect(verdict('web', 'ops', 80)).toBe('denied');
  });

  test('18: a block that was denied before a wider one is allowed leaves the rest of it, and two halves are the whole', () => {
    const to10 = (action: string, ...networks: string[]) =>
      `{action: ${action}, to: [{networks: [${networks.join()}]}]}`;
    const pods = `tier: Admin, priority: 1, subject: ${WEB}`;
    const { explain } = judged(
      clusterPolicy(
        'a',
        `${pods}, egress: [${to10('Deny', '10.1.0.0/16')}, ${to10('Accept', '10.0.0.0/8')}, ${to10('Deny', '0.0.0.0/0')}]`,
      ),
    );
    const [way] = explain('web', 'ops', 80).ways;
    expect(explain('web', 'ops', 80).verdict).toBe('depends');
    expect(way?.[0]?.type === 'address-in' && way[0].addresses.contains('10.1.2.3')).toBe(false);
    expect(way?.[0]?.type === 'address-in' && way[0].addresses.contains('10.2.2.3')).toBe(true);
    const halves = judged(
      clusterPolicy(
        'b',
        `${pods}, egress: [${to10('Accept', '0.0.0.0/1')}, ${to10('Accept', '128.0.0.0/1')}, ${to10('Deny', '0.0.0.0/0')}]`,
      ),
    );
    expect(halves.verdict('web', 'ops', 80)).toBe('allowed');
  });

  test('19: a name of ports means each protocol that the destination has it on, and nothing on an address', () => {
    const named = 'protocols: [{destinationNamedPort: http}]';
    const { verdict, fromOutside } = judged(
      clusterPolicy(
        'deny',
        `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{action: Deny, from: [{namespaces: {}}], ${named}}]`,
      ),
      clusterPolicy(
        'out',
        `tier: Admin, priority: 2, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [8.0.0.0/8]}], ${named}}]`,
      ),
    );
    expect([verdict('ops', 'web', 8080), verdict('ops', 'web', 8081, 'udp'), verdict('ops', 'web', 8081)]).toEqual([
      'denied',
      'denied',
      'allowed',
    ]);
    expect(fromOutside('web', '8.8.8.8')).toBe('all');
  });

  test('20: an Accept of the Admin tier opens what NetworkPolicies isolate, and a Deny of the Baseline tier never comes to it', () => {
    const accept = clusterPolicy(
      'open',
      `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{name: ops, action: Accept, from: [{namespaces: {}}]}]`,
    );
    const baseline = clusterPolicy(
      'base',
      `tier: Baseline, priority: 1, subject: ${WEB}, ingress: [{action: Deny, from: [{namespaces: {}}]}]`,
    );
    expect(judged(isolating('deny')).verdict('ops', 'web', 80)).toBe('denied');
    const opened = judged(isolating('deny'), accept);
    expect(opened.verdict('ops', 'web', 80)).toBe('allowed');
    expect(opened.text('ops', 'web', 80).replace(/\(shop\.yaml:[\d:]+\)/g, '(PLACE)')).toBe(
      [
        'allowed: ops/ops[Pod] to shop/web[Pod] on TCP 80',
        '  egress of the source: open; no policy isolates it',
        '  ingress of the destination: allowed',
        '    allowed by rule 1 (ops) of ClusterNetworkPolicy open in the Admin tier (shop.yaml:39:122)',
        '    although shop/deny isolates the pod (shop.yaml:34:1)',
      ]
        .join('\n')
        .replace(/\(shop\.yaml:[\d:]+\)/g, '(PLACE)'),
    );
    expect(judged(baseline).verdict('ops', 'web', 80)).toBe('denied');
    expect(judged(baseline, isolating('all', ', ingress: [{}]')).verdict('ops', 'web', 80)).toBe('allowed');
  });

  test('22: a Pass that is not certain goes both ways', () => {
    const pods = `subject: {namespaces: {}}`;
    const { verdict } = judged(
      clusterPolicy(
        'pass',
        `tier: Admin, priority: 1, ${pods}, egress: [{action: Pass, to: [{networks: [10.0.0.0/8]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]`,
      ),
    );
    expect(verdict('ops', 'web', 80)).toBe('depends');
  });
});

describe('policies of policy.networking.k8s.io', () => {
  test('where one denies, the explanation says which has to let it through, and suggests no NetworkPolicy', () => {
    const { text, explain } = judged(
      clusterPolicy(
        'shut',
        `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{action: Deny, from: [{namespaces: {}}]}]`,
      ),
    );
    expect(explain('ops', 'web', 80).grant).toBeUndefined();
    expect(text('ops', 'web', 80)).toContain('denied by rule 1 of ClusterNetworkPolicy shut in the Admin tier');
    expect(text('ops', 'web', 80)).toContain(
      'no NetworkPolicy can allow it: ClusterNetworkPolicy shut has to let it through',
    );
  });

  test('a peer of a newer version of the API: Accept is for no one, and Deny and Pass deny all', () => {
    const rule = (action: string) =>
      `tier: Admin, priority: 1, subject: ${WEB}, ingress: [{action: ${action}, from: [{realms: {}}]}]`;
    expect(judged(isolating('deny'), clusterPolicy('a', rule('Accept'))).verdict('ops', 'web', 80)).toBe('denied');
    expect(judged(clusterPolicy('a', rule('Pass'))).fromOutside('web', '8.8.8.8')).toBe('none');
  });

  test('an address that may be one of a domain depends on that', () => {
    const { reachability, workload } = judged(
      clusterPolicy(
        'names',
        `tier: Admin, priority: 1, subject: ${WEB}, egress: [{action: Accept, to: [{domainNames: [x.example]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]`,
      ),
    );
    const [answer] = reachability.connectionsTo(workload('web'), AddressSet.block('8.8.8.8/32'));
    expect(answer?.certain.isEmpty).toBe(true);
    expect(answer?.depends.map(({ conditions }) => conditions)).toEqual([
      [{ type: 'circumstance', sentence: 'the address of the destination is one of x.example', holds: true }],
    ]);
  });
});

describe('the network plugin', () => {
  const deny = clusterPolicy(
    'deny',
    `tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]`,
  );
  const verdictWith = (cni: CniProfile | undefined) => {
    const cluster = clusterOfText(DECLARED + deny);
    const [web, ops] = ['web', 'ops'].map((name) => cluster.workloads.find((one) => one.name === name));
    return Reachability.of(cluster, { cni }).explain(ops as ClusterWorkload, web as ClusterWorkload, Port.tcp(80))
      .verdict;
  };

  test('that does not enforce an API leaves its policies out, and without a profile all are enforced', () => {
    expect(verdictWith(undefined)).toBe('denied');
    expect(verdictWith(Cni.kubeNetworkPolicies())).toBe('denied');
    expect(verdictWith(Cni.cilium())).toBe('allowed');
    expect(verdictWith(Cni.cilium({ policyApis: ['policy.networking.k8s.io/v1alpha2'] }))).toBe('denied');
  });
});
