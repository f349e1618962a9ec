import { ApiObject, Chart, type IResolver, JsonPatch, Lazy, LazyResolver, type ResolutionContext } from 'cdk8s';
import {
  AllowDns,
  AllowEgressToCidr,
  AllowInternetEgress,
  clusterOf,
  DefaultDenyNamespace,
  Flow,
  IpBlock,
  NamespaceIsolation,
  NetworkPolicy,
  Pods,
  Port,
  Quarantine,
  ReachabilityContract,
  SecureNamespace,
  ServiceAccessGrant,
  warningsOf,
} from 'ringfence/cdk8s';
import {
  asText,
  deployment,
  failureOf,
  newApp,
  newChart,
  policiesOf,
  policy,
  policyNames,
  yamlOf,
} from '../support/synth';

expect.addSnapshotSerializer(asText);

/** A value that is known at synth only. */
const later = (value: unknown) => Lazy.any({ produce: () => value });

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

describe('a value that is known at synth only', () => {
  test('may stand for a port, a label, a block, an exception, a name and a whole list', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', {
      namespace: later('front'),
      description: later('why'),
      metadata: { name: later('web-policy'), labels: { team: later('shop') }, annotations: later({ owner: 'web' }) },
      pods: Pods.labelled({ app: later('web') }),
      ingress: [
        {
          from: [
            IpBlock.ipv4(later('10.0.0.0/8'), { except: [later('10.1.0.0/16')] }),
            Pods.labelled(later({ app: 'api' })).inNamespace(later('back')),
          ],
          ports: [Port.tcp(later(8080)), Port.udpRange(later(1), later(9)), Port.named(later('http'))],
        },
      ],
      egress: [{ to: later([cache]), ports: later([Port.tcp(6379)]) }],
    });
    expect(yamlOf(chart)).toMatchInlineSnapshot(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  annotations:
    kubernetes.io/description: why
    owner: web
  labels:
    team: shop
  name: web-policy
  namespace: front
spec:
  egress:
    - ports:
        - port: 6379
          protocol: TCP
      to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: shop
          podSelector:
            matchLabels:
              app: cache
  ingress:
    - from:
        - ipBlock:
            cidr: 10.0.0.0/8
            except:
              - 10.1.0.0/16
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: back
          podSelector:
            matchLabels:
              app: api
      ports:
        - port: 8080
          protocol: TCP
        - endPort: 9
          port: 1
          protocol: UDP
        - port: http
          protocol: TCP
  podSelector:
    matchLabels:
      app: web
  policyTypes:
    - Ingress
    - Egress

`);
  });

  test('is asked for at synth and not before, once for all places in which it stands', () => {
    let asked = 0;
    const port = Lazy.any({ produce: () => 8080 + asked++ });
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', {
      pods: web,
      ingress: [{ from: 'anywhere', ports: [Port.tcp(port), Port.udp(port)] }],
    });
    expect(asked).toBe(0);
    expect(policy(chart, 'web').spec.ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 8080 },
      { protocol: 'UDP', port: 8080 },
    ]);
    expect(asked).toBe(1);
    expect(policy(chart, 'web').spec.ingress?.[0]?.ports).toContainEqual({ protocol: 'TCP', port: 8081 });
  });

  test('keeps a policy from being read before the synth', () => {
    const chart = newChart('shop');
    const [ingress] = new NetworkPolicy(chart, 'web', {
      pods: web,
      ingress: [{ from: IpBlock.ipv4(later('10.0.0.0/8')), ports: [Port.tcp(1)] }],
    }).policies;
    expect(() => ingress?.toJson()).toThrow(
      'boundary/web: Required value: the boundary is settled when the app is synth',
    );
    yamlOf(chart);
    expect(ingress?.toJson().spec.ingress[0].from).toEqual([{ ipBlock: { cidr: '10.0.0.0/8' } }]);
  });

  test.each<[string, unknown]>([
    ['a token that says how to resolve it', { resolve: () => 8080 }],
    [
      'an instance of a class that does',
      new (class Token {
        resolve() {
          return later(8080);
        }
      })(),
    ],
    [
      'an IntOrString',
      new (class IntOrString {
        readonly value = 8080;
      })(),
    ],
    ['a token that comes to another', later(later(later(8080)))],
  ])('may be %s', (_title, token) => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: web, ingress: [{ from: 'anywhere', ports: [Port.tcp(token as number)] }] });
    expect(policy(chart, 'web').spec.ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 8080 }]);
  });
});

describe('what is wrong with a value that is known at synth only', () => {
  test.each<[string, unknown, string]>([
    [
      'nothing',
      undefined,
      'ingress[0].ports[0]: Required value: no port was given, which Kubernetes takes for every port',
    ],
    ['null', null, 'ingress[0].ports[0]: Required value: no port was given'],
    [
      'a port that there is not',
      99999,
      'spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535',
    ],
    ['a text', '80', 'spec.ingress[0].ports[0].port: Invalid value: "80": must contain at least one letter'],
    [
      'a list',
      [80],
      'spec.ingress[0].ports[0].port: Invalid value: [80]: must be a whole number or the name of a port',
    ],
    ['a construct', newChart('x'), 'spec.ingress[0].ports[0].port: Invalid value: an instance of a class: must be'],
  ])('is reported as ever: %s', (_title, value, message) => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: web, ingress: [{ from: 'anywhere', ports: [Port.tcp(later(value))] }] });
    expect(failureOf(chart)).toContain(message);
  });

  test('no label at all is not taken for everything', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'all', { pods: Pods.labelled(later({})), ingress: [] });
    new NetworkPolicy(chart, 'one', { pods: Pods.labelled({ app: later(undefined) }), ingress: [] });
    new ServiceAccessGrant(chart, 'grant', {
      from: Pods.labelled(later(null)).inNamespace('x'),
      to: cache,
      ports: [Port.tcp(1)],
    });
    const failure = failureOf(chart);
    expect(failure).toContain(
      '[boundary/all] pods: Required value: no label was given, which Kubernetes takes for everything',
    );
    expect(failure).toContain(
      '[boundary/one] NetworkPolicy shop/one: spec.podSelector.matchLabels.app: Invalid value: undefined',
    );
    expect(failure).toContain('[boundary/grant] from: Required value: no label was given');
  });

  test('exceptions as a whole do not take the place of those that a word brings', () => {
    const chart = newChart('shop');
    const block = IpBlock.publicIpv4({ except: later(['8.8.8.0/24']) });
    new AllowEgressToCidr(chart, 'out', { pods: web, to: block, ports: [Port.tcp(443)] });
    expect(failureOf(chart)).toContain(
      '[boundary/out] to.except: Invalid value: ["8.8.8.0/24"]: must be a list when the block',
    );
    const right = newChart('shop');
    new AllowInternetEgress(right, 'out', {
      pods: web,
      except: later([IpBlock.ipv4('8.8.8.0/24')]),
      ports: [Port.tcp(443)],
    });
    const [ipv4] = policy(right, 'out-allow-egress').spec.egress?.[0]?.to ?? [];
    expect(ipv4?.ipBlock?.except).toEqual([...IpBlock.publicIpv4().except, '8.8.8.0/24']);
  });

  test('is what it throws, and where', () => {
    const chart = newChart('shop');
    const broken = Lazy.any({
      produce: () => {
        throw new Error('not deployed yet');
      },
    });
    new NetworkPolicy(chart, 'web', {
      pods: web,
      ingress: [{ from: IpBlock.ipv4(broken), ports: [Port.tcp(broken)] }],
    });
    new ServiceAccessGrant(chart, 'grant', { from: [cache, IpBlock.ipv6(broken)], to: cache, ports: [Port.tcp(1)] });
    new ReachabilityContract(chart, 'contract', { denied: [Flow.from(cache).to(cache).on(Port.tcp(broken))] });
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/web] ingress[0].from.cidr: Invalid value: "not deployed yet": the token cannot be resolved
      let the token come to a value when the app is synthesized
  [boundary/grant] from[1].cidr: Invalid value: "not deployed yet": the token cannot be resolved
      let the token come to a value when the app is synthesized
  [boundary/contract] denied[0].ports[0].port: Invalid value: "not deployed yet": the token cannot be resolved
      let the token come to a value when the app is synthesized
`);
  });

  test('is that it has no end', () => {
    const chart = newChart('shop');
    const endless = (): unknown => Lazy.any({ produce: endless });
    const self: unknown = Lazy.any({ produce: () => self });
    new AllowDns(chart, 'endless', { description: endless() as string });
    new AllowDns(chart, 'self', { namespace: 'x', description: self as string });
    const deep = (): unknown => ({ resolve: () => ({ deeper: deep() }) });
    new AllowDns(chart, 'deep', { namespace: 'y', description: deep() as string });
    const failure = failureOf(chart);
    expect(failure).toMatch(
      /\[boundary\/endless\] description: Invalid value: undefined: is a token that comes to another.*\n.*\n +the same at boundary\/self/,
    );
    expect(failure).toContain('[boundary/deep] NetworkPolicy y/allow-dns: metadata.annotations');
  });

  test('is nothing where no token is: what else is no value stays an error', () => {
    const chart = newChart('shop');
    new AllowDns(chart, 'date', { description: new Date(0) as never });
    new AllowDns(chart, 'map', { namespace: 'x', description: new Map() as never });
    new AllowDns(chart, 'proxy', {
      namespace: 'y',
      get description(): string {
        throw new Error('looked');
      },
    });
    const failure = failureOf(chart);
    for (const id of ['date', 'map']) expect(failure).toContain(`[boundary/${id}] NetworkPolicy`);
    expect(failure).toContain('[boundary/proxy] props: Invalid value: "looked": cannot be read');
  });
});

