import { ApiObject, type App, Chart, type IResolver } from 'cdk8s';
import { AllowDns, IpBlock, NetworkPolicy, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { newApp } from '../support/synth';

/** An app with policies that use every kind of field. */
function boundaries(app: App) {
  const chart = new Chart(app, 'boundary', { namespace: 'shop', labels: { team: 'shop' } });
  const web = Pods.labelled({ tier: 'x', app: 'web' }).inNamespace('front');
  return [
    new AllowDns(chart, 'dns', {
      description: 'why',
      metadata: { labels: { b: '2', a: '1' }, annotations: { z: '1', y: '2' } },
    }),
    new ServiceAccessGrant(chart, 'grant', {
      from: [web, IpBlock.publicIpv6({ except: ['2600::/12'] })],
      to: Pods.labelled({ app: 'cache' }).inSameNamespace(),
      ports: [Port.tcpRange(1, 2), Port.named('http')],
      clientEgress: 'always',
    }),
    new NetworkPolicy(chart, 'open', {
      pods: Pods.all(),
      ingress: [{ from: 'anywhere', ports: [Port.all()] }],
      egress: [],
    }),
  ];
}

test('a policy is written just as cdk8s would write the same ApiObject, to the order of its keys', () => {
  const app = newApp();
  const policies = boundaries(app).flatMap(({ policies }) => policies);
  app.synthYaml();
  expect(policies.length).toBeGreaterThan(2);
  for (const policy of policies) {
    const plain = new ApiObject(new Chart(app, `plain-${policy.name}`, { namespace: 'shop' }), 'copy', {
      apiVersion: policy.apiVersion,
      kind: policy.kind,
      metadata: policy.metadata.toJson(),
      spec: policy.toJson().spec,
    });
    expect(JSON.stringify(policy.toJson())).toBe(JSON.stringify(plain.toJson()));
    expect(JSON.stringify(policy.toJson())).toBe(JSON.stringify(ApiObject.prototype.toJson.call(policy)));
  }
});

test('resolvers of the app are asked', () => {
  const resolver: IResolver = {
    resolve: (context) => {
      if (context.value === 'kube-dns') context.replaceValue('coredns');
    },
  };
  const app = newApp({ resolvers: [resolver] });
  const [dns] = boundaries(app);
  expect(app.synthYaml()).toContain('k8s-app: coredns');
  expect(JSON.stringify(dns?.policies[0]?.toJson())).not.toContain('kube-dns');
});

test('CDK8S_DISABLE_SORT leaves the keys in the order in which they were made', () => {
  const app = newApp();
  const [dns] = boundaries(app);
  process.env.CDK8S_DISABLE_SORT = '1';
  const unsorted = Object.keys(dns?.policies[0]?.toJson().spec);
  delete process.env.CDK8S_DISABLE_SORT;
  expect(unsorted).toEqual(['podSelector', 'policyTypes', 'egress']);
  expect(Object.keys(dns?.policies[0]?.toJson().spec)).toEqual(['egress', 'podSelector', 'policyTypes']);
});
