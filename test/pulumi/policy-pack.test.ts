import { Flow, IpBlock, Pods, Port } from 'ringfence';
import {
  lintPolicy,
  type ReachabilityPolicyOptions,
  reachabilityPolicy,
  type StackResource,
} from 'ringfence/policy-pack';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('data');
const grant = Flow.from(web).to(cache).on(Port.tcp(6379));
const onlyWeb = { onlyInto: [{ target: cache, flows: [grant] }] };

function resource(type: string, name: string, props: unknown, provider?: string): StackResource {
  const of = provider === undefined ? {} : { provider: { name: provider, urn: `urn:${provider}` } };
  return { type, name, props: props as StackResource['props'], ...of };
}

const POLICY = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';

function policy(name: string, from: object[], provider?: string): StackResource {
  const spec = { podSelector: {}, ingress: [{ from, ports: [{ port: 6379 }] }] };
  const metadata = { name, namespace: 'data' };
  return resource(
    POLICY,
    name,
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec },
    provider,
  );
}

const fromWeb = [
  {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } },
    podSelector: { matchLabels: { app: 'web' } },
  },
];
const allowed = (provider?: string) => policy('cache', fromWeb, provider);
const leak = (provider?: string) => policy('leak', [{ ipBlock: { cidr: '192.0.2.0/24' } }], provider);

/** What Pulumi would report. */
function violations(resources: readonly StackResource[], options: ReachabilityPolicyOptions = onlyWeb): string[] {
  const reported: string[] = [];
  reachabilityPolicy('cache', options).validateStack({ resources }, (message) => reported.push(message));
  return reported;
}

test('a stack that keeps the contract has no violation', () => {
  expect(violations([allowed()])).toEqual([]);
});

test('a flow that breaks it is reported with its explanation, which names the resource', () => {
  const [violation, ...others] = violations([allowed(), leak()]);
  expect(others).toEqual([]);
  expect(violation?.split('\n      ').slice(0, 6)).toEqual([
    'the contract does not hold: nothing reaches app=cache in namespace data except by app=web in namespace front to app=cache in namespace data on TCP 6379',
    'allowed: address 192.0.2.0 to a pod with app=cache in namespace data on TCP 6379',
    '  egress of the source: outside of the cluster, where no policy applies',
    '  ingress of the destination: isolated, and allowed',
    `    isolated by data/cache (${POLICY} cache)`,
    `    isolated by data/leak (${POLICY} leak)`,
  ]);
});

test('a stack without policies is open', () => {
  expect(violations([])).toHaveLength(1);
  expect(violations([], { allowed: [grant] })).toEqual([]);
});

test('workloads count with their labels and ports, also those that other code makes', () => {
  const labels = { app: 'cache', tier: 'data' };
  const deployment = resource('kubernetes:apps/v1:Deployment', 'cache', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cache', namespace: 'data' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } },
  });
  const deny = policy('deny', fromWeb);
  const ofTier = { ...deny, props: { ...deny.props, spec: { podSelector: { matchLabels: { tier: 'data' } } } } };
  expect(violations([ofTier], { allowed: [grant] })).toEqual([]);
  expect(violations([ofTier, deployment], { allowed: [grant] })).toHaveLength(1);
});

test('components, providers, charts and other clouds pass by', () => {
  const others = [
    resource('pulumi:providers:kubernetes', 'cluster', { kubeconfig: {} }),
    resource('ringfence:boundary:ServiceAccessGrant', 'cache', {}),
    resource('kubernetes:helm.sh/v3:Release', 'chart', { name: 'chart' }),
    resource('aws:s3/bucket:Bucket', 'files', { bucket: 'files' }),
  ];
  expect(violations([allowed(), ...others])).toEqual([]);
});

test('a policy that cannot be read leaves the contract undecided, which is a violation', () => {
  const broken = resource(POLICY, 'broken', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'broken', namespace: 'data' },
    spec: { podSelector: 7 },
  });
  expect(violations([allowed(), broken]).join()).toContain('undecided, which does not count as holding');
});

