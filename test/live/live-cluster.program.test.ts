import { ringfence } from '../support/command';
import { fakeKubectl, objectsOf, otherProgram, type RecordedCluster } from '../support/fake-kubectl';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const SHOP = objectsOf(`${WORKLOADS}---\n${POLICIES}`, 'front', 'shop');

/** Runs a command on a recorded cluster. */
async function onCluster(args: readonly string[], cluster: RecordedCluster) {
  const kubectl = fakeKubectl(cluster);
  const ran = await ringfence(args, '', { env: { KUBECTL: kubectl.program } });
  return { ...ran, calls: kubectl.calls() };
}

const LISTED = `FROM           TO             CONNECTIONS
front/web      front/web      all
               shop/cart      TCP 8080
               every address  all
every address  front/web      all
192.0.2.0/24   shop/cart      TCP 8080
`;

describe('a running cluster in place of files', () => {
  test.each([[['--cluster']], [['-A']], [['--context', 'prod']], [['--kubeconfig', 'some.yaml']]])(
    '%s lists what manifests of the same objects list',
    async (named) => {
      const { code, out, err } = await onCluster(['list', ...named], { objects: SHOP });
      expect({ code, out, err }).toEqual({ code: 0, out: LISTED, err: '' });
    },
  );

  test('kubectl gets reading requests alone, each option as one argument', async () => {
    const { calls } = await onCluster(['list', '--context', '$(id) --server=x', '--kubeconfig', '-v'], {
      objects: SHOP,
    });
    expect(calls.length).toBeGreaterThan(5);
    for (const call of calls) {
      expect(call.slice(-2)).toEqual(['--context=$(id) --server=x', '--kubeconfig=-v']);
      expect(call[0] === 'config' || (call[0] === 'get' && call[1]?.startsWith('--raw=/api'))).toBe(true);
    }
    expect(JSON.stringify(calls)).not.toContain('secrets');
  });

  test('lists are read page by page to their end', async () => {
    const whole = await onCluster(['list', '-A', '-o', 'json'], { objects: SHOP });
    const paged = await onCluster(['list', '-A', '-o', 'json'], { objects: SHOP, page: 1 });
    expect(paged.out).toBe(whole.out);
    expect(paged.calls.length).toBeGreaterThan(whole.calls.length);
  });

  test('explain and check read it too', async () => {
    const explained = await onCluster(
      ['explain', '--cluster', '--from', 'front/web', '--to', 'shop/cart', '--port', '8080'],
      { objects: SHOP },
    );
    expect(explained.code).toBe(0);
    expect(explained.out).toContain('allowed');
    expect(explained.out).toContain('cluster prod');
    const checked = await onCluster(['check', '--cluster'], { objects: SHOP });
    expect(checked.out).toContain('warning: Namespace shop: a pod without labels');
  });

  test('the policies of other APIs are read in the version that is known', async () => {
    const { err } = await onCluster(['list', '-A'], {
      objects: [
        ...SHOP,
        {
          apiVersion: 'security.istio.io/v1',
          kind: 'AuthorizationPolicy',
          metadata: { name: 'deny', namespace: 'shop' },
          spec: {},
        },
      ],
      kinds: [['security.istio.io/v1', 'AuthorizationPolicy', 'authorizationpolicies', true]],
    });
    expect(err).toContain('cluster prod: AuthorizationPolicy shop/deny (security.istio.io) is not judged');
  });

  test('what kubectl warns of is passed on, once', async () => {
    const { code, err } = await onCluster(['list', '-A'], {
      objects: SHOP,
      warnings: ['Warning: v1 is \u001b[31mold'],
    });
    expect(code).toBe(0);
    expect(err).toBe('warning: kubectl: Warning: v1 is \\u001b[31mold\n');
  });

  test('a cluster and files are not read together', async () => {
    const { code, err } = await onCluster(['list', '--cluster', 'dist'], {});
    expect(code).toBe(2);
    expect(err).toContain('a cluster is read in place of files: dist is too much');
  });

  test.each([
    [['--context', ''], '--context is empty'],
    [['--kubeconfig', ''], '--kubeconfig is empty'],
    [['-A', '--request-timeout', '0'], '--request-timeout "0" is no number of seconds'],
  ])('%j is refused before anything is read', async (args, message) => {
    const { code, err, calls } = await onCluster(['list', ...args], { objects: SHOP });
    expect({ code, calls }).toEqual({ code: 2, calls: [] });
    expect(err).toContain(message);
  });
});

