import type { Chart } from 'cdk8s';
import { Cni, Reachability } from 'ringfence';
import {
  AllowClusterEgress,
  AllowDns,
  AllowEgressToCidr,
  AllowExternalIngress,
  AllowFromIngressController,
  AllowIngressFromCidr,
  AllowInternetEgress,
  AllowKubeApiServer,
  AllowPrometheusScrape,
  AllowWebhookFromApiServer,
  clusterOf,
  DefaultDenyNamespace,
  DefaultDenyWorkload,
  DenyCloudMetadata,
  Flow,
  IngressController,
  IpBlock,
  Namespaces,
  OpenWorkload,
  Pods,
  Port,
  Quarantine,
  SecureNamespace,
  ServiceAccessGrant,
  TenantIsolation,
  TieredApplication,
} from 'ringfence/cdk8s';
import 'ringfence/jest';
import { failureOf, newChart, policyNames } from '../support/synth';

/** Each pattern allows what it says, proved for every pod that could be, and nothing else. */

const web = Pods.labelled({ app: 'web' });
const webOfShop = web.inNamespace('shop');
const shop = Pods.all().inNamespace('shop');
const other = Pods.all().inNamespace('other');
const anyPod = Pods.all().inAnyNamespace();
const everyAddress = [IpBlock.anyIpv4(), IpBlock.anyIpv6()];
const http = [Port.tcp(8080)] as const;
const metadata = IpBlock.ipv4('169.254.169.254/32');

const written = (write: (chart: Chart) => unknown): Chart => {
  const chart = newChart('shop');
  write(chart);
  return chart;
};
const onCilium = (chart: Chart) =>
  Reachability.of(clusterOf(chart), { cni: Cni.specification({ ipBlocksMatchPods: false }) });

describe('DefaultDenyWorkload', () => {
  test('isolates its pods both ways, and no others', () => {
    const chart = written((scope) => new DefaultDenyWorkload(scope, 'web', { pods: web }));
    expect(chart).toOnlyAllowInto(webOfShop);
    expect(chart).toOnlyAllowOutOf(webOfShop);
    expect(chart).toAllow(
      Flow.from(other)
        .to(Pods.labelled({ app: 'cart' }).inNamespace('shop'))
        .on(Port.all()),
    );
    expect(policyNames(chart)).toEqual(['shop/web-deny-egress', 'shop/web-deny-ingress']);
  });

  test('leaves the other direction open', () => {
    const chart = written((scope) => new DefaultDenyWorkload(scope, 'web', { pods: web, direction: 'ingress' }));
    expect(chart).toOnlyAllowInto(webOfShop);
    expect(chart).toAllow(Flow.from(webOfShop).to(other).on(Port.all()));
  });
});

describe('OpenWorkload', () => {
  test.each([
    ['its own namespace', 'same-namespace' as const, [shop]],
    ['every namespace', Namespaces.all(), [anyPod]],
    ['a namespace', Namespaces.named('front'), [Pods.all().inNamespace('front')]],
    [
      'labelled namespaces',
      Namespaces.labelled({ team: 'x' }),
      [Pods.all().inNamespaces(Namespaces.labelled({ team: 'x' }))],
    ],
    [
      'its own and another',
      ['same-namespace' as const, Namespaces.named('front')],
      [shop, Pods.all().inNamespace('front')],
    ],
  ])('opens its pods to %s, on its ports, and to no address', (_, to, clients) => {
    const chart = written(
      (scope) => new OpenWorkload(scope, 'web', { pods: web, to, ports: [Port.tcpRange(8080, 8090)] }),
    );
    const flows = clients.map((client) => Flow.from(client).to(webOfShop).on(Port.tcpRange(8080, 8090)));
    for (const flow of flows) expect(chart).toAllow(flow);
    expect(chart).toOnlyAllowInto(webOfShop, ...flows);
  });

  test('opens a named port', () => {
    const chart = written(
      (scope) => new OpenWorkload(scope, 'web', { pods: web, to: Namespaces.all(), ports: [Port.named('http')] }),
    );
    expect(chart).toOnlyAllowInto(webOfShop, Flow.from(anyPod).to(webOfShop).on(Port.named('http')));
  });

  test('refuses an empty list, and pods in the place of namespaces', () => {
    const chart = written((scope) => {
      new OpenWorkload(scope, 'nothing', { pods: web, to: [], ports: http });
      new OpenWorkload(scope, 'pods', { pods: web, to: webOfShop as never, ports: http });
    });
    expect(failureOf(chart)).toMatch(/\[boundary\/nothing\] to: Required value: an empty list was given/);
    expect(failureOf(chart)).toMatch(/\[boundary\/pods\] to: Invalid value: .* must be namespaces, not a map/);
  });
});