describe('clusters', () => {
  test('are judged by themselves: a policy of one says nothing of another', () => {
    expect(violations([allowed('a'), leak('b')], { ...onlyWeb, provider: 'a' })).toEqual([]);
    expect(violations([allowed('a'), leak('b')], { ...onlyWeb, provider: 'b' })).toHaveLength(1);
  });

  test('have to be distinguished where there are several', () => {
    expect(violations([allowed('a'), leak()])).toEqual([
      "the stack deploys to several clusters, by the providers a, the default provider: say which one is meant, as provider: '...'",
    ]);
    expect(violations([allowed('a')], { ...onlyWeb, provider: 'b' })).toEqual([
      'no resource of the stack has the provider "b", but those of: a',
    ]);
  });

  test('are one where the providers are the default ones of two versions of the SDK', () => {
    expect(violations([allowed('default_4_19_0'), leak('default_4_34_2')])).toHaveLength(1);
    expect(violations([allowed('default_4_19_0'), allowed('default_4_34_2')].slice(0, 1))).toEqual([]);
  });
});

test('components of YAML files, kustomizations and charts are no objects', () => {
  const components = ['yaml:ConfigFile', 'yaml/v2:ConfigGroup', 'kustomize/v2:Directory', 'helm.sh/v4:Chart'].map(
    (type) => resource(`kubernetes:${type}`, 'component', { files: ['*.yaml'] }),
  );
  expect(violations([allowed(), ...components])).toEqual([]);
  expect(violations([...components], { allowed: [grant] })).toEqual([]);
});

/** A resource with a value that the preview does not know. */
function withUnknown(known: StackResource, of: object, field: string): StackResource {
  Object.defineProperty(of, field, {
    enumerable: true,
    get: () => {
      throw new Error(`${field} can't be known during preview`);
    },
  });
  return { ...known, urn: `urn:${known.name}` };
}

describe('where a preview does not know something', () => {
  const elsewhere = () => {
    const known = resource('kubernetes:apps/v1:Deployment', 'late', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'late' },
      spec: {},
    });
    return withUnknown(known, known.props.metadata, 'namespace');
  };

  test('a contract that turns on it could not run, and the reason names the resource', () => {
    expect(() => violations([allowed(), elsewhere()])).toThrow("urn:late: namespace can't be known during preview");
  });

  test('lint looks at everything else', () => {
    const reported: string[] = [];
    const peers = [
      { podSelector: { matchLabels: { app: 'web' } } },
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } },
    ];
    lintPolicy('lint').validateStack({ resources: [policy('cache', peers), elsewhere()] }, (message) =>
      reported.push(message),
    );
    expect(reported.join()).toContain('peers-as-or');
  });

  test('what holds no pods does not matter', () => {
    const config = resource('kubernetes:core/v1:ConfigMap', 'config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: {},
    });
    expect(violations([allowed(), withUnknown(config, config.props.data, 'host')])).toEqual([]);
  });
});

test('a value that the preview does not know is not taken for absent', () => {
  const unknown = allowed();
  Object.defineProperty(unknown.props.spec, 'ingress', {
    enumerable: true,
    get: () => {
      throw new Error('ingress is not known during preview');
    },
  });
  expect(() => violations([unknown])).toThrow('not known during preview');
});

test('claims that cannot be read are refused when the pack is made', () => {
  expect(() => reachabilityPolicy('cache', {})).toThrow('policy cache: the contract cannot be read');
  expect(() =>
    reachabilityPolicy('cache', { denied: [Flow.from(web).to(IpBlock.ipv4('999.1.1.1/9')).on(Port.all())] }),
  ).toThrow('999.1.1.1/9');
});

test('it is mandatory unless said otherwise', () => {
  expect(reachabilityPolicy('cache', onlyWeb)).toMatchObject({ name: 'cache', enforcementLevel: 'mandatory' });
  expect(reachabilityPolicy('cache', { ...onlyWeb, enforcementLevel: 'advisory' }).enforcementLevel).toBe('advisory');
});

