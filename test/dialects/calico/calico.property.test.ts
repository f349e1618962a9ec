import fc from 'fast-check';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { Port } from '../../../lib/policy/words';
import { type Answered, answerOn } from '../../../lib/reachability/answers/answer';
import { Reachability } from '../../../lib/reachability/reachability';
import { AddressSet, parseAddress } from '../../../lib/reachability/sets/address-set';
import { listDocument } from '../../../lib/report/list-document';
import { calicoWorlds } from '../../reference/calico-arbitraries';
import { calicoAnswers, completionsOf } from '../../reference/calico-completions';
import { calicoManifests } from '../../reference/calico-manifests';
import type { CalicoEnd, CalicoWorld, EntityManifest } from '../../reference/calico-world';
import { isWithinBlock } from '../../reference/slow-selectors';
import { assertProperty, drawn, runs } from '../../support/property';

const PORTS = [
  ['TCP', 80],
  ['TCP', 85],
  ['TCP', 8080],
  ['UDP', 80],
  ['UDP', 53],
] as const;
const OUTSIDE = ['203.0.113.7', '8.8.8.8'];
const word = { TCP: Port.tcp, UDP: Port.udp };
/** Clusters, of which fewer may miss what is seldom. They are drawn as those that are judged, and cost little. */
const ENOUGH = runs(1_000, 1_000);

test('every flow of random clusters with policies of Calico and Kubernetes is answered as the reference answers it', () => {
  const answers: Record<string, number> = { allowed: 0, denied: 0, depends: 0, l7: 0 };
  let [flows, worlds, cautious] = [0, 0, 0];
  assertProperty(
    fc.property(calicoWorlds, (world) => {
      const cluster = clusterOfManifests(calicoManifests(world));
      expect(cluster.problems).toEqual([]);
      expect(cluster.unjudged).toEqual([]);
      const reachability = Reachability.of(cluster);
      const completions = completionsOf(world);
      const { peers, connections } = listDocument(reachability);
      const listed = new Map(connections.map((one) => [`${one.from} ${one.to}`, one]));
      const idOf = (end: CalicoEnd) => {
        if (typeof end !== 'string') return `${end.namespace}/${end.name}[Pod]`;
        const hasIt = (cidr: string) => !cidr.includes(':') && isWithinBlock(end, cidr);
        return peers.find((peer) => 'cidrs' in peer && peer.cidrs.some(hasIt))?.id;
      };
      const workload = (end: CalicoEnd) =>
        cluster.workloads.find(({ id }) => id === idOf(end)) as (typeof cluster.workloads)[number];
      const ofEnd = (end: CalicoEnd) =>
        typeof end === 'string' ? ({ type: 'address', address: parseAddress(end) as never } as const) : workload(end);
      const connected = (from: CalicoEnd, to: CalicoEnd): Answered => {
        if (typeof from === 'string') return reachability.connectionsFrom(blockOf(from), workload(to))[0] as Answered;
        if (typeof to === 'string') return reachability.connectionsTo(workload(from), blockOf(to))[0] as Answered;
        return reachability.connections(workload(from), workload(to));
      };
      for (const from of [...world.pods, ...OUTSIDE]) {
        for (const to of [...world.pods, ...OUTSIDE]) {
          if (from === to || (typeof from === 'string' && typeof to === 'string')) continue;
          const where = `${idOf(from)} ${idOf(to)}`;
          const answered = connected(from, to);
          const ports = listed.get(where)?.ports ?? [];
          const [found, wanted]: [string[], string[]] = [[], []];
          for (const [protocol, port] of PORTS) {
            const expected = calicoAnswers(world, completions, { from, to, protocol, port });
            const answer = answerOn(answered, protocol, port);
            flows++;
            answers[expected.answer] = (answers[expected.answer] ?? 0) + 1;
            if (expected.l7) answers.l7 = (answers.l7 ?? 0) + 1;
            // Where each direction depends by itself, what is unknown in one is not held against the other.
            const isCautious = answer === 'depends' && expected.answer !== 'depends' && expected.inBoth;
            if (isCautious) cautious++;
            const open = ports.find(
              (one) => one.protocol === protocol && one.port <= port && port <= (one.endPort ?? one.port),
            );
            const isAllowed = expected.answer === 'allowed' && !isCautious;
            found.push(said(protocol, port, isCautious ? expected.answer : answer, open !== undefined, open?.l7));
            wanted.push(said(protocol, port, expected.answer, isAllowed, isAllowed && expected.l7));
            if (flows % 7 === 0)
              expect(reachability.explain(ofEnd(from), ofEnd(to), word[protocol](port)).verdict).toBe(answer);
          }
          expect([where, found]).toEqual([where, wanted]);
        }
      }
      worlds++;
    }),
    // In fewer, what is seldom may be missing.
    runs(250, 60),
  );
  const percent = (part: number, of: number) => Math.round((1_000 * part) / of) / 10;
  process.stdout.write(
    `${flows} flows in ${worlds} clusters, ${percent(cautious, flows)} % answered with more caution than need be\n` +
      `answers in %: ${JSON.stringify(Object.fromEntries(Object.entries(answers).map(([name, count]) => [name, percent(count, flows)])))}\n`,
  );
  // In a share of the runs, an answer may be seldom.
  const least = flows < 20_000 ? 0 : 0.01;
  for (const [name, count] of Object.entries(answers)) expect([name, count / flows > least]).toEqual([name, true]);
  expect(cautious / flows).toBeLessThan(0.02);
});

