import type { PageData } from '../../lib/report/page/page-types';
import { dataOfFile, pageFile } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const dataOf = async (text: string): Promise<PageData> => dataOfFile(await pageFile(text));

describe('the first screen', () => {
  const verdictOf = async (text: string) => (await dataOf(text)).verdict.map(({ id, count }) => `${id} ${count}`);

  test('says in order of harm what is open', async () => {
    // web is open to everything; cart to web and one block.
    expect(await verdictOf(`${WORKLOADS}---\n${POLICIES}`)).toEqual([
      'internet 1',
      'every-pod 1',
      'egress 1',
      'metadata 1',
      'default-deny-ingress 2',
      'default-deny-egress 2',
      'warnings 2',
    ]);
  });

  test('says that nothing is open where nothing is', async () => {
    const closed = (namespace: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: ${namespace}}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n`;
    const lines = await verdictOf([WORKLOADS, closed('front'), closed('shop')].join('---\n'));
    expect(lines.filter((line) => /^(internet|every-pod|egress|metadata|default)/.test(line))).toEqual([]);
  });

  test('counts what depends on a policy that is not judged', async () => {
    const other =
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: shop}\nspec: {action: DENY}\n';
    const lines = await verdictOf(`${WORKLOADS}---\n${other}`);
    expect(lines).toContain('unjudged 1');
    expect(lines).toContainEqual(expect.stringMatching(/^depends [1-9]/));
  });
});

describe('the first screen never calls safe what it does not know', () => {
  const NAMESPACES = ['front', 'shop'];
  const policy = (namespace: string, name: string, spec: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
  const closed = NAMESPACES.map((namespace) =>
    policy(namespace, 'deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}'),
  );
  const saidOf = async (more: readonly string[], ...options: readonly string[]) => {
    const { verdict, inOrder } = dataOfFile(await pageFile([WORKLOADS, ...closed, ...more].join('---\n'), ...options));
    return { found: verdict.map(({ id }) => id), good: inOrder.map(({ id }) => id), verdict };
  };
  const ALL = ['internet', 'every-pod', 'egress', 'metadata', 'default-deny-ingress', 'default-deny-egress', 'known'];

  test('where all is closed, all of it is in order', async () => {
    expect(await saidOf([])).toMatchObject({ found: ['good'], good: ALL });
  });

  test.each([
    [
      'every namespace by an expression',
      '{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: Exists}]}}',
    ],
    [
      'all namespaces but one',
      '{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}}',
    ],
    [
      'all pods but some',
      '{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x]}]}}',
    ],
  ])('a peer that is %s is every pod', async (_, peer) => {
    const open = policy('shop', 'open', `{podSelector: {}, ingress: [{from: [${peer}]}]}`);
    const { found, good } = await saidOf([open]);
    expect(found[0]).toBe('every-pod');
    expect(good).not.toContain('every-pod');
  });

  test('some addresses of the internet are not called none', async () => {
    const some = '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.0.0.0/8}}]}]}';
    expect(await saidOf([policy('shop', 'in', some)])).toMatchObject({
      found: ['some-internet'],
      good: ALL.filter((id) => id !== 'internet'),
    });
    const out =
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 100.64.0.0/10, 10.0.0.0/8]}}], ports: [{port: 443}]}]}';
    const { found, good } = await saidOf([policy('shop', 'out', out)]);
    expect(found).toContain('some-egress');
    expect(good).not.toContain('egress');
  });

  test('halves of the internet in two rules are the internet', async () => {
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((cidr) => `{from: [{ipBlock: {cidr: ${cidr}}}]}`);
    expect((await saidOf([policy('shop', 'in', `{podSelector: {}, ingress: [${halves}]}`)])).found[0]).toBe('internet');
  });

  test('pods that are in no manifest are in no answer, and that is said', async () => {
    const vm = 'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: vm, namespace: old}\n';
    const { found, good, verdict } = await saidOf([vm]);
    expect(found).toEqual(['hidden']);
    expect(verdict[0]?.names).toEqual(['VirtualMachine old/vm']);
    expect(good).toEqual(['internet', 'every-pod', 'egress', 'metadata']);
  });

  test('an entry whose pods are not in the input is named', async () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: gone, namespace: shop}\nspec: {type: NodePort, selector: {app: gone}, ports: [{port: 80}]}\n';
    const { found, verdict } = await saidOf([service]);
    expect(found[0]).toBe('not-followed');
    expect(verdict[0]?.names).toEqual(['Service shop/gone']);
  });

  test('an entry to a workload that policies close is no way in', async () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {type: LoadBalancer, selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}\n';
    const data = dataOfFile(await pageFile([WORKLOADS, ...closed, service].join('---\n')));
    expect(data.entries.map(({ answer }) => answer)).toEqual(['denied']);
    expect(data.entryRows).toEqual([]);
    expect(data.verdict.map(({ id }) => id)).not.toContain('entries');
  });

  test('where a policy is an error, nothing is in order', async () => {
    const loose = policy('shop', 'loose', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.2.3/8}}]}]}');
    expect(await saidOf([loose])).toMatchObject({ found: ['errors'], good: [] });
  });

  test('a network plugin that enforces nothing comes first, and nothing is in order', async () => {
    const { found, good } = await saidOf([], '--cni', 'flannel');
    expect(found[0]).toBe('not-enforced');
    expect(good).toEqual([]);
  });

  test('an answer about addresses that depends on a policy that is not judged keeps all from being known', async () => {
    const open = policy('front', 'office', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]}');
    expect((await saidOf([open])).good).toContain('known');
    const other =
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: front}\nspec: {action: DENY}\n';
    const { found, good } = await saidOf([open, other]);
    expect(found).toEqual(expect.arrayContaining(['unjudged', 'depends-outside']));
    expect(good).not.toContain('known');
  });

  test('pods on the network of their node are open, whatever policies are there', async () => {
    const onNode = WORKLOADS.split('---')[0]
      ?.replaceAll('web', 'agent')
      .replace('containers:', 'hostNetwork: true, containers:');
    const { found } = await saidOf([onNode ?? '']);
    expect(found).toEqual(expect.arrayContaining(['internet', 'every-pod', 'egress', 'metadata']));
  });
});
