import { CNI_NAMES, CNI_PROFILES, Cni, cniNamed } from '../../lib/cni/cni';
import { notEnforced } from '../../lib/cni/cni-warnings';
import { policyWarnings } from '../../lib/cni/policy-warnings';
import type { NetworkPolicySpec } from '../../lib/policy/manifest';
import { validateNetworkPolicy } from '../../lib/policy/validation/validate-network-policy';
import { policy } from '../support/manifests';

describe('who enforces nothing', () => {
  test.each([
    ['EKS until it is enabled', Cni.awsVpcCni(), Cni.awsVpcCni({ networkPolicy: true })],
    ['EKS Auto Mode until it is enabled', Cni.eksAutoMode(), Cni.eksAutoMode({ networkPolicy: true })],
    ['AKS without an engine', Cni.aks(), Cni.aks({ engine: 'calico' })],
    ['GKE without Dataplane V2 and Calico', Cni.gkeLegacy(), Cni.gkeLegacy({ networkPolicy: true })],
    ['Flannel', Cni.flannel(), Cni.flannel({ netpol: true })],
    ['RKE2 with Flannel', Cni.rke2({ cni: 'flannel' }), Cni.rke2()],
    ['the bridge of minikube', Cni.minikube(), Cni.minikube({ cni: 'calico' })],
    ['Docker Desktop with kubeadm', Cni.dockerDesktop(), Cni.dockerDesktop({ provisioner: 'kind' })],
    ['kind before 0.24', Cni.kindnet({ networkPolicy: false }), Cni.kindnet()],
    ['k3s where it is switched off', Cni.k3s({ networkPolicy: false }), Cni.k3s()],
    ['kube-router without its firewall', Cni.kubeRouter({ firewall: false }), Cni.kubeRouter()],
    ['Cilium where it is switched off', Cni.cilium({ networkPolicy: false }), Cni.cilium()],
  ])('%s', (_, off, on) => {
    expect(notEnforced(off)).toMatchObject({ path: 'cni', reason: 'Forbidden' });
    expect(notEnforced(on)).toBeUndefined();
  });

  test('it says how to switch it on, and where that is documented', () => {
    const { message, fix } = notEnforced(Cni.awsVpcCni()) ?? {};
    expect(message).toContain('EKS, VPC CNI enforces no NetworkPolicy');
    expect(fix).toContain('enable-network-policy-controller');
    expect(fix).toContain('since VPC CNI 1.14');
    expect(fix).toContain('https://docs.aws.amazon.com/eks/');
  });
});

/** `id path` of each warning about a policy that is sound. */
function warned(spec: string, cni = Cni.specification()): string[] {
  const manifest = policy('shop/p', spec);
  expect(validateNetworkPolicy(manifest)).toEqual([]);
  return policyWarnings(manifest, cni).map(({ id, path }) => `${id} ${path}`);
}