test('each feature of these policies is in more than 1 % of the clusters', () => {
  const clusters = drawn(calicoWorlds, ENOUGH).map(featuresOf);
  const shares = FEATURES.map((name) => [name, clusters.filter((found) => found.has(name)).length / ENOUGH] as const);
  const text = shares.map(([name, share]) => `${name} ${Math.round(1_000 * share) / 10}`).join(', ');
  process.stdout.write(`clusters in %: ${text}\n`);
  for (const [name, share] of shares) expect([name, share > 0.01]).toEqual([name, true]);
});

const FEATURES = [
  'NetworkPolicy of Kubernetes',
  'NetworkPolicy of Calico',
  'GlobalNetworkPolicy',
  'ClusterNetworkPolicy',
  'NetworkSet',
  'GlobalNetworkSet',
  'Pass',
  'Log',
  'tier of a user',
  'undeclared tier',
  'tie of kinds',
  'tie of ClusterNetworkPolicies',
  'no types',
  'no rules',
  'http',
  'ICMP',
  'notProtocol',
  'ipVersion',
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'global()',
  'serviceAccounts',
  'ports',
  'notPorts',
  'port of the source',
  'own end',
  'text of a label',
  'peer that Calico does not know',
] as const;

function featuresOf({ policies, network, admin, sets, tiers }: CalicoWorld): Set<string> {
  const found = new Set<string>();
  const note = (name: (typeof FEATURES)[number], is: boolean) => is && found.add(name);
  note('NetworkPolicy of Kubernetes', network.length > 0);
  note('ClusterNetworkPolicy', admin.length > 0);
  note('tie of ClusterNetworkPolicies', hasRepeat(admin.map(({ spec }) => `${spec.tier} ${spec.priority}`)));
  const adminRules = admin.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]);
  const unknown = adminRules.some(({ to = [] }) => to.some((peer) => (peer.nodes ?? peer.domainNames) !== undefined));
  note('peer that Calico does not know', unknown);
  for (const { kind } of sets) found.add(kind);
  const declared = new Set(['default', ...tiers.map(({ metadata }) => metadata.name)]);
  const placeOf = ({ spec }: CalicoWorld['policies'][number]) => `${spec.tier ?? 'default'} ${spec.order}`;
  for (const policy of policies) {
    const { kind, spec } = policy;
    note(kind === 'NetworkPolicy' ? 'NetworkPolicy of Calico' : 'GlobalNetworkPolicy', true);
    note('tier of a user', spec.tier !== undefined && declared.has(spec.tier));
    note('undeclared tier', !declared.has(spec.tier ?? 'default'));
    const tied = policies.some((one) => one.kind !== kind && placeOf(one) === placeOf(policy));
    note('tie of kinds', tied || (network.length > 0 && placeOf(policy) === 'default 1000'));
    note('no types', spec.types === undefined);
    const [ingress, egress] = [spec.ingress ?? [], spec.egress ?? []];
    note('no rules', ingress.length + egress.length === 0);
    for (const [rule, isIngress] of [
      ...ingress.map((one) => [one, true] as const),
      ...egress.map((one) => [one, false] as const),
    ]) {
      const { source = {}, destination = {} } = rule;
      note('Pass', rule.action === 'Pass');
      note('Log', rule.action === 'Log');
      note('http', rule.http !== undefined);
      note('ICMP', rule.protocol === 'ICMP');
      note('notProtocol', rule.notProtocol !== undefined);
      note('ipVersion', rule.ipVersion !== undefined);
      note('port of the source', source.ports !== undefined);
      note('ports', destination.ports !== undefined);
      note('notPorts', destination.notPorts !== undefined);
      const [self, other] = isIngress ? [destination, source] : [source, destination];
      const { ports: _, notPorts: __, ...asked } = self;
      note('own end', Object.keys(asked).length > 0);
      for (const name of PARTS) note(name, other[name] !== undefined);
      note('global()', other.namespaceSelector === 'global()');
      note('text of a label', /contains|starts|ends/.test(`${other.selector} ${other.notSelector}`));
    }
  }
  return found;
}

function said(protocol: string, port: number, answer: string, isListed: boolean, l7 = false): string {
  return `${protocol} ${port} ${answer}${isListed ? ', listed' : ''}${l7 ? ' for some requests' : ''}`;
}

const PARTS = [
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
] as const satisfies readonly (keyof EntityManifest)[];

function blockOf(address: string): AddressSet {
  return AddressSet.block(`${address}/32`);
}

function hasRepeat(all: readonly string[]): boolean {
  return new Set(all).size < all.length;
}
