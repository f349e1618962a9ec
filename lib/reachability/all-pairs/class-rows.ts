import { addTo } from '../../policy/grouped';
import type { Endpoint } from '../pods/endpoint';
import { areOfOneFamily } from '../pods/endpoint';
import type { PeerMatch } from '../rules/peer-match';
import type { Bounds } from '../rules/pod-lookup';
import type { PolicyRules } from '../rules/policy-rules';
import type { PolicySet } from '../rules/policy-set';
import { ConnectionPool } from '../sets/connection-pool';
import { IndexLists } from '../sets/index-lists';
import { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';
import { IngressGrants, MOST_SHARED } from './ingress-grants';
import { type Bound, OpenedByRules } from './opened-by-rules';
import type { PeerClasses } from './peer-classes';

/** Connections by number in the pool, and classes that have them; several parts may have the same connections. */
export type RowPart = readonly [connections: number, classes: IndexSet];

/**
 * All pairs of classes, row by row, with everything that is unknown taken in one way, pair by pair and rule by rule: to which classes
 * the endpoints of one class can connect, and how. A row is what the destinations leave open to everyone, kept as bits, and the
 * few that their policies open to this source. Sources that the same rules are for share their rows.
 */
export class ClassRows {
  /** Classes that no policy isolates for ingress; addresses are among them. */
  private readonly open: IndexSet;
  private readonly opened: OpenedByRules;
  private readonly grants: IngressGrants;
  /** Of each class the egress policies whose rules count for it, by their place in the set of policies. */
  private readonly egressOf: IndexLists;
  /** Classes that some policy isolates for egress. */
  private readonly egressIsolated = new Set<number>();
  private readonly egressRows = new Map<string, readonly RowPart[]>();
  private readonly openRows = new Map<string, readonly RowPart[]>();
  private readonly openByFamily = new Map<string, IndexSet>();
  private readonly families: ReadonlyMap<string, IndexSet>;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly policies: PolicySet,
    match: PeerMatch,
    private readonly peers: PeerClasses,
    private readonly bound: Bound,
    readonly pool = new ConnectionPool(),
  ) {
    this.opened = new OpenedByRules(classes, match, bound, pool);
    this.grants = new IngressGrants(classes, this.opened);
    this.families = familiesOf(classes);
    const subjects = policies.all.map((rules) => peers.ofSubject(rules));
    this.egressOf = this.egressPolicies(subjects);
    this.open = this.readPolicies(subjects);
  }

  /** Whereto the endpoints of a class can connect, in disjoint parts; whereto they cannot is left out. */
  row(source: number): RowPart[] {
    const family = this.familyOf(source);
    const egressKey = this.egressKeyOf(source);
    const egress = this.egressRow(source, egressKey);
    const parts = this.openRow(source, egressKey, egress);
    const granted = new Map<number, number[]>();
    this.eachGranted(source, egress, (destination, connections) => {
      if (connections === ConnectionPool.NONE || !this.isOfFamily(destination, family)) return;
      addTo(granted, connections, destination);
    });
    return [...parts, ...this.partsOf(granted)];
  }

  /** @param granted the classes that have each connections, in any order */
  private partsOf(granted: ReadonlyMap<number, readonly number[]>): RowPart[] {
    return Array.from(granted, ([connections, classes]): RowPart => {
      return [connections, IndexSet.ofSorted(this.classes.size, Int32Array.from(classes).sort())];
    });
  }

  /** What ingress rules grant a source of what its egress leaves, from whichever of the two has fewer destinations. */
  private eachGranted(
    source: number,
    egress: readonly RowPart[] | undefined,
    visit: (destination: number, connections: number) => void,
  ): void {
    const left = egress?.reduce((sum, [, { size }]) => sum + size, 0) ?? Number.POSITIVE_INFINITY;
    if (egress === undefined || left > this.grants.countTo(source)) {
      for (const [destination, into] of this.grants.to(source)) {
        const out = egress === undefined ? ConnectionPool.ALL : connectionsTo(destination, egress);
        visit(destination, this.pool.intersection(into, out));
      }
      return;
    }
    for (const [out, classes] of egress) {
      classes.forEach((destination) => {
        visit(destination, this.pool.intersection(this.grants.between(source, destination), out));
      });
    }
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
    for (const [destination, opened] of this.grants.to(source)) connections[destination] = opened;
    // A class that is perhaps isolated by nothing has rules as well.
    this.open.forEach((destination) => {
      connections[destination] = ConnectionPool.ALL;
    });
  }

  private egressKeyOf(source: number): string {
    const rules = this.egressIsolated.has(source) ? this.egressOf.at(source).join() : 'open';
    return `${source < this.classes.pods.length ? rules : 'address'} ${this.familyOf(source)}`;
  }

  private egressPolicies(subjects: readonly Bounds<IndexSet>[]): IndexLists {
    return IndexLists.of(this.classes.size, (say) => {
      this.policies.all.forEach(({ egress }, index) => {
        if (egress === undefined) return;
        (subjects[index] as Bounds<IndexSet>)[this.bound].forEach((number) => {
          say(number, index);
        });
      });
    });
  }

  private readPolicies(subjects: readonly Bounds<IndexSet>[]): IndexSet {
    const isolated = new Set<number>();
    this.policies.all.forEach((rules, index) => {
      const subjectOf = subjects[index] as Bounds<IndexSet>;
      const subject = subjectOf[this.bound];
      // A policy that perhaps selects a pod isolates it as far as certainty goes, and its rules are not certain to count.
      const isolating = subjectOf[this.bound === 'certain' ? 'possible' : 'certain'];
      if (rules.egress !== undefined) {
        isolating.forEach((number) => {
          this.egressIsolated.add(number);
        });
      }
      if (rules.ingress === undefined) return;
      isolating.forEach((number) => {
        isolated.add(number);
      });
      if (subject.size === 0) return;
      for (const rule of rules.ingress) {
        this.grants.add(this.peers.ofRule(rule)[this.bound], rule, subject);
      }
    });
    const { size } = this.classes;
    const open: number[] = [];
    for (let number = 0; number < size; number++) if (!isolated.has(number)) open.push(number);
    return IndexSet.of(size, open);
  }

  /** What egress policies grant this source, in disjoint parts; undefined where nothing isolates it. */
  private egressRow(source: number, key: string): readonly RowPart[] | undefined {
    if (!this.egressIsolated.has(source)) return undefined;
    let row = this.egressRows.get(key);
    if (row === undefined) {
      const rules = this.egressOf.at(source).flatMap((index) => (this.policies.all[index] as PolicyRules).egress ?? []);
      const granted = new Map<number, number[]>();
      for (const [destination, connections] of this.opened.summed(
        rules.map((rule) => [rule, this.peers.ofRule(rule)[this.bound]]),
      )) {
        addTo(granted, connections, destination);
      }
      row = this.partsOf(granted);
      if (this.egressRows.size >= MOST_SHARED) this.egressRows.clear();
      this.egressRows.set(key, row);
    }
    return row;
  }

  /** What this source reaches of the destinations that are open to everyone. */
  private openRow(source: number, key: string, egress: readonly RowPart[] | undefined): readonly RowPart[] {
    let row = this.openRows.get(key);
    if (row === undefined) {
      const destinations = this.openTo(source);
      row = (egress ?? [[ConnectionPool.ALL, this.peers.every] as const])
        .map(([connections, classes]): RowPart => [connections, classes.intersection(destinations)])
        .filter(([connections, classes]) => classes.size > 0 && connections !== ConnectionPool.NONE);
      if (this.openRows.size >= MOST_SHARED) this.openRows.clear();
      this.openRows.set(key, row);
    }
    return row;
  }

  /** The destinations that are open to everyone and that a source can meet. */
  private openTo(source: number): IndexSet {
    const isPod = source < this.classes.pods.length;
    const key = `${isPod} ${this.familyOf(source)}`;
    let open = this.openByFamily.get(key);
    if (open === undefined) {
      const there = this.families.get(this.familyOf(source)) ?? this.peers.every;
      open = (isPod ? this.open : this.open.intersection(this.podsOnly())).intersection(there);
      this.openByFamily.set(key, open);
    }
    return open;
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
  const examples = new Map<string, Endpoint>();
  for (const endpoint of endpoints) if (endpoint.address) examples.set(endpoint.address.family, endpoint);
  const families = new Map<string, IndexSet>();
  for (const [family, example] of examples) {
    const numbers: number[] = [];
    for (const [number, endpoint] of endpoints.entries()) if (areOfOneFamily(example, endpoint)) numbers.push(number);
    families.set(family, IndexSet.of(size, numbers));
  }
  return families;
}

function connectionsTo(destination: number, parts: readonly RowPart[]): number {
  return parts.find(([, classes]) => classes.has(destination))?.[0] ?? ConnectionPool.NONE;
}