describe('the app as a whole is judged by what tokens come to', () => {
  test('a client that is isolated for egress gets its way out', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'closed', { namespace: 'front', pods: Pods.labelled({ app: later('web') }), egress: [] });
    new ServiceAccessGrant(chart, 'grant', {
      from: web.inNamespace('front'),
      to: cache,
      ports: [Port.tcp(later(6379))],
    });
    new ServiceAccessGrant(chart, 'other', {
      from: Pods.labelled({ app: later('api') }).inNamespace('front'),
      to: cache,
      ports: [Port.tcp(1)],
    });
    for (let synth = 0; synth < 2; synth++) {
      expect(policyNames(chart)).toEqual([
        'front/shop-grant-allow-egress',
        'shop/grant-allow-ingress',
        'shop/other-allow-ingress',
        'front/closed',
      ]);
      expect(policy(chart, 'shop-grant-allow-egress').spec.egress?.[0]?.ports).toEqual([
        { protocol: 'TCP', port: 6379 },
      ]);
    }
  });

  test('a grant to a construct too', () => {
    const chart = newChart('shop');
    const labels = { app: 'web' };
    const target = new ApiObject(chart, 'web', deployment('web', labels, [{ name: 'http', containerPort: 8080 }]));
    new ServiceAccessGrant(chart, 'grant', {
      from: [later(cache), IpBlock.ipv4(later('10.0.0.0/8'))],
      to: target,
      ports: [Port.named(later('http'))],
    });
    new ServiceAccessGrant(chart, 'wrong', {
      from: cache,
      to: target,
      ports: [Port.named(later('https'))],
      metadata: { name: 'wrong' },
    });
    expect(failureOf(chart)).toContain(
      '[boundary/wrong] ports[0]: Invalid value: "https": no container of Deployment web',
    );
    expect(failureOf(chart)).not.toContain('[boundary/grant]');
  });

  test('a construct may itself be known at synth only', () => {
    const chart = newChart('shop');
    const target = new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
    new ServiceAccessGrant(chart, 'grant', { from: cache, to: later(target), ports: [Port.tcp(8080)] });
    expect(policy(chart, 'grant-allow-ingress').spec.podSelector).toEqual({ matchLabels: { app: 'web' } });
  });

  test('allows come before denies, whichever they turn out to be', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'z', { pods: web, ingress: later([{ from: 'anywhere', ports: [Port.tcp(1)] }]) });
    new NetworkPolicy(chart, 'a', { pods: web, ingress: later([]) });
    expect(policyNames(chart)).toEqual(['shop/z', 'shop/a']);
  });

  test('a contract is judged by them, and by its own', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    const open = new NetworkPolicy(chart, 'open', {
      pods: Pods.labelled({ app: 'cache' }),
      ingress: [{ from: IpBlock.ipv4(later('10.0.0.0/8')), ports: [Port.tcp(later(6379))] }],
    });
    const target = Pods.labelled({ app: later('cache') }).inNamespace('shop');
    const flow = (port: number) =>
      Flow.from(IpBlock.ipv4('10.0.0.0/8'))
        .to(target)
        .on(Port.tcp(later(port)));
    new ReachabilityContract(chart, 'contract', { onlyInto: [{ target, flows: [flow(6379)] }] });
    expect(policyNames(chart)).toHaveLength(2);
    new ReachabilityContract(chart, 'broken', { onlyInto: [{ target, flows: [flow(80)] }] });
    expect(failureOf(chart)).toContain('[boundary/broken] the contract does not hold');
    expect(failureOf(chart)).not.toContain('[boundary/contract]');
    void open;
  });

  test('a quarantine stays one', () => {
    const chart = newChart('shop');
    const pods = Pods.labelled({ quarantine: later('yes') });
    new Quarantine(chart, 'incident', {
      pods: later(pods),
      from: later([web.inSameNamespace()]),
      ports: [Port.tcp(22)],
    });
    expect(policyNames(chart)).toEqual(['shop/incident-quarantine']);
    new NetworkPolicy(chart, 'open', {
      pods: Pods.labelled({ quarantine: 'yes' }),
      ingress: [{ from: 'anywhere', ports: [Port.tcp(80)] }],
    });
    expect(failureOf(chart)).toContain('[boundary/incident/contract] the contract does not hold');
  });

  test('the parts of a secure namespace', () => {
    const chart = newChart('shop');
    new SecureNamespace(chart, 'secure', {
      namespace: later('cart'),
      isolate: 'namespace',
      dns: later(undefined),
      grants: {
        web: {
          from: web.inNamespace(later('front')),
          to: Pods.labelled({ app: 'cart' }).inNamespace('cart'),
          ports: [Port.tcp(later(80))],
        },
      },
    });
    expect(policyNames(chart)).toEqual([
      'cart/allow-dns',
      'cart/namespace-isolation',
      'cart/secure-web-allow-ingress',
      'cart/default-deny-egress',
      'cart/default-deny-ingress',
    ]);
  });

  test('two policies of one name, and policies that are read or warned of without a synth', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'one', { pods: web, ingress: [], metadata: { name: later('web') } });
    expect(clusterOf(chart).policies.map(({ id }) => id)).toEqual(['shop/web']);
    expect(warningsOf(chart)).toEqual([]);
    new NetworkPolicy(chart, 'web', { pods: web, egress: [] });
    expect(failureOf(chart)).toContain('NetworkPolicy shop/web is written by boundary/one and boundary/web');
  });

  test('what cannot be read is a problem of a cluster that is read, so that nothing is claimed of it', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: Pods.labelled({ app: later(5) }), ingress: [] });
    expect(clusterOf(chart).problems.map(({ finding }) => finding.message)).toEqual([
      'Invalid value: 5: must be a string, not a number',
    ]);
  });
});

