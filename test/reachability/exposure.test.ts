import type { ClusterWorkload } from '../../lib/cluster/cluster';
import type { ExposedTo } from '../../lib/reachability/exposure';
import { Reachability } from '../../lib/reachability/reachability';
import { namespaceSelectorOf } from '../../lib/reachability/rules/policy-rules';
import { clusterOf } from '../support/cluster-of';
import { deployment, pod, policy } from '../support/manifests';

/** Who can reach shop/web or be reached by it, as one line a condition: peer, ports, names, and the rules that say so. */
function exposureUnder(...specs: readonly string[]) {
  const web = deployment('shop/web', 1, {
    labels: { app: 'web' },
    ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
  });
  const cluster = clusterOf([web, ...specs.map((spec, index) => policy(`shop/p${index + 1}`, spec))]);
  const { ingress, egress } = Reachability.of(cluster).exposureOf(cluster.workloads[0] as ClusterWorkload);
  return { ingress: ingress.map(shown), egress: egress.map(shown) };
}

function shown({ peer, ports, named, rules }: ExposedTo): string {
  const labels = (selector: object) => JSON.stringify(selector).replaceAll('"', '');
  const who =
    peer === undefined
      ? 'everyone'
      : peer.type === 'addresses'
        ? String(peer.addresses)
        : `${labels(peer.pods)} in ${labels(namespaceSelectorOf(peer))}`;
  const names = named.map(({ name, protocol }) => ` ${protocol} ${name}`).join('');
  const by = rules.map((rule) => `${rule.policy.name} ${rule.direction} ${rule.index}`).join(', ');
  return `${who} on ${ports}${names} by ${by || 'nothing'}`;
}

const SHOP = '{matchLabels:{kubernetes.io/metadata.name:shop}}';

test('a workload that nothing isolates is exposed to everyone, both ways', () => {
  expect(exposureUnder()).toEqual({
    ingress: ['everyone on all by nothing'],
    egress: ['everyone on all by nothing'],
  });
});

test('a workload that is isolated and for which nothing is allowed is exposed to nothing', () => {
  expect(exposureUnder('{podSelector: {}, policyTypes: [Ingress, Egress]}')).toEqual({ ingress: [], egress: [] });
});

test('pods with equal labels are kept apart where policies hold one and not the other', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'web', uid: 'u', controller: true };
  const owned = (id: string, hostNetwork: boolean) => {
    const { metadata, ...rest } = pod(id, { labels: { app: 'web' }, hostNetwork });
    return { ...rest, metadata: { ...metadata, ownerReferences: [owner] } };
  };
  const isolated = policy('shop/p1', '{podSelector: {}, ingress: [{ports: [{port: 80}]}]}');
  const cluster = clusterOf([owned('shop/a', false), owned('shop/b', true), isolated]);
  expect(cluster.workloads.map(({ id }) => id)).toEqual(['shop/web[DaemonSet]']);
  const { ingress } = Reachability.of(cluster).exposureOf(cluster.workloads[0] as ClusterWorkload);
  expect(ingress.map(shown).sort()).toEqual(['everyone on TCP 80 by p1 Ingress 0', 'everyone on all by nothing']);
});

test('a rule without peers is for everyone, on its ports', () => {
  const { ingress } = exposureUnder('{podSelector: {}, ingress: [{ports: [{port: 80}]}]}');
  expect(ingress).toEqual(['everyone on TCP 80 by p1 Ingress 0']);
});

test('conditions on labels and on namespaces are shown as they are written', () => {
  const { ingress } = exposureUnder(
    '{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}, {namespaceSelector: {matchLabels: {team: a}}}]}]}',
  );
  expect(ingress).toEqual([
    `{matchLabels:{app:api}} in ${SHOP} on all by p1 Ingress 0`,
    '{} in {matchLabels:{team:a}} on all by p1 Ingress 0',
  ]);
});

