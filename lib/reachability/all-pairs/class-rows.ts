import type { Endpoint } from '../pods/endpoint';
import { areOfOneFamily } from '../pods/endpoint';
import { type PeerMatch, portsOn } from '../rules/peer-match';
import type { Bounds } from '../rules/pod-lookup';
import type { Rule } from '../rules/policy-rules';
import type { PolicySet } from '../rules/policy-set';
import { ConnectionPool } from '../sets/connection-pool';
import type { ConnectionSet } from '../sets/connection-set';
import { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';
import type { PeerClasses } from './peer-classes';

/** Connections by number in the pool, and classes that have them; several parts may have the same connections. */
export type RowPart = readonly [connections: number, classes: IndexSet];

/** What the ingress policies of some pods allow what is in the sources of a rule. */
interface IngressGrant {
  readonly rule: Rule;
  readonly targets: IndexSet;
}

/** Which of the two answers is worked out: what is allowed whatever is unknown, or what may be allowed at all. */
export type Bound = keyof Bounds<unknown>;

/**
 * All pairs of classes, row by row, with everything that is unknown taken in one way, pair by pair and rule by rule: to which classes the endpoints of one class can connect, and how. A row is what the
 * destinations leave open to everyone, kept as bits, and the few that their policies open to this source. Sources that
 * the same rules are for share their rows.
 */
export class ClassRows {
  /** Classes that no policy isolates for ingress; addresses are among them. */
  private readonly open: IndexSet;
  /** What rules of equal sources grant, by the number of those sources. */
  private readonly grants: IngressGrant[][] = [];
  /** Of each class the numbers of the sources that it is in, but for those that are dense. */
  private readonly sourcesOf: number[][];
  private readonly denseSources: { readonly number: number; readonly classes: IndexSet }[] = [];
  /** Of each class the egress policies whose rules count for it, by their place in the set of policies. */
  private readonly egressOf: number[][];
  /** Classes that some policy isolates for egress. */
  private readonly egressIsolated = new Set<number>();
  private readonly ingressRows = new Map<string, ReadonlyMap<number, number>>();
  private readonly egressRows = new Map<string, readonly RowPart[] | undefined>();
  private readonly openRows = new Map<string, readonly RowPart[]>();
  private readonly openedBy = new Map<Rule, Map<object, number>>();
  private readonly families: ReadonlyMap<string, IndexSet>;
  private readonly connectionsAt: Int32Array;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly policies: PolicySet,
    private readonly match: PeerMatch,
    private readonly peers: PeerClasses,
    private readonly bound: Bound,
    readonly pool = new ConnectionPool(),
  ) {
    this.connectionsAt = new Int32Array(classes.size);
    this.families = familiesOf(classes);
    this.sourcesOf = Array.from({ length: classes.size }, () => []);
    this.egressOf = Array.from({ length: classes.pods.length }, () => []);
    this.open = this.readPolicies();
  }

  /** Whereto the endpoints of a class can connect, in disjoint parts; whereto they cannot is left out. */
  row(source: number): RowPart[] {
    const family = this.familyOf(source);
    const egressKey = this.egressKeyOf(source);
    const egress = this.egressRow(source, egressKey);
    const parts = [...this.openRow(source, egressKey, egress)];
    const granted = new Map<number, number[]>();
    for (const [destination, ingress] of this.ingressRow(source)) {
      if (!this.isOfFamily(destination, family)) continue;
      const way = egress === undefined ? ConnectionPool.ALL : connectionsTo(destination, egress);
      const connections = this.pool.intersection(ingress, way);
      if (connections === ConnectionPool.NONE) continue;
      const list = granted.get(connections);
      if (list === undefined) granted.set(connections, [destination]);
      else list.push(destination);
    }
    for (const [connections, list] of granted) {
      parts.push([connections, IndexSet.ofSorted(this.classes.size, Int32Array.from(list).sort())]);
    }
    return parts;
  }

  /** The connections that egress of a class leaves open to each, by the place of that. */
  fillEgress(source: number, connections: Int32Array): void {
    const egress = this.egressRow(source, this.egressKeyOf(source));
    connections.fill(egress === undefined ? ConnectionPool.ALL : ConnectionPool.NONE);
    for (const [opened, classes] of egress ?? []) {
      classes.forEach((destination) => {
        connections[destination] = opened;
      });
    }
  }

  /** The connections that ingress of each leaves open to a class. */
  fillIngress(source: number, connections: Int32Array): void {
    connections.fill(ConnectionPool.NONE);
    for (const [destination, opened] of this.ingressRow(source)) connections[destination] = opened;
    // A class that is perhaps isolated by nothing has rules as well.
    this.open.forEach((destination) => {
      connections[destination] = ConnectionPool.ALL;
    });
  }

  private egressKeyOf(source: number): string {
    const rules = this.egressIsolated.has(source) ? this.egressOf[source]?.join() : 'open';
    return `${source < this.classes.pods.length ? rules : 'address'} ${this.familyOf(source)}`;
  }

  private readPolicies(): IndexSet {
    const isolated = new Set<number>();
    const sources = new Map<IndexSet, number>();
    this.policies.all.forEach((rules, index) => {
      const subjects = this.peers.ofSubject(rules);
      const subject = subjects[this.bound];
      // A policy that perhaps selects a pod isolates it as far as certainty goes, and its rules are not certain to count.
      const isolating = subjects[this.bound === 'certain' ? 'possible' : 'certain'];
      if (rules.egress !== undefined) {
        for (const number of subject) this.egressOf[number]?.push(index);
        for (const number of isolating) this.egressIsolated.add(number);
      }
      if (rules.ingress === undefined) return;
      for (const number of isolating) isolated.add(number);
      if (subject.size === 0) return;
      for (const rule of rules.ingress) {
        this.addGrant(sources, this.peers.ofRule(rule)[this.bound], { rule, targets: subject });
      }
    });
    const { size } = this.classes;
    return IndexSet.of(
      size,
      Array.from({ length: size }, (_, number) => number).filter((number) => !isolated.has(number)),
    );
  }

  private addGrant(sources: Map<IndexSet, number>, classes: IndexSet, grant: IngressGrant): void {
    if (classes.size === 0) return;
    let number = sources.get(classes);
    if (number === undefined) {
      number = this.grants.length;
      sources.set(classes, number);
      this.grants.push([]);
      if (classes.isDense) this.denseSources.push({ number, classes });
      else for (const source of classes) this.sourcesOf[source]?.push(number);
    }
    this.grants[number]?.push(grant);
  }

  /** What ingress policies grant this source, by destination; those that nothing isolates are not among them. */
  private ingressRow(source: number): ReadonlyMap<number, number> {
    const dense = this.denseSources.filter(({ classes }) => classes.has(source)).map(({ number }) => number);
    const numbers = [...(this.sourcesOf[source] ?? []), ...dense];
    const key = numbers.join();
    let row = this.ingressRows.get(key);
    if (row === undefined) {
      const grants = numbers.flatMap((number) => this.grants[number] ?? []);
      row = this.summed(grants.map(({ rule, targets }) => [rule, targets]));
      this.ingressRows.set(key, row);
    }
    return row;
  }

  /** What egress policies grant this source, in disjoint parts; undefined where nothing isolates it. */
  private egressRow(source: number, key: string): readonly RowPart[] | undefined {
    if (!this.egressIsolated.has(source)) return undefined;
    if (!this.egressRows.has(key)) {
      const rules = (this.egressOf[source] ?? []).flatMap((index) => this.policies.all[index]?.egress ?? []);
      const byConnections = new Map<number, number[]>();
      for (const [destination, connections] of this.summed(
        rules.map((rule) => [rule, this.peers.ofRule(rule)[this.bound]]),
      )) {
        const list = byConnections.get(connections);
        if (list === undefined) byConnections.set(connections, [destination]);
        else list.push(destination);
      }
      const parts = [...byConnections].map(([connections, list]): RowPart => {
        return [connections, IndexSet.ofSorted(this.classes.size, Int32Array.from(list).sort())];
      });
      this.egressRows.set(key, parts);
    }
    return this.egressRows.get(key);
  }

  /** What this source reaches of the destinations that are open to everyone. */
  private openRow(source: number, key: string, egress: readonly RowPart[] | undefined): readonly RowPart[] {
    let row = this.openRows.get(key);
    if (row === undefined) {
      const there = this.families.get(this.familyOf(source)) ?? this.peers.every;
      const open = source < this.classes.pods.length ? this.open : this.open.intersection(this.podsOnly());
      const destinations = open.intersection(there);
      row = (egress ?? [[ConnectionPool.ALL, this.peers.every] as const])
        .map(([connections, classes]): RowPart => [connections, classes.intersection(destinations)])
        .filter(([connections, classes]) => classes.size > 0 && connections !== ConnectionPool.NONE);
      this.openRows.set(key, row);
    }
    return row;
  }

  /** The union of what rules open, by destination. */
  private summed(rules: readonly (readonly [Rule, IndexSet])[]): ReadonlyMap<number, number> {
    const at = this.connectionsAt;
    const touched: number[] = [];
    for (const [rule, destinations] of rules) {
      for (const destination of destinations) {
        const opened = this.opened(rule, destination);
        const before = at[destination] as number;
        const sum = this.pool.union(before, opened);
        if (before === ConnectionPool.NONE && sum !== ConnectionPool.NONE) touched.push(destination);
        at[destination] = sum;
      }
    }
    const row = new Map<number, number>();
    for (const destination of touched) {
      row.set(destination, at[destination] as number);
      at[destination] = ConnectionPool.NONE;
    }
    return row;
  }

  /** What a rule opens on a destination, worked out once for each list of container ports that its names are looked up in. */
  private opened(rule: Rule, destination: number): number {
    let byPorts = this.openedBy.get(rule);
    if (byPorts === undefined) {
      byPorts = new Map();
      this.openedBy.set(rule, byPorts);
    }
    const endpoint = this.endpointOf(destination);
    // What a name means in an egress rule depends on the peers as well.
    const key = rule.ports.named.length === 0 ? rule : rule.direction === 'Egress' ? endpoint : portsListOf(endpoint);
    let opened = byPorts.get(key);
    if (opened === undefined) {
      opened = this.pool.numberOf(this.openedSet(rule, endpoint));
      byPorts.set(key, opened);
    }
    return opened;
  }

  private openedSet(rule: Rule, destination: Endpoint): ConnectionSet {
    if (rule.direction === 'Ingress') return portsOn(rule.ports, destination);
    const { peers, ports } = rule;
    if (peers === undefined) return this.match.isOnNode(destination) ? ports.numbers : portsOn(ports, destination);
    // A name means nothing where only a block matches.
    const isSelected = peers.some((peer) => {
      const match = peer.type === 'pods' ? this.match.peerMatch(peer, destination) : 'never';
      return match === 'always' || (match === 'perhaps' && this.bound === 'possible');
    });
    return isSelected ? portsOn(ports, destination) : ports.numbers;
  }

  private endpointOf(number: number): Endpoint {
    return this.classes.endpointOf(number);
  }

  private familyOf(number: number): string {
    return this.endpointOf(number).address?.family ?? '';
  }

  /** Whether a class has addresses of a family in which a source may have one. */
  canMeet(source: number, destination: number): boolean {
    return this.isOfFamily(destination, this.familyOf(source));
  }

  private isOfFamily(number: number, family: string): boolean {
    return this.families.get(family)?.has(number) ?? true;
  }

  private podsOnly(): IndexSet {
    return IndexSet.ofRange(this.classes.size, 0, this.classes.pods.length);
  }
}

/** For each family, the classes that its addresses can talk with. */
function familiesOf({ pods, addresses, size }: EndpointClasses): ReadonlyMap<string, IndexSet> {
  const endpoints: readonly Endpoint[] = [...pods, ...addresses].map(({ endpoint }) => endpoint);
  const firsts = new Map(
    endpoints.flatMap((endpoint) => (endpoint.address ? [[endpoint.address.family, endpoint]] : [])),
  );
  return new Map(
    [...firsts].map(([family, first]) => [
      family,
      IndexSet.of(
        size,
        endpoints.flatMap((endpoint, number) => (areOfOneFamily(first, endpoint) ? [number] : [])),
      ),
    ]),
  );
}

function portsListOf(endpoint: Endpoint): object {
  return endpoint.type === 'pod' ? endpoint.ports : endpoint;
}

function connectionsTo(destination: number, parts: readonly RowPart[]): number {
  return parts.find(([, classes]) => classes.has(destination))?.[0] ?? ConnectionPool.NONE;
}