test('what users add to a policy whose name and labels are tokens is kept', () => {
  const chart = newChart('shop');
  const [deny] = new NetworkPolicy(chart, 'web', {
    pods: web,
    ingress: [],
    metadata: { name: later('closed'), labels: { team: later('shop') } },
  }).policies;
  deny?.addJsonPatch(JsonPatch.add('/spec/policyTypes/-', 'Egress'));
  deny?.metadata.addLabel('owner', 'web');
  deny?.metadata.addAnnotation('why', 'incident');
  for (let synth = 0; synth < 2; synth++) {
    expect(policiesOf(chart)).toMatchObject([
      {
        metadata: { name: 'closed', labels: { team: 'shop', owner: 'web' }, annotations: { why: 'incident' } },
        spec: { policyTypes: ['Ingress', 'Egress'] },
      },
    ]);
  }
});

describe('an app with resolvers of its own', () => {
  /** As tokens of AWS CDK are: texts and numbers that stand for others. */
  class Tokens implements IResolver {
    readonly asked: unknown[] = [];

    resolve(context: ResolutionContext): void {
      this.asked.push(context.value);
      expect(context.obj).toBeInstanceOf(ApiObject);
      const value = TOKENS.get(context.value);
      if (value !== undefined) context.replaceValue(value);
    }
  }
  const TOKENS = new Map<unknown, unknown>([
    ['Token[CIDR]', '10.0.0.0/8'],
    [-1.888, 6379],
    ['Token[APP]', 'web'],
    ['Token[NAME]', 'front'],
  ]);
  const chartWith = (resolver: IResolver) =>
    new Chart(newApp({ resolvers: [resolver] }), 'boundary', { namespace: 'shop' });

  test('has its texts and numbers resolved before they are judged', () => {
    const chart = chartWith(new Tokens());
    new NetworkPolicy(chart, 'closed', {
      namespace: 'front',
      pods: Pods.labelled({ app: 'Token[APP]' }),
      egress: [],
    });
    new ServiceAccessGrant(chart, 'grant', {
      from: [web.inNamespace('Token[NAME]'), IpBlock.ipv4('Token[CIDR]')],
      to: cache,
      ports: [Port.tcp(-1.888)],
    });
    expect(policyNames(chart)).toEqual(['front/shop-grant-allow-egress', 'shop/grant-allow-ingress', 'front/closed']);
    expect(policy(chart, 'grant-allow-ingress').spec.ingress?.[0]?.from).toContainEqual({
      ipBlock: { cidr: '10.0.0.0/8' },
    });
  });

  test('is judged by what a value that is valid by itself comes to', () => {
    const chart = chartWith({
      resolve: (context) => {
        if (context.value === 'cache') context.replaceValue('db');
      },
    });
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    new ServiceAccessGrant(chart, 'grant', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(1)] });
    expect(policy(chart, 'grant-allow-ingress').spec.podSelector).toEqual({ matchLabels: { app: 'db' } });
    const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
    new ReachabilityContract(chart, 'contract', {
      denied: [Flow.from(web.inNamespace('front')).to(db).on(Port.tcp(1))],
    });
    expect(failureOf(chart)).toContain('[boundary/contract] the contract does not hold');
  });

  test('reports what its resolver throws', () => {
    const chart = chartWith({
      resolve: () => {
        throw new Error('no such stack');
      },
    });
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    expect(failureOf(chart)).toContain('no such stack');
  });
});

test('where there is no token, no resolver is asked', () => {
  const asked = jest.spyOn(LazyResolver.prototype, 'resolve');
  const chart = newChart('shop');
  new SecureNamespace(chart, 'secure', {
    grants: { cache: { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(1)] } },
  });
  new NamespaceIsolation(chart, 'isolation', { namespace: 'cart' });
  new ReachabilityContract(chart, 'contract', {
    allowed: [Flow.from(web.inNamespace('front')).to(cache).on(Port.tcp(1))],
  });
  expect(policyNames(chart)).toHaveLength(5);
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});