test('the blocks of a rule are one condition; blocks that leave nothing are none', () => {
  const { ingress } = exposureUnder(
    '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/25}}, {ipBlock: {cidr: 10.0.0.128/25}}]}]}',
    '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.9.0.0/24, except: [10.9.0.0/25, 10.9.0.128/25]}}]}]}',
  );
  expect(ingress).toEqual(['10.0.0.0/24 on all by p1 Ingress 0']);
  const nothing =
    '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.9.0.0/25, except: [10.9.0.0/26, 10.9.0.64/26]}}]}]}';
  expect(exposureUnder(nothing).ingress).toEqual([]);
});

test('a name of a port is looked up on the workload for ingress; one that it has not allows nothing', () => {
  const { ingress } = exposureUnder(
    '{podSelector: {}, ingress: [{ports: [{port: http}]}, {from: [{podSelector: {}}], ports: [{port: metrics}]}]}',
  );
  expect(ingress).toEqual(['everyone on TCP 8080 by p1 Ingress 0']);
});

test('a rule for a name that the workload has not is for no one', () => {
  const { ingress } = exposureUnder(
    '{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: metrics}]}]}',
  );
  expect(ingress).toEqual([]);
});

test('a name of a port is left to the destination for egress, and means nothing for a block', () => {
  const { egress } = exposureUnder(
    '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: http}, {port: 53, protocol: UDP}]}]}',
  );
  expect(egress).toEqual([`{} in ${SHOP} on UDP 53 TCP http by p1 Egress 0`, '10.0.0.0/8 on UDP 53 by p1 Egress 0']);
});

describe('one condition of several rules', () => {
  test('is shown once, with all ports and names of them', () => {
    const { ingress, egress } = exposureUnder(
      '{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}',
      '{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 81}]}]}',
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: a}, {port: b}]}]}',
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: b}, {port: b, protocol: UDP}]}]}',
    );
    expect(ingress).toEqual([`{} in ${SHOP} on TCP 80-81 by p1 Ingress 0, p2 Ingress 0`]);
    expect(egress).toEqual([`{} in ${SHOP} on none TCP a TCP b UDP b by p3 Egress 0, p4 Egress 0`]);
  });

  test('is shown once for blocks that are the same addresses, however they are cut', () => {
    const { ingress } = exposureUnder(
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{port: 80}]}]}',
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/25}}, {ipBlock: {cidr: 10.0.0.128/25}}], ports: [{port: 81}]}]}',
    );
    expect(ingress).toEqual(['10.0.0.0/24 on TCP 80-81 by p1 Ingress 0, p2 Ingress 0']);
  });
});

