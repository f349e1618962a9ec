import { clusterOfText } from '../../lib/cluster/load';
import { Cni } from '../../lib/cni/cni';
import { policyWarnings } from '../../lib/cni/policy-warnings';
import { lint } from '../../lib/lint/lint';
import { LINT_RULES } from '../../lib/lint/rules';
import { allowKubeApiServer } from '../../lib/patterns/allow-kube-api-server';
import { validManifests } from '../../lib/patterns/written';
import { cidrFix } from '../../lib/policy/cidr-fix';
import { IpBlock, Pods, Port } from '../../lib/policy/words';
import { Reachability } from '../../lib/reachability/reachability';
import { parseAddress } from '../../lib/reachability/sets/address-set';

/** What a NetworkPolicy cannot say under Cilium, and what the messages say to write: judged. */

const WORLD = `
apiVersion: v1
kind: Pod
metadata: {name: operator, namespace: shop, labels: {app: operator}}
spec: {containers: [{name: operator}]}
---
apiVersion: v1
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.96.0.1, ports: [{port: 443, targetPort: 6443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
addressType: IPv4
endpoints: [{addresses: [172.18.0.2]}]
ports: [{port: 6443, protocol: TCP}]
---
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec: {containers: [{name: dns}]}
`;
const cni = Cni.cilium();

function judged(policies: readonly unknown[]) {
  const cluster = clusterOfText([WORLD, ...policies.map((policy) => JSON.stringify(policy))].join('\n---\n'));
  expect([cluster.problems, cluster.warnings]).toEqual([[], []]);
  const reachability = Reachability.of(cluster, { cni });
  const operator = cluster.workloads.find(({ name }) => name === 'operator') as (typeof cluster.workloads)[number];
  const to = (address: string, port: number) =>
    reachability.explain(operator, { type: 'address', address: parseAddress(address) as never }, Port.tcp(port))
      .verdict;
  return { cluster, to, reachability, operator };
}

/** The JSON behind a word of a fix. */
const behind = (fix: string, word: string) => JSON.parse(fix.slice(fix.indexOf(word) + word.length));

const POLICY = validManifests(
  allowKubeApiServer('operator', {
    namespace: 'shop',
    pods: Pods.labelled({ app: 'operator' }),
    clusterIp: IpBlock.ipv4('10.96.0.1/32'),
    endpoints: IpBlock.ipv4('172.18.0.2/32'),
  }),
);

test('the API server of a policy is opened by the policy of Cilium that its warning says, and nothing else is', () => {
  const [first, ...others] = policyWarnings(POLICY[0] as never, cni).filter(({ id }) => id === 'cni-pod-addresses');
  const instead = behind(first?.fix ?? '', 'apply this as well: ');
  for (const { fix } of others) expect(behind(fix ?? '', 'apply this as well: ')).toEqual(instead);
  expect(instead).toEqual({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'operator-allow-egress-api-server', namespace: 'shop' },
    spec: {
      endpointSelector: { matchLabels: { app: 'operator' } },
      egress: [
        {
          toEntities: ['kube-apiserver'],
          toPorts: [
            {
              ports: [
                { port: '443', protocol: 'TCP' },
                { port: '6443', protocol: 'TCP' },
              ],
            },
          ],
        },
      ],
    },
  });
  const { to } = judged([...POLICY, instead]);
  expect([to('172.18.0.2', 6443), to('172.18.0.2', 22), to('8.8.8.8', 6443)]).toEqual(['allowed', 'denied', 'denied']);
});

test('it is said of single addresses on the ports of an API server, where the plugin has such policies', () => {
  const fixes = (egress: object, of = cni) =>
    policyWarnings(
      { ...POLICY[0], spec: { podSelector: {}, policyTypes: ['Egress'], egress: [egress] } } as never,
      of,
    ).map(({ fix }) => fix?.includes('apply this as well') ?? false);
  const to = (cidr: string) => [{ ipBlock: { cidr } }];
  expect(fixes({ to: to('172.18.0.2/32'), ports: [{ port: 6443 }] })).toEqual([true]);
  expect(fixes({ to: to('172.18.0.2/32'), ports: [{ port: 5432 }] })).toEqual([false]);
  expect(fixes({ to: to('172.18.0.2/32') })).toEqual([false]);
  expect(fixes({ to: to('172.18.0.0/24'), ports: [{ port: 6443 }] })).toEqual([false]);
});

test('a host name is opened by the items that the message about it says, with the DNS answers that Cilium needs', () => {
  const egress = behind(cidrFix('API.stripe.com'), 'can name the host: egress: ');
  const policy = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'a', namespace: 'shop' },
    spec: { endpointSelector: {}, egress },
  };
  const { cluster, to, reachability, operator } = judged([policy]);
  const dns = cluster.workloads.find(({ name }) => name === 'dns') as typeof operator;
  expect(reachability.explain(operator, dns, Port.udp(53)).verdict).toBe('allowed');
  expect(reachability.explain(operator, dns, Port.tcp(80)).verdict).toBe('denied');
  expect(to('8.8.8.8', 443)).toBe('depends');
  expect(JSON.stringify(egress)).toContain('"api.stripe.com"');
  expect(lint(cluster, { rules: LINT_RULES.filter(({ id }) => id === 'cilium-names-without-dns') })).toEqual([]);
});