describe('TieredApplication', () => {
  const tier = (name: string) => Pods.labelled({ tier: name }).inNamespace('shop');
  const tiers = [
    { tier: 'web', pods: Pods.labelled({ tier: 'web' }), ports: [Port.tcp(8443)] },
    { tier: 'app', pods: Pods.labelled({ tier: 'app' }), ports: [Port.tcp(8080)] },
    { tier: 'data', pods: Pods.labelled({ tier: 'data' }), ports: [Port.tcp(5432)] },
  ];
  const dns = Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system');
  const resolving = (from: ReturnType<typeof tier>) => Flow.from(from).to(dns).on(Port.udp(53), Port.tcp(53));

  test('lets each tier be reached from the one before alone, and reach the one behind it alone', () => {
    const chart = written((scope) => new TieredApplication(scope, 'shop', { from: 'anywhere', tiers }));
    const toApp = Flow.from(tier('web')).to(tier('app')).on(Port.tcp(8080));
    const toData = Flow.from(tier('app')).to(tier('data')).on(Port.tcp(5432));
    expect(chart).toAllow(toApp);
    expect(chart).toAllow(toData);
    expect(chart).toOnlyAllowInto(tier('app'), toApp);
    expect(chart).toOnlyAllowInto(tier('data'), toData);
    const onlyTier = (name: string) => Pods.labelled({ tier: name }).inNamespace('shop');
    expect(chart).toOnlyAllowOutOf(onlyTier('web'), toApp, resolving(tier('web')));
    expect(chart).toOnlyAllowOutOf(onlyTier('app'), toData, resolving(tier('app')));
    expect(chart).toOnlyAllowOutOf(onlyTier('data'), resolving(tier('data')));
    expect(chart).toAllow(Flow.from(IpBlock.anyIpv4()).to(tier('web')).on(Port.tcp(8443)));
  });

  test('lets only its clients into the first tier, and closes DNS where that is said', () => {
    const chart = written(
      (scope) => new TieredApplication(scope, 'shop', { from: IpBlock.ipv4('192.0.2.0/24'), tiers, dns: 'none' }),
    );
    expect(chart).toOnlyAllowInto(
      tier('web'),
      Flow.from(IpBlock.ipv4('192.0.2.0/24')).to(tier('web')).on(Port.tcp(8443)),
    );
    expect(chart).toOnlyAllowOutOf(tier('data'));
  });

  test('refuses one tier alone, two of one name and a tier without one', () => {
    const [first] = tiers;
    const chart = written((scope) => {
      new TieredApplication(scope, 'one', { from: 'anywhere', tiers: tiers.slice(0, 1) });
      new TieredApplication(scope, 'twice', { from: 'anywhere', tiers: [first, first] as never });
      new TieredApplication(scope, 'nameless', {
        from: 'anywhere',
        tiers: [{ ...first, tier: undefined }, first] as never,
      });
    });
    expect(failureOf(chart)).toMatch(/\[boundary\/one\] tiers: .*must be a list of two or more tiers, and has 1/);
    expect(failureOf(chart)).toMatch(/\[boundary\/twice\] tiers\[1\]\.tier: Duplicate value: "web"/);
    expect(failureOf(chart)).toMatch(/\[boundary\/nameless\] tiers\[0\]: .*must be a tier with a name/);
  });
});