describe('what a network plugin does otherwise is reported where a policy uses it', () => {
  test('the specification does nothing otherwise', () => {
    const everything = `
      podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}
      ingress:
      - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: "fd00::/8"}}]
        ports: [{port: 80, endPort: 90}, {port: http}, {protocol: SCTP, port: 7}]`;
    expect(warned(everything)).toEqual([]);
    expect(warned(everything, Cni.calico())).toEqual([]);
  });

  test('Cilium: blocks do not match pods, so one over their addresses alone may cut them off', () => {
    expect(warned('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}', Cni.cilium())).toEqual([
      'cni-pod-addresses spec.ingress[0].from[0]',
    ]);
    expect(warned('{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.2.0.0/16}}]}]}', Cni.cilium())).toEqual([
      'cni-pod-addresses spec.egress[0].to[0]',
    ]);
    const withPods = '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}, {namespaceSelector: {}}]}]}';
    expect(warned(withPods, Cni.cilium())).toEqual([]);
    expect(warned('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]}', Cni.cilium())).toEqual([]);
    const known = Cni.cilium({ podCidrs: ['10.244.0.0/16'] });
    expect(warned('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.2.0.0/16}}]}]}', known)).toEqual([]);
  });

  test('Cilium before 1.17: a range of ports is one port', () => {
    const range = '{podSelector: {}, ingress: [{ports: [{port: 80, endPort: 90}, {port: 443, endPort: 443}]}]}';
    expect(warned(range, Cni.cilium({ version: '1.16' }))).toEqual(['cni-end-port spec.ingress[0].ports[0]']);
    expect(warned(range, Cni.cilium({ version: '1.17.2' }))).toEqual([]);
    expect(warned(range, Cni.cilium())).toEqual([]);
  });

  test('Cilium: names of ports', () => {
    expect(warned('{podSelector: {}, ingress: [{ports: [{port: http}]}]}', Cni.cilium())).toEqual([
      'cni-named-ports spec.ingress[0].ports[0]',
    ]);
  });

  test('EKS: more labels than the selector of a Service has, on the way out alone', () => {
    const eks = Cni.awsVpcCni({ networkPolicy: true });
    const peer = '{podSelector: {matchLabels: {app: web, tier: front}}}';
    expect(warned(`{podSelector: {}, egress: [{to: [${peer}]}]}`, eks)).toEqual([
      'cni-service-labels spec.egress[0].to[0]',
    ]);
    expect(warned(`{podSelector: {}, ingress: [{from: [${peer}]}]}`, eks)).toEqual([]);
    expect(warned('{podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}', eks)).toEqual([]);
  });

  test('EKS: more than 24 ports of a block, and blocks of both families', () => {
    const eks = Cni.awsVpcCni({ networkPolicy: true });
    const ports = (count: number) => Array.from({ length: count }, (_, index) => `{port: ${8000 + index}}`).join();
    const rule = (count: number) =>
      `{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [${ports(count)}]}]}`;
    expect(warned(rule(25), eks)).toEqual(['cni-many-ports spec.egress[0].ports']);
    expect(warned(rule(24), eks)).toEqual([]);
    const both =
      '{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}, {ipBlock: {cidr: "2001:db8::/32"}}]}]}';
    expect(warned(both, eks)).toEqual(['cni-both-families spec']);
  });

  test.each([Cni.kubeRouter(), Cni.k3s()])(
    '$title: egress rules of policies for both directions open ingress',
    (cni) => {
      const both = (egress: string) =>
        `{podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress, Egress], egress: ${egress}}`;
      const opens = 'cni-both-directions spec.egress[0]';
      expect(warned(both('[{to: [{podSelector: {}}]}]'), cni)).toEqual([opens]);
      expect(warned(both('[{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}]}]'), cni)).toEqual([
        opens,
      ]);
      expect(warned(both('[{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]'), cni)).toEqual([opens]);
      expect(warned(both('[{ports: [{port: 80}]}]'), cni)).toEqual([opens]);
      expect(warned(both('[{to: [{podSelector: {matchLabels: {app: b}}}]}]'), cni)).toEqual([]);
      const elsewhere = '{matchLabels: {kubernetes.io/metadata.name: other}}';
      expect(warned(both(`[{to: [{namespaceSelector: ${elsewhere}}]}]`), cni)).toEqual([]);
      expect(warned('{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}', cni)).toEqual([]);
    },
  );

  test.each([Cni.kubeRouter(), Cni.k3s()])('$title: port names and exceptions among blocks', (cni) => {
    const from = (peers: string, ports = '[{port: 80}]') =>
      `{podSelector: {}, ingress: [{from: ${peers}, ports: ${ports}}]}`;
    expect(warned(from('[{podSelector: {}}]', '[{port: http}]'), cni)).toEqual([
      'cni-unknown-port-names spec.ingress[0].ports[0]',
    ]);
    const block = '{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}';
    expect(warned(from(`[${block}, {ipBlock: {cidr: 10.1.2.0/24}}]`), cni)).toEqual([
      'cni-except-among-blocks spec.ingress[0].from[0]',
    ]);
    expect(warned(from(`[${block}, {ipBlock: {cidr: "fd00::/8"}}, {podSelector: {}}]`), cni)).toEqual([]);
  });

  test('Azure NPM: what nodes with Windows do not know', () => {
    const spec = `
      podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}
      ingress:
      - from:
        - {podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}
        - {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}
        ports: [{port: http}, {protocol: SCTP, port: 7}]`;
    expect(warned(spec, Cni.aks({ engine: 'azure' })).sort()).toEqual([
      'cni-except spec.ingress[0].from[1]',
      'cni-named-ports spec.ingress[0].ports[0]',
      'cni-negative-selectors spec.ingress[0].from[0]',
      'cni-negative-selectors spec.podSelector',
      'cni-sctp spec.ingress[0].ports[1]',
    ]);
  });

  test('a warning names the fact and its source', () => {
    const manifest = policy('shop/p', '{podSelector: {}, ingress: [{ports: [{port: http}]}]}');
    const [warning] = policyWarnings(manifest, Cni.cilium());
    expect(warning?.message).toBe(
      'Cilium: a port name that has several numbers among the selected pods is not resolved pod by pod (https://docs.cilium.io/en/stable/network/kubernetes/policy/)',
    );
    expect(warning?.fix).toBe('write the number, or give the name one number everywhere');
  });

  test('a spec that says nothing is no trouble', () => {
    const nothing = { ...policy('shop/p', '{}'), spec: {} as NetworkPolicySpec };
    for (const profile of CNI_PROFILES) expect(policyWarnings(nothing, profile)).toEqual([]);
  });
});