describe('a condition that another one covers is left out', () => {
  test.each([
    ['everyone covers some pods', '{}', '{from: [{podSelector: {}}]}', ['everyone on all by p1 Ingress 0']],
    [
      'everyone covers some addresses',
      '{}',
      '{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}',
      ['everyone on all by p1 Ingress 0'],
    ],
    [
      'more labels are fewer pods',
      '{from: [{podSelector: {matchLabels: {app: a, tier: b}}}]}',
      '{from: [{podSelector: {matchLabels: {app: a}}}]}',
      [`{matchLabels:{app:a}} in ${SHOP} on all by p1 Ingress 1`],
    ],
    [
      'one namespace is fewer pods than all',
      '{from: [{podSelector: {matchLabels: {app: a}}}]}',
      '{from: [{podSelector: {matchLabels: {app: a}}, namespaceSelector: {}}]}',
      ['{matchLabels:{app:a}} in {} on all by p1 Ingress 1'],
    ],
    [
      'a block lies in another',
      '{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}',
      '{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}',
      ['10.0.0.0/8 on all by p1 Ingress 1'],
    ],
    [
      'two ways to write the same, of which the first stays',
      '{from: [{podSelector: {matchLabels: {app: a}}}]}',
      '{from: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [a]}]}}]}',
      [`{matchLabels:{app:a}} in ${SHOP} on all by p1 Ingress 0`],
    ],
  ])('%s', (_, first, second, expected) => {
    expect(exposureUnder(`{podSelector: {}, ingress: [${first}, ${second}]}`).ingress).toEqual(expected);
  });

  test('where everything of it is covered: ports and names too', () => {
    const { egress } = exposureUnder(`
      podSelector: {}
      policyTypes: [Egress]
      egress:
      - {to: [{podSelector: {}}], ports: [{port: 80}, {port: a}]}
      - {to: [{podSelector: {matchLabels: {app: one}}}], ports: [{port: 80}]}
      - {to: [{podSelector: {matchLabels: {app: two}}}], ports: [{port: 81}]}
      - {to: [{podSelector: {matchLabels: {app: three}}}], ports: [{port: a, protocol: UDP}]}
      - {to: [{podSelector: {matchLabels: {app: four}}}], ports: [{port: a}]}
      - {to: [{podSelector: {matchLabels: {app: five}}}], ports: [{port: b}]}
    `);
    expect(egress).toEqual([
      `{} in ${SHOP} on TCP 80 TCP a by p1 Egress 0`,
      `{matchLabels:{app:two}} in ${SHOP} on TCP 81 by p1 Egress 2`,
      `{matchLabels:{app:three}} in ${SHOP} on none UDP a by p1 Egress 3`,
      `{matchLabels:{app:five}} in ${SHOP} on none TCP b by p1 Egress 5`,
    ]);
  });

  test('all ports cover every name', () => {
    const { egress } = exposureUnder(`
      podSelector: {}
      policyTypes: [Egress]
      egress: [{to: [{podSelector: {}}]}, {to: [{podSelector: {matchLabels: {app: one}}}], ports: [{port: a}]}]
    `);
    expect(egress).toEqual([`{} in ${SHOP} on all by p1 Egress 0`]);
  });

  test('pods of one namespace do not cover those of all, though they have more labels', () => {
    const { ingress } = exposureUnder(
      '{podSelector: {}, ingress: [{from: [{podSelector: {}}, {podSelector: {matchLabels: {app: a}}, namespaceSelector: {}}]}]}',
    );
    expect(ingress).toEqual([
      `{} in ${SHOP} on all by p1 Ingress 0`,
      '{matchLabels:{app:a}} in {} on all by p1 Ingress 0',
    ]);
  });

  test('several names cover each of them', () => {
    const { egress } = exposureUnder(`
      podSelector: {}
      policyTypes: [Egress]
      egress:
      - {to: [{podSelector: {}}], ports: [{port: a}, {port: b}]}
      - {to: [{podSelector: {matchLabels: {app: one}}}], ports: [{port: b}]}
    `);
    expect(egress).toEqual([`{} in ${SHOP} on none TCP a TCP b by p1 Egress 0`]);
  });

  test('addresses never cover pods, nor pods addresses: a pod has labels and an address', () => {
    const { ingress } = exposureUnder(
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}, {namespaceSelector: {}}]}]}',
    );
    expect(ingress).toEqual(['{} in {} on all by p1 Ingress 0', '0.0.0.0/0 on all by p1 Ingress 0']);
  });
});

test('a condition of some pods covers none of others that have the same labels', () => {
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true }];
  const pods = ['on-node', 'on-pod-network'].map((name) => {
    const made = pod(`shop/${name}`, { labels: { app: 'web' }, hostNetwork: name === 'on-node' });
    return { ...made, metadata: { ...made.metadata, ownerReferences } };
  });
  const open = policy('shop/p1', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}');
  const cluster = clusterOf([...pods, open]);
  const { ingress } = Reachability.of(cluster).exposureOf(cluster.workloads[0] as ClusterWorkload);
  expect(ingress.map((one) => [shown(one), one.conditions.map(({ type }) => type)]).sort()).toEqual([
    ['0.0.0.0/0 on all by p1 Ingress 0', ['pods']],
    ['everyone on all by nothing', ['pods']],
  ]);
});
