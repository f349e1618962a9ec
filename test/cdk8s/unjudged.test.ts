import { ApiObject, App, Chart } from 'cdk8s';
import {
  clusterOf,
  configureBoundaries,
  Flow,
  Namespaces,
  Pods,
  Port,
  ReachabilityContract,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { failureOf, yamlOf } from '../support/synth';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const db = Pods.labelled({ app: 'db' }).inNamespace('shop');
const ports = [Port.tcp(5432)];
const flow = Flow.from(web).to(db).on(Port.tcp(5432));
const ADMIN = 'ClusterNetworkPolicy.crd.antrea.io';
const MESH = 'AuthorizationPolicy.security.istio.io';

/** In a chart without a namespace, since it is of the whole cluster. */
const admin = (scope: Chart) =>
  new ApiObject(new Chart(scope, 'platform'), 'anp', {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'open-all' },
    spec: { priority: 10, subject: { namespaces: {} } },
  });
const mesh = (scope: Chart, id: string, namespace: string) =>
  new ApiObject(scope, id, {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: id, namespace },
    spec: { action: 'DENY', rules: [{}] },
  });

function chart(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

/** What is printed on standard error while the app is synthesized. */
function warningsOfSynth(of: Chart): string {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    yamlOf(of);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

describe('a contract in the reach of a policy of another API', () => {
  test.each([
    ['allowed', { allowed: [flow] }],
    [
      'denied',
      {
        denied: [
          Flow.from(Pods.labelled({ app: 'x' }).inNamespace('shop'))
            .to(db)
            .on(Port.all()),
        ],
      },
    ],
    ['onlyInto', { onlyInto: [{ target: db, flows: [flow] }] }],
    ['onlyOutOf', { onlyOutOf: [{ subject: db, flows: [] }] }],
  ])('does not hold, and names it: %s', (_, terms) => {
    const shop = chart();
    admin(shop);
    new ReachabilityContract(shop, 'contract', terms);
    const failure = failureOf(shop);
    expect(failure).toContain('the contract does not hold: ');
    expect(failure).toMatch(/ClusterNetworkPolicy open-all \(crd\.antrea\.io\)(, which)? is not judged/);
  });

  test('holds where the policy can only close and access is not claimed', () => {
    const shop = chart();
    mesh(shop, 'only-web', 'shop');
    new ServiceAccessGrant(shop, 'db', { from: web, to: db, ports });
    new ReachabilityContract(shop, 'contract', { onlyInto: [{ target: db, flows: [flow] }] });
    expect(warningsOfSynth(shop)).toContain('unjudged-policy');
  });

  test('holds where the kind is ignored for a reason', () => {
    const shop = chart();
    configureBoundaries(shop.node.root as App, { unjudged: { [ADMIN]: { ignore: 'it repeats what is said here' } } });
    admin(shop);
    new ServiceAccessGrant(shop, 'db', { from: web, to: db, ports });
    new ReachabilityContract(shop, 'contract', { onlyInto: [{ target: db, flows: [flow] }] });
    expect(warningsOfSynth(shop)).toBe('');
    expect(clusterOf(shop)).toMatchObject({
      unjudged: [],
      ignored: [{ kind: 'ClusterNetworkPolicy', count: 1, reason: 'it repeats what is said here' }],
    });
  });
});

describe('grants that a policy of another API may deny', () => {
  const granted = (policies: (shop: Chart) => void) => {
    const shop = chart();
    policies(shop);
    new ServiceAccessGrant(shop, 'db', { from: web, to: db, ports });
    new ServiceAccessGrant(shop, 'cache', {
      from: web,
      to: Pods.labelled({ app: 'cache' }).inNamespace('shop'),
      ports,
    });
    return shop;
  };

  test('are one warning that names them and the policy', () => {
    expect(warningsOfSynth(granted(admin))).toMatchInlineSnapshot(`
"warning unjudged-policy at shop/db, shop/cache: these grants may not hold: ClusterNetworkPolicy open-all (crd.antrea.io) is not judged, and may deny what is granted
      where the kind denies nothing of it, say so: configureBoundaries(app, { unjudged: { 'ClusterNetworkPolicy.crd.antrea.io': { ignore: 'the reason' } } })
"
`);
  });

  test('are those of which an end is in its reach', () => {
    expect(warningsOfSynth(granted((shop) => mesh(shop, 'only-web', 'shop')))).toContain('shop/db, shop/cache');
    // It decides for the destination, and the clients are the source.
    expect(warningsOfSynth(granted((shop) => mesh(shop, 'only-web', 'front')))).toBe('');
    const firewall = (shop: Chart) =>
      new ApiObject(shop, 'firewall', {
        apiVersion: 'k8s.ovn.org/v1',
        kind: 'EgressFirewall',
        metadata: { name: 'default', namespace: 'front' },
      });
    expect(warningsOfSynth(granted(firewall))).toContain('EgressFirewall front/default (k8s.ovn.org) is not judged');
    const fromTeams = granted(firewall);
    const teams = Pods.labelled({ app: 'web' }).inNamespaces(Namespaces.labelled({ team: 'a' }));
    new ServiceAccessGrant(fromTeams, 'teams', { from: teams, to: db, ports });
    expect(warningsOfSynth(fromTeams)).toContain('at shop/teams: the grant may not hold: EgressFirewall front/default');
  });

  test('are errors where the settings are strict', () => {
    const shop = granted(admin);
    configureBoundaries(shop, { strict: true });
    const failure = failureOf(shop);
    expect(failure).toContain('shop/db: the grant may not hold: ClusterNetworkPolicy open-all');
    expect(failure).toContain('shop/cache: the grant may not hold: ClusterNetworkPolicy open-all');
  });

  test('are no concern of kinds that are ignored in a scope around them', () => {
    const shop = granted((within) => mesh(within, 'only-web', 'shop'));
    configureBoundaries(shop, { strict: true, unjudged: { [MESH]: { ignore: 'it only repeats the grants' } } });
    expect(warningsOfSynth(shop)).toBe('');
  });

  test('are named where the policy is of another scope than the settings', () => {
    const shop = granted(() => undefined);
    const platform = new Chart(shop.node.root, 'platform');
    admin(platform);
    configureBoundaries(shop, { unjudged: { [ADMIN]: { ignore: 'not here' } } });
    expect(warningsOfSynth(shop)).toContain('ClusterNetworkPolicy open-all (crd.antrea.io) is not judged');
  });
});

test('settings that name no kind, or give no reason, are refused', () => {
  expect(() =>
    configureBoundaries(new App(), {
      unjudged: { 'ClusterNetworkPolicy.k8s.io': { ignore: 'a' }, [MESH]: { ignore: '' }, [ADMIN]: 'no' as never },
    }),
  ).toThrowErrorMatchingInlineSnapshot(`
"the app: the policies were not written:
  unjudged.ClusterNetworkPolicy.k8s.io: Unsupported value: "ClusterNetworkPolicy.k8s.io": no kind of policies that are not judged has this name; did you mean ClusterNetworkPolicy.crd.antrea.io or ClusterNetworkPolicy.security.antrea.tanzu.vmware.com or ClusterNetworkPolicy.networking.k8s.aws?
      write Kind.group as in the warning about it, such as AuthorizationPolicy.security.istio.io
  unjudged.AuthorizationPolicy.security.istio.io.ignore: Required value: a kind is ignored for a reason
      say why it does not matter here
  unjudged.ClusterNetworkPolicy.crd.antrea.io: Invalid value: "no": must be a map, not a string
      write {ignore: 'the reason'}, or leave it out"
`);
});