describe('TenantIsolation', () => {
  const acme = Pods.all().inNamespaces(Namespaces.labelled({ tenant: 'acme' }));

  test('lets the namespaces of a tenant talk among themselves only', () => {
    const chart = written(
      (scope) =>
        new TenantIsolation(scope, 'acme', { tenant: Namespaces.labelled({ tenant: 'acme' }), direction: 'both' }),
    );
    expect(chart).toAllow(Flow.from(acme).to(shop).on(Port.all()));
    expect(chart).toOnlyAllowInto(
      shop,
      Flow.from(acme).to(shop).on(Port.all()),
      Flow.from(shop).to(shop).on(Port.all()),
    );
    expect(chart).toOnlyAllowOutOf(
      shop,
      Flow.from(shop).to(acme).on(Port.all()),
      Flow.from(shop).to(shop).on(Port.all()),
    );
  });

  test('leaves egress, and so DNS, open by default', () => {
    const chart = written((scope) => new TenantIsolation(scope, 'acme', { tenant: Namespaces.named('acme') }));
    expect(chart).toOnlyAllowInto(
      shop,
      Flow.from(Pods.all().inNamespace('acme')).to(shop).on(Port.all()),
      Flow.from(shop).to(shop).on(Port.all()),
    );
    expect(chart).toAllow(Flow.from(shop).to(other).on(Port.all()));
  });

  test('refuses every namespace as the tenant', () => {
    const chart = written((scope) => new TenantIsolation(scope, 'all', { tenant: Namespaces.all() }));
    expect(failureOf(chart)).toMatch(/\[boundary\/all\] tenant: Forbidden: every namespace would be of the tenant/);
  });
});

describe('Quarantine', () => {
  const infected = Pods.labelled({ quarantine: 'yes' });
  const forensics = Pods.labelled({ app: 'forensics' }).inNamespace('security');

  test('cuts its pods off both ways, but for the investigator', () => {
    const chart = written(
      (scope) => new Quarantine(scope, 'incident', { pods: infected, from: forensics, ports: http }),
    );
    const investigation = Flow.from(forensics)
      .to(infected.inNamespace('shop'))
      .on(...http);
    expect(chart).toAllow(investigation);
    expect(chart).toOnlyAllowInto(infected.inNamespace('shop'), investigation);
    expect(chart).toOnlyAllowOutOf(infected.inNamespace('shop'));
  });

  test('does not synthesize where another policy opens anything to or from its pods', () => {
    const chart = written((scope) => {
      new AllowDns(scope, 'dns');
      new Quarantine(scope, 'incident', { pods: infected });
    });
    expect(failureOf(chart)).toMatch(
      /\[boundary\/incident\/contract\] the contract does not hold: quarantine=yes in namespace shop reaches nothing/,
    );
    const spared = written((scope) => {
      new AllowDns(scope, 'dns', { pods: web });
      new OpenWorkload(scope, 'web', { pods: web, to: Namespaces.all(), ports: http });
      new Quarantine(scope, 'incident', { pods: infected });
    });
    expect(failureOf(spared)).toMatch(/app=web/);
  });

  test('refuses ports without investigators', () => {
    const chart = written((scope) => new Quarantine(scope, 'incident', { pods: infected, ports: http }));
    expect(failureOf(chart)).toMatch(/\[boundary\/incident\] from: Required value: ports were given/);
  });
});

describe('AllowClusterEgress', () => {
  test('lets its pods reach every pod, and no address', () => {
    const chart = written((scope) => new AllowClusterEgress(scope, 'web', { pods: web, ports: [Port.all()] }));
    const toPods = Flow.from(webOfShop).to(anyPod).on(Port.all());
    expect(chart).toAllow(toPods);
    expect(chart).toOnlyAllowOutOf(webOfShop, toPods);
  });
});

describe('AllowInternetEgress', () => {
  const internet = [IpBlock.publicIpv4(), IpBlock.publicIpv6()];

  test('lets its pods reach public addresses on its ports, and nothing else', () => {
    const chart = written((scope) => new AllowInternetEgress(scope, 'web', { pods: web, ports: [Port.tcp(443)] }));
    const flows = internet.map((block) => Flow.from(webOfShop).to(block).on(Port.tcp(443)));
    for (const flow of flows) expect(chart).toAllow(flow);
    expect(chart).toOnlyAllowOutOf(webOfShop, ...flows);
  });

  test.each([
    metadata,
    IpBlock.ipv4('10.0.0.0/8'),
    IpBlock.ipv4('172.16.0.0/12'),
    IpBlock.ipv4('192.168.0.0/16'),
    IpBlock.ipv4('100.64.0.0/10'),
    IpBlock.ipv6('fe80::/10'),
    IpBlock.ipv6('fc00::/7'),
    IpBlock.ipv6('64:ff9b::/96'),
    IpBlock.ipv4('198.51.100.7/32'),
  ])('keeps $cidr closed', (block) => {
    const chart = written((scope) => new AllowInternetEgress(scope, 'web', { pods: web, ports: [Port.all()] }));
    expect(chart).toDeny(Flow.from(webOfShop).to(block).on(Port.all()));
  });

  test('keeps exceptions of both families closed, and refuses one outside of what it opens', () => {
    const except = [IpBlock.ipv4('52.94.0.0/16'), IpBlock.ipv6('2600:1f00::/24')];
    const chart = written((scope) => new AllowInternetEgress(scope, 'web', { pods: web, ports: [Port.all()], except }));
    for (const block of except) expect(chart).toDeny(Flow.from(webOfShop).to(block).on(Port.all()));
    const wrong = written(
      (scope) =>
        new AllowInternetEgress(scope, 'web', { pods: web, ports: [Port.all()], except: [IpBlock.ipv6('fd00::/8')] }),
    );
    expect(failureOf(wrong)).toMatch(/except\[4\]: Invalid value: "fd00::\/8": must be a strict subset/);
  });
});