describe('lint', () => {
  const found = (resources: readonly StackResource[], options = {}) => {
    const reported: string[] = [];
    lintPolicy('lint', options).validateStack({ resources }, (message) => reported.push(message));
    return reported;
  };
  const asOr = policy('cache', [
    { podSelector: { matchLabels: { app: 'web' } } },
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } },
  ]);

  test('is reported for each resource, with its rule and what to write instead', () => {
    expect(found([asOr]).join('\n')).toContain(
      `warning: ${POLICY} cache: NetworkPolicy data/cache: spec.ingress[0].from[1]: the items are OR`,
    );
    expect(lintPolicy('lint').enforcementLevel).toBe('advisory');
  });

  test('names the resource to Pulumi by its URN', () => {
    const urns = new Set<string | undefined>();
    const urn = 'urn:pulumi:dev::shop::x::cache';
    lintPolicy('lint').validateStack({ resources: [{ ...asOr, urn }] }, (message, of) => {
      expect(message).not.toContain('urn:');
      urns.add(of);
    });
    expect([...urns]).toEqual([urn]);
  });

  test('is reported from a severity on, and not where it is silenced', () => {
    expect(found([asOr], { from: 'error' })).toEqual([]);
    const silences = [{ rule: 'peers-as-or', reason: 'both are meant' }];
    expect(found([asOr], { silences }).join()).not.toContain('peers-as-or');
  });
});

describe('policies of other APIs', () => {
  const admin = resource('kubernetes:crd.antrea.io/v1beta1:ClusterNetworkPolicy', 'open-all', {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'open-all' },
  });
  const unjudged = { 'ClusterNetworkPolicy.crd.antrea.io': { ignore: 'it repeats the grants' } };
  const linted = (options: object) => {
    const reported: string[] = [];
    lintPolicy('lint', options).validateStack({ resources: [allowed(), admin] }, (message) => reported.push(message));
    return reported.filter((line) => line.includes('ClusterNetworkPolicy'));
  };

  test('keep a contract from holding, which names them', () => {
    const [violation, ...others] = violations([allowed(), admin]);
    expect(others).toEqual([]);
    expect(violation).toContain('ClusterNetworkPolicy open-all (crd.antrea.io) is not judged');
    expect(violations([allowed(), admin], { ...onlyWeb, unjudged })).toEqual([]);
  });

  test('are warnings of the lint policy', () => {
    const type = 'kubernetes:crd.antrea.io/v1beta1:ClusterNetworkPolicy';
    expect(linted({})).toEqual([
      `warning: ${type} open-all: ClusterNetworkPolicy open-all (crd.antrea.io) is not judged; it may allow or deny connections to and from every pod`,
    ]);
    expect(linted({ from: 'error' })).toEqual([]);
    expect(linted({ unjudged })).toEqual([]);
  });

  test('are ignored by kinds that there are, for a reason', () => {
    expect(() => lintPolicy('lint', { unjudged: { Nothing: { ignore: 'a' } } })).toThrow(
      'policy lint:\n  unjudged.Nothing',
    );
    expect(() => reachabilityPolicy('cache', { ...onlyWeb, unjudged: { 'Vpc.kubeovn.io': { ignore: '' } } })).toThrow(
      'unjudged.Vpc.kubeovn.io.ignore: Required value',
    );
  });
});

describe('policies of administrators', () => {
  const type = 'kubernetes:policy.networking.k8s.io/v1alpha2:ClusterNetworkPolicy';
  const admin = (action: string) =>
    resource(type, 'admin', {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'admin' },
      spec: {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action, from: [{ namespaces: {} }] }],
      },
    });

  test('count in a contract, and are named by their resources', () => {
    expect(violations([allowed(), admin('Deny')])).toEqual([]);
    expect(violations([allowed(), admin('Accept')]).join()).toContain(
      `allowed by rule 1 of ClusterNetworkPolicy admin in the Admin tier (${type} admin)`,
    );
    expect(violations([allowed(), admin('Deny')], { allowed: [grant] }).join()).toContain(
      `denied by rule 1 of ClusterNetworkPolicy admin in the Admin tier (${type} admin)`,
    );
  });
});