describe('profiles', () => {
  test('have names of their own, by which they are found', () => {
    const names = CNI_PROFILES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const profile of CNI_PROFILES) expect(cniNamed(`${profile.name}:on`)).toEqual(profile);
    expect(cniNamed('flannel')).toEqual(Cni.flannel());
    expect(CNI_NAMES).toEqual(expect.arrayContaining(['calico', 'flannel', 'flannel:on']));
    expect(CNI_NAMES).not.toContain('calico:on');
    expect(cniNamed('specification')).toEqual(Cni.specification());
    expect(cniNamed('toString')).toBeUndefined();
  });

  test('take the settings of the cluster at hand, and keep what is known of the plugin', () => {
    expect(Cni.cilium()).toMatchObject({ ipBlocksMatchPods: false });
    expect(Cni.cilium({ ipBlocksMatchPods: true }).ipBlocksMatchPods).toBe(true);
    expect(Cni.calico({ podCidrs: ['10.244.0.0/16'] })).toMatchObject({
      podCidrs: ['10.244.0.0/16'],
      ipBlocksMatchPods: true,
    });
    expect(Cni.aks({ engine: 'cilium' })).toMatchObject({ name: 'aks', ipBlocksMatchPods: false });
    expect(Cni.calico({ podCidrs: undefined }).podCidrs).toContain('10.0.0.0/8');
  });

  test('Calico enforces the version of the Network Policy API that its release has', () => {
    const apis = (version?: string) => Cni.calico({ version }).policyApis?.map((api) => api.split('/')[1] ?? api);
    expect(apis()).toEqual(['projectcalico.org', 'v1alpha1', 'v1alpha2']);
    expect(apis('3.28')).toEqual(['projectcalico.org']);
    expect(apis('v3.29.1')).toEqual(['projectcalico.org', 'v1alpha1']);
    expect(apis('3.31')).toEqual(['projectcalico.org', 'v1alpha1']);
    expect(apis('3.32')).toEqual(['projectcalico.org', 'v1alpha2']);
    expect(apis('4.0')).toEqual(['projectcalico.org', 'v1alpha2']);
    expect(Cni.calico().calico).toEqual({ denyAction: 'Drop' });
    expect(Cni.calico({ version: '3.31', denyAction: 'Reject' }).calico).toEqual({
      version: '3.31',
      denyAction: 'Reject',
    });
    expect(() => Cni.calico({ version: 'latest' })).toThrow(
      new RangeError(`version: "latest" is no release of Calico; write one such as '3.31'`),
    );
    expect(() => Cni.calico({ denyAction: 'drop' as 'Drop' })).toThrow(
      new RangeError(`denyAction: "drop" is no action of Calico; write 'Drop' or 'Reject'`),
    );
  });

  test('say where each fact is documented', () => {
    for (const { enforcement, deviations } of CNI_PROFILES) {
      for (const { source } of [enforcement, ...deviations]) expect(source).toMatch(/^https:\/\//);
    }
  });
});
