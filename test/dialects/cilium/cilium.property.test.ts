import fc from 'fast-check';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { listDocument } from '../../../lib/report/list-document';
import { ciliumWorlds, manifestsOf } from '../../reference/cilium-arbitraries';
import { type CiliumEnd, ciliumDecides } from '../../reference/cilium-reference';
import { assertProperty, runs } from '../../support/property';

const PORTS = [
  ['TCP', 80],
  ['TCP', 85],
  ['TCP', 8080],
  ['UDP', 80],
  ['UDP', 53],
] as const;
const OUTSIDE = ['203.0.113.7', '8.8.8.8'];
const word = { TCP: Port.tcp, UDP: Port.udp };

test('every flow of random clusters with policies of Cilium and Kubernetes is answered as the reference answers it', () => {
  const met: Record<string, number> = {
    flows: 0,
    allowed: 0,
    denied: 0,
    depends: 0,
    l7: 0,
    clusterwide: 0,
    deny: 0,
    noDefaultDeny: 0,
    network: 0,
  };
  const count = (name: string, by = 1) => {
    met[name] = (met[name] ?? 0) + by;
  };
  assertProperty(
    fc.property(ciliumWorlds, (world) => {
      const cluster = clusterOfManifests(manifestsOf(world));
      expect(cluster.problems).toEqual([]);
      expect(cluster.unjudged).toEqual([]);
      const reachability = Reachability.of(cluster);
      const { peers, connections } = listDocument(reachability);
      const listed = new Map(connections.map((one) => [`${one.from} ${one.to}`, one]));
      const idOf = (end: CiliumEnd) => {
        if (typeof end !== 'string') return `${end.namespace}/${end.name}[Pod]`;
        return peers.find((peer) => 'cidrs' in peer && peer.cidrs.some((cidr) => isIn(end, cidr)))?.id;
      };
      const ofEnd = (end: CiliumEnd) => {
        if (typeof end === 'string') return { type: 'address', address: parseAddress(end) as never } as const;
        return cluster.workloads.find(({ id }) => id === idOf(end)) as (typeof cluster.workloads)[number];
      };
      for (const from of [...world.pods, ...OUTSIDE]) {
        for (const to of [...world.pods, ...OUTSIDE]) {
          if (from === to || (typeof from === 'string' && typeof to === 'string')) continue;
          for (const [protocol, port] of PORTS) {
            const expected = ciliumDecides(world, { from, to, protocol, port });
            const { verdict } = reachability.explain(ofEnd(from), ofEnd(to), word[protocol](port));
            const where = `${idOf(from)} ${idOf(to)}`;
            expect({ where, protocol, port, verdict }).toEqual({ where, protocol, port, verdict: expected.answer });
            const ports = listed.get(where)?.ports ?? [];
            const open = ports.find(
              (one) => one.protocol === protocol && one.port <= port && port <= (one.endPort ?? one.port),
            );
            const inList = { allowed: open !== undefined, l7: open?.l7 ?? false };
            const isAllowed = expected.answer === 'allowed';
            expect({ where, protocol, port, ...inList }).toEqual({
              where,
              protocol,
              port,
              allowed: isAllowed,
              l7: isAllowed && expected.l7,
            });
            count('flows');
            count(expected.answer);
            if (isAllowed && expected.l7) count('l7');
          }
        }
      }
      for (const { kind, spec, specs = [] } of world.cilium) {
        const rules = [...(spec ? [spec] : []), ...specs];
        if (kind === 'CiliumClusterwideNetworkPolicy') count('clusterwide');
        if (rules.some(({ ingressDeny, egressDeny }) => ingressDeny ?? egressDeny)) count('deny');
        if (rules.some(({ enableDefaultDeny }) => Object.values(enableDefaultDeny ?? {}).includes(false)))
          count('noDefaultDeny');
      }
      count('network', world.network.length);
    }),
    runs(300),
  );
  const { flows = 0, allowed = 0, denied = 0, depends = 0, l7 = 0, ...features } = met;
  for (const share of [allowed, denied, depends, l7]) expect(share / flows).toBeGreaterThan(0.01);
  for (const occurred of Object.values(features)) expect(occurred).toBeGreaterThan(4);
});

function isIn(address: string, cidr: string): boolean {
  if (cidr.includes(':')) return false;
  const [network = '', length = '32'] = cidr.split('/');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(address) / size) === Math.floor(number(network) / size);
}