describe('blocks of addresses', () => {
  const office = IpBlock.ipv4('192.0.2.0/24');

  test('AllowEgressToCidr opens the way to its blocks, on its ports, and to nothing else', () => {
    const chart = written(
      (scope) =>
        new AllowEgressToCidr(scope, 'web', { pods: web, to: [office, IpBlock.ipv6('2001:db8::/64')], ports: http }),
    );
    expect(chart).toOnlyAllowOutOf(
      webOfShop,
      Flow.from(webOfShop)
        .to(office)
        .on(...http),
      Flow.from(webOfShop)
        .to(IpBlock.ipv6('2001:db8::/64'))
        .on(...http),
    );
    expect(chart).toAllow(
      Flow.from(webOfShop)
        .to(office)
        .on(...http),
    );
  });

  test('AllowIngressFromCidr opens to its blocks, on its ports, and to nothing else', () => {
    const chart = written((scope) => new AllowIngressFromCidr(scope, 'web', { pods: web, from: office, ports: http }));
    expect(chart).toAllow(
      Flow.from(office)
        .to(webOfShop)
        .on(...http),
    );
    expect(chart).toOnlyAllowInto(
      webOfShop,
      Flow.from(office)
        .to(webOfShop)
        .on(...http),
    );
  });

  test('refuse an empty list, and pods in the place of a block', () => {
    const chart = written((scope) => {
      new AllowEgressToCidr(scope, 'nowhere', { pods: web, to: [], ports: http });
      new AllowIngressFromCidr(scope, 'pods', { pods: web, from: [office, webOfShop as never], ports: http });
    });
    expect(failureOf(chart)).toMatch(/\[boundary\/nowhere\] to: Required value: an empty list was given/);
    expect(failureOf(chart)).toMatch(/\[boundary\/pods\] from\[1\]: Invalid value: .*must be a block of addresses/);
  });

  test('AllowExternalIngress opens to every address on its ports, but for its exceptions', () => {
    const podCidr = IpBlock.ipv4('10.244.0.0/16');
    const chart = written(
      (scope) => new AllowExternalIngress(scope, 'web', { pods: web, ports: http, except: [podCidr] }),
    );
    const flows = everyAddress.map((block) =>
      Flow.from(block)
        .to(webOfShop)
        .on(...http),
    );
    expect(chart).toAllow(
      Flow.from(office)
        .to(webOfShop)
        .on(...http),
    );
    expect(chart).toOnlyAllowInto(webOfShop, ...flows);
    expect(chart).toDeny(Flow.from(podCidr).to(webOfShop).on(Port.all()));
    expect(onCilium(chart)).toDeny(Flow.from(anyPod).to(webOfShop).on(Port.all()));
  });
});