describe('what may not be read', () => {
  test('policies of one namespace: what they may decide depends on them, and the permission is named', async () => {
    const { code, out, err } = await onCluster(['list', '-A'], {
      objects: SHOP,
      forbidden: ['networkpolicies', 'front/networkpolicies'],
    });
    expect(code).toBe(2);
    expect(err).toContain('NetworkPolicy objects (networking.k8s.io) of namespace front were not read');
    expect(err).toContain('{apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list"]}');
    expect(err).toContain('connections to and from the pods of namespace front depend on');
    // Without the policies of front nothing of it is certainly allowed; those of shop were read.
    expect(out).not.toMatch(/^front\/web/m);
    expect(out).toMatch(/^192\.0\.2\.0\/24 +shop\/cart +TCP 8080$/m);
  });

  test('a permission for each namespace is as good as one for all', async () => {
    const { code, out } = await onCluster(['list', '-A'], { objects: SHOP, forbidden: ['networkpolicies', 'pods'] });
    expect({ code, out }).toEqual({ code: 0, out: LISTED });
  });

  test('policies of no namespace: nothing is certain', async () => {
    const { code, out } = await onCluster(['list', '-A', '-o', 'json'], {
      objects: SHOP,
      forbidden: ['networkpolicies', 'front/networkpolicies', 'shop/networkpolicies'],
    });
    expect(code).toBe(2);
    const { connections } = JSON.parse(out) as { connections: { ports: unknown[] }[] };
    expect(connections.flatMap(({ ports }) => ports)).toEqual([]);
  });

  test('one namespace alone is read where its name is known', async () => {
    const forbidden = ['namespaces', 'pods', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'networkpolicies'];
    const { code, out, err } = await onCluster(['list', '--cluster', '-n', 'shop'], { objects: SHOP, forbidden });
    expect(code).toBe(2);
    expect(out).toContain('shop/cart');
    expect(err).toContain(
      'NetworkPolicy objects (networking.k8s.io) of namespaces whose names are not known were not read',
    );
  });

  test('a cluster of which nothing is permitted is an error', async () => {
    const forbidden = ['namespaces', 'pods', 'shop/pods', 'networkpolicies', 'shop/networkpolicies'];
    const { code, out, err } = await onCluster(['list', '--cluster'], { objects: SHOP, forbidden });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('docs/cluster.md has the permissions');
  });

  test('an API whose own server does not answer may decide anything', async () => {
    const { code, err } = await onCluster(['list', '-A'], {
      objects: SHOP,
      kinds: [['projectcalico.org/v3', 'GlobalNetworkPolicy', 'globalnetworkpolicies', false]],
      answers: {
        '/apis/projectcalico.org/v3': {
          error: 'Error from server (ServiceUnavailable): the server is currently unable to handle the request',
        },
      },
    });
    expect(code).toBe(2);
    expect(err).toContain('GlobalNetworkPolicy');
    expect(err).toContain('connections to and from every pod depend on');
  });

  test('without nodes or Services no answer changes, and it is said', async () => {
    const { code, out, err } = await onCluster(['list', '-A'], { objects: SHOP, forbidden: ['nodes'] });
    expect({ code, out }).toEqual({ code: 0, out: LISTED });
    expect(err).toContain('warning: cluster prod: Forbidden: Node objects were not read');
  });
});