describe('DenyCloudMetadata', () => {
  const chart = written((scope) => new DenyCloudMetadata(scope, 'web', { pods: web }));

  // Of private addresses a cautious reading says that they may be those of pods, which stay open.
  const judged = Reachability.of(clusterOf(chart), { cni: Cni.specification({ podCidrs: ['10.244.0.0/16'] }) });

  test.each(['169.254.169.254/32', '100.100.100.200/32'])('closes %s but for DNS', (cidr) => {
    const ports = [Port.tcpRange(1, 52), Port.tcpRange(54, 65535), Port.udpRange(54, 65535)] as const;
    expect(judged).toDeny(
      Flow.from(webOfShop)
        .to(IpBlock.ipv4(cidr))
        .on(...ports),
    );
  });

  test.each(['fd00:ec2::254/128', 'fd20:ce::254/128'])('closes %s', (cidr) => {
    expect(judged).toDeny(Flow.from(webOfShop).to(IpBlock.ipv6(cidr)).on(Port.all()));
  });

  test('leaves the DNS of GKE at that address, other addresses and every pod open, whatever a plugin makes of blocks', () => {
    for (const plugin of [Reachability.of(clusterOf(chart)), onCilium(chart)]) {
      expect(plugin).toAllow(Flow.from(webOfShop).to(metadata).on(Port.udp(53), Port.tcp(53)));
      expect(plugin).toAllow(Flow.from(webOfShop).to(IpBlock.publicIpv4()).on(Port.all()));
      expect(plugin).toAllow(Flow.from(webOfShop).to(other).on(Port.all()));
    }
  });

  test('works together with a grant to its pods, whose way out follows from it', () => {
    const granted = written((scope) => {
      new DenyCloudMetadata(scope, 'metadata', { pods: web });
      new ServiceAccessGrant(scope, 'cart', {
        from: webOfShop,
        to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
        ports: [...http],
      });
    });
    expect(policyNames(granted)).toContain('shop/shop-cart-allow-egress');
    const always = written((scope) => {
      new DenyCloudMetadata(scope, 'metadata', { pods: web });
      new ServiceAccessGrant(scope, 'cart', {
        from: webOfShop,
        to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
        ports: [...http],
        clientEgress: 'always',
      });
    });
    expect(failureOf(always)).toMatch(/\[boundary\/metadata\] pods: Forbidden: "shop\/shop-cart-allow-egress"/);
  });

  test('does not synthesize where something isolates its pods already: it would open all else to them', () => {
    const closed = written((scope) => {
      new DefaultDenyNamespace(scope, 'deny');
      new DenyCloudMetadata(scope, 'metadata', { pods: web });
    });
    expect(failureOf(closed)).toMatch(/\[boundary\/metadata\] pods: Forbidden: .*shop\/default-deny-egress/);
  });
});

describe('AllowFromIngressController', () => {
  const controllers = [
    [
      'ingress-nginx',
      IngressController.nginx(),
      Pods.labelled({
        'app.kubernetes.io/name': 'ingress-nginx',
        'app.kubernetes.io/component': 'controller',
      }).inNamespace('ingress-nginx'),
    ],
    [
      'Traefik of k3s',
      IngressController.traefik({ namespace: 'kube-system' }),
      Pods.labelled({ 'app.kubernetes.io/name': 'traefik' }).inNamespace('kube-system'),
    ],
    ['Contour', IngressController.contour(), Pods.labelled({ app: 'envoy' }).inNamespace('projectcontour')],
    [
      'HAProxy',
      IngressController.haproxy(),
      Pods.labelled({ 'app.kubernetes.io/name': 'kubernetes-ingress' }).inNamespace('haproxy-controller'),
    ],
    [
      'OpenShift',
      IngressController.openShiftRouter(),
      Pods.all().inNamespaces(Namespaces.labelled({ 'policy-group.network.openshift.io/ingress': '' })),
    ],
    ['Istio', IngressController.istioGateway(), Pods.labelled({ istio: 'ingressgateway' }).inNamespace('istio-system')],
    ['its own', IngressController.at(IpBlock.ipv4('172.18.0.3/32')), IpBlock.ipv4('172.18.0.3/32')],
  ] as const;

  test.each(controllers)('lets in the pods of %s, and nothing else', (_, controller, pods) => {
    const chart = written(
      (scope) => new AllowFromIngressController(scope, 'web', { pods: web, controller, ports: http }),
    );
    expect(chart).toAllow(
      Flow.from(pods)
        .to(webOfShop)
        .on(...http),
    );
    expect(chart).toOnlyAllowInto(
      webOfShop,
      Flow.from(pods)
        .to(webOfShop)
        .on(...http),
    );
  });

  test('refuses what is no ingress controller', () => {
    const chart = written(
      (scope) => new AllowFromIngressController(scope, 'web', { pods: web, controller: 'nginx' as never, ports: http }),
    );
    expect(failureOf(chart)).toMatch(/controller: Invalid value: "nginx": must be an ingress controller/);
  });
});

describe('the platform', () => {
  const controlPlane = IpBlock.ipv4('172.18.0.2/32');
  const clusterIp = IpBlock.ipv4('10.96.0.1/32');

  test('AllowPrometheusScrape lets in Prometheus, and nothing else', () => {
    const chart = written((scope) => new AllowPrometheusScrape(scope, 'web', { pods: web, ports: [Port.tcp(9090)] }));
    const prometheus = Pods.labelled({ 'app.kubernetes.io/name': 'prometheus' }).inNamespace('monitoring');
    expect(chart).toAllow(Flow.from(prometheus).to(webOfShop).on(Port.tcp(9090)));
    expect(chart).toOnlyAllowInto(webOfShop, Flow.from(prometheus).to(webOfShop).on(Port.tcp(9090)));
  });

  test('AllowKubeApiServer opens the ClusterIP on 443 and the endpoints on 6443, and nothing else', () => {
    const chart = written(
      (scope) => new AllowKubeApiServer(scope, 'web', { pods: web, clusterIp, endpoints: controlPlane }),
    );
    expect(chart).toOnlyAllowOutOf(
      webOfShop,
      Flow.from(webOfShop).to(clusterIp).on(Port.tcp(443)),
      Flow.from(webOfShop).to(controlPlane).on(Port.tcp(6443)),
    );
    expect(chart).toAllow(Flow.from(webOfShop).to(controlPlane).on(Port.tcp(6443)));
    expect(chart).toAllow(Flow.from(webOfShop).to(clusterIp).on(Port.tcp(443)));
  });

  test('AllowWebhookFromApiServer lets in the control plane, and nothing else', () => {
    const chart = written(
      (scope) =>
        new AllowWebhookFromApiServer(scope, 'web', { pods: web, from: controlPlane, ports: [Port.tcp(9443)] }),
    );
    expect(chart).toAllow(Flow.from(controlPlane).to(webOfShop).on(Port.tcp(9443)));
    expect(chart).toOnlyAllowInto(webOfShop, Flow.from(controlPlane).to(webOfShop).on(Port.tcp(9443)));
  });
});

describe('SecureNamespace', () => {
  const dns = Flow.from(shop)
    .to(Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system'))
    .on(Port.udp(53), Port.tcp(53));
  const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');

  test('closes the namespace both ways but for DNS', () => {
    const chart = written((scope) => new SecureNamespace(scope, 'secure'));
    expect(policyNames(chart)).toEqual(['shop/allow-dns', 'shop/default-deny-egress', 'shop/default-deny-ingress']);
    expect(chart).toIsolate('shop', 'both');
    expect(chart).toOnlyAllowInto(shop);
    expect(chart).toOnlyAllowOutOf(shop, dns);
  });

  test('closes DNS too where that is said', () => {
    expect(written((scope) => new SecureNamespace(scope, 'secure', { dns: 'none' }))).toOnlyAllowOutOf(shop);
  });

  test('lets its pods talk among themselves where the namespace is what is isolated', () => {
    const chart = written((scope) => new SecureNamespace(scope, 'secure', { isolate: 'namespace' }));
    const within = Flow.from(shop).to(shop).on(Port.all());
    expect(chart).toAllow(within);
    expect(chart).toOnlyAllowInto(shop, within);
    expect(chart).toOnlyAllowOutOf(shop, within, dns);
  });

  test('opens what is granted, both ends of it', () => {
    const chart = newChart('shop');
    const secure = new SecureNamespace(chart, 'secure', {
      grants: { cart: { from: webOfShop, to: cart, ports: [Port.tcp(8080)] } },
    });
    expect(policyNames(chart)).toContain('shop/secure-cart-allow-ingress');
    expect(policyNames(chart)).toContain('shop/shop-secure-cart-allow-egress');
    expect(secure.policies).toHaveLength(5);
    const granted = Flow.from(webOfShop).to(cart).on(Port.tcp(8080));
    expect(chart).toAllow(granted);
    expect(chart).toOnlyAllowInto(shop, granted);
    expect(chart).toOnlyAllowOutOf(shop, granted, dns);
  });

  test('refuses what it does not know', () => {
    const chart = written((scope) => {
      new SecureNamespace(scope, 'unit', { isolate: 'pod' as never });
      new SecureNamespace(scope, 'grants', { namespace: 'front', grants: [] as never });
      new SecureNamespace(scope, 'prop', { namespace: 'data', dsn: 'none' } as never);
    });
    expect(failureOf(chart)).toMatch(/\[boundary\/unit\] isolate: Unsupported value: "pod"/);
    expect(failureOf(chart)).toMatch(/\[boundary\/grants\] grants: Invalid value: .*not a list/);
    expect(failureOf(chart)).toMatch(/\[boundary\/prop\] dsn: Unknown field "dsn"/);
  });
});