describe('answers that no API server gives', () => {
  const POD_LIST = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [] as unknown[] };
  const pods = (list: object) => ({ '/api/v1/pods': { text: JSON.stringify(list) } });
  test.each<[string, RecordedCluster['answers'], string]>([
    ['garbage', { '/api/v1/pods': { text: 'hello' } }, 'must be JSON'],
    ['nothing', { '/api/v1/pods': { text: '' } }, 'must be JSON'],
    ['half of a list', { '/api/v1/pods': { text: '{"kind":"PodList","items":[' } }, 'must be JSON'],
    ['null', pods({ ...POD_LIST, kind: null }), 'must be a PodList'],
    ['another list', pods({ ...POD_LIST, kind: 'ServiceList' }), 'must be a PodList'],
    ['another version', pods({ ...POD_LIST, apiVersion: 'v2' }), 'must be of v1'],
    ['items that are no list', pods({ ...POD_LIST, items: {} }), 'must have a list as items'],
    ['no metadata', pods({ ...POD_LIST, metadata: 1 }), 'must have metadata'],
    ['an item that is a text', pods({ ...POD_LIST, items: ['x'] }), 'must hold objects'],
    [
      'an item of another kind',
      pods({ ...POD_LIST, items: [{ kind: 'Secret', metadata: {} }] }),
      'must hold objects of',
    ],
    ['an item without a name', pods({ ...POD_LIST, items: [{ metadata: { namespace: 'a' } }] }), 'with a name'],
    [
      'an item without a namespace',
      pods({ ...POD_LIST, items: [{ metadata: { name: 'a' } }] }),
      'must have a namespace',
    ],
    ['a list without an end', pods({ ...POD_LIST, metadata: { continue: 'x' } }), 'never ends'],
    ['an unknown error', { '/api/v1/pods': { error: 'error: exit status 1' } }, 'error: exit status 1'],
    ['a kind that vanished', { '/api/v1/pods': { error: 'Error from server (NotFound): no' } }, 'read it again'],
    ['no groups', { '/apis': { text: '{"kind":"APIGroupList","groups":[]}' } }, 'must have the groups apps'],
    [
      'a group without policies',
      { '/apis/networking.k8s.io/v1': { text: '{"kind":"APIResourceList","groupVersion":"networking.k8s.io/v1"}' } },
      'has no kind NetworkPolicy',
    ],
    [
      'a version that leads elsewhere',
      { '/apis': { text: '{"kind":"APIGroupList","groups":[{"name":"apps","versions":[{"version":"../x"}]}]}' } },
      'has no version of apps',
    ],
  ])('%s is an error, and no table', async (_, answers, message) => {
    const { code, out, err } = await onCluster(['list', '--cluster'], { objects: SHOP, answers });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('fault of ringfence');
  });

  test.each([
    ['prints a page of HTML', 'console.log("<html>")', 'must be JSON'],
    ['prints nothing', '', 'must be JSON'],
    ['fails without a word', 'process.exit(3)', 'ended with 3'],
    ['prints no UTF-8', 'process.stdout.write(Buffer.from([0xff, 0xfe]))', 'no text in UTF-8'],
    ['never ends', 'setInterval(() => {}, 1000)', 'no answer within 1 seconds'],
    [
      'prints without end',
      'const b = Buffer.alloc(1 << 24, 32); const w = () => process.stdout.write(b, w); w()',
      'more than 256 MiB',
    ],
  ])(
    'a program that %s is an error',
    async (_, script, message) => {
      const { code, out, err } = await ringfence(['list', '--cluster', '--request-timeout', '1'], '', {
        env: { KUBECTL: otherProgram(script) },
      });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(message);
    },
    30_000,
  );

  test('without kubectl it is said how to get it', async () => {
    const { code, err } = await ringfence(['list', '--cluster'], '', { env: { KUBECTL: '/no/such/kubectl' } });
    expect(code).toBe(2);
    expect(err).toContain('/no/such/kubectl: no such program');
    expect(err).toContain('variable KUBECTL');
  });

  test('a prototype is not polluted, and controls of a terminal do not get through', async () => {
    const list = `{"kind":"PodList","apiVersion":"v1","metadata":{},"__proto__":{"x":1},"items":[{"metadata":{"name":"\\u001b[31m"}}]}`;
    const { code, err } = await onCluster(['list', '-A'], {
      objects: SHOP,
      answers: { '/api/v1/pods': { text: list } },
    });
    expect(code).toBe(2);
    expect(err).not.toContain('\u001b');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
