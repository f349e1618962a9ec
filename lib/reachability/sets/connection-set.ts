import { PROTOCOLS, type Protocol } from '../../policy/manifest';
import { type Intervals, includes, intersect, isEqual, NUMBERS, normalized, subtract, unite } from './intervals';

const FIRST_PORT = 1;
const LAST_PORT = 65535;
const EVERY_PORT: Intervals<number> = [[FIRST_PORT, LAST_PORT]];

/** Ports of one protocol, from `port` to `endPort`, both included. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly port: number;
  /** Absent for a single port. */
  readonly endPort?: number;
}

type Ranges = { readonly [protocol in Protocol]: Intervals<number> };

/**
 * The connections that can be made from one endpoint to another: for each of TCP, UDP and SCTP the destination's ports,
 * from 1 to 65535. A value: no method changes it.
 */
export class ConnectionSet {
  static readonly none = new ConnectionSet({ TCP: [], UDP: [], SCTP: [] });
  static readonly all = new ConnectionSet({ TCP: EVERY_PORT, UDP: EVERY_PORT, SCTP: EVERY_PORT });

  /** @param ranges whole numbers; ports outside of 1 to 65535 are no ports and fall away */
  static of(...ranges: readonly PortRange[]): ConnectionSet {
    return ConnectionSet.ofRanges(ranges);
  }

  /**
   * The same of any number of ranges, where no call may have as many arguments.
   * @internal
   */
  static ofRanges(ranges: readonly PortRange[]): ConnectionSet {
    const intervalsOf = (protocol: Protocol) => {
      const mentioned: [number, number][] = [];
      for (const range of ranges) {
        if (range.protocol !== protocol) continue;
        const first = Math.max(range.port, FIRST_PORT);
        const last = Math.min(range.endPort ?? range.port, LAST_PORT);
        if (first <= last) mentioned.push([first, last]);
      }
      return normalized(NUMBERS, mentioned);
    };
    return new ConnectionSet({ TCP: intervalsOf('TCP'), UDP: intervalsOf('UDP'), SCTP: intervalsOf('SCTP') });
  }

  /** Every port of one protocol. */
  static allOf(protocol: Protocol): ConnectionSet {
    return ConnectionSet.of(everyPortOf(protocol));
  }

  private constructor(private readonly byProtocol: Ranges) {}

  union(other: ConnectionSet): ConnectionSet {
    if (this === other || other.isEmpty || this === ConnectionSet.all) return this;
    if (this.isEmpty || other === ConnectionSet.all) return other;
    return this.combined(other, (a, b) => unite(NUMBERS, a, b));
  }

  intersection(other: ConnectionSet): ConnectionSet {
    if (this === other || other === ConnectionSet.all) return this;
    if (this === ConnectionSet.all) return other;
    return this.combined(other, intersect);
  }

  /** What is in this set and not in the other. */
  difference(other: ConnectionSet): ConnectionSet {
    if (other.isEmpty) return this;
    return this.combined(other, (a, b) => subtract(NUMBERS, a, b));
  }

  has(protocol: Protocol, port: number): boolean {
    return Number.isInteger(port) && includes(this.byProtocol[protocol], port);
  }

  contains(other: ConnectionSet): boolean {
    return other.difference(this).isEmpty;
  }

  equals(other: ConnectionSet): boolean {
    return (
      this === other || PROTOCOLS.every((protocol) => isEqual(this.byProtocol[protocol], other.byProtocol[protocol]))
    );
  }

  get isEmpty(): boolean {
    return PROTOCOLS.every((protocol) => this.byProtocol[protocol].length === 0);
  }

  get isAll(): boolean {
    return this.equals(ConnectionSet.all);
  }

  /** The ranges in the order TCP, UDP, SCTP, then by port: the fewest that say the set. */
  ranges(): PortRange[] {
    return PROTOCOLS.flatMap((protocol) =>
      this.byProtocol[protocol].map(([port, endPort]) =>
        port === endPort ? { protocol, port } : { protocol, port, endPort },
      ),
    );
  }

  /** `TCP 80,443-445; UDP 53`, or `all`, or `none`. */
  toString(): string {
    if (this.isAll) return 'all';
    if (this.isEmpty) return 'none';
    return PROTOCOLS.filter((protocol) => this.byProtocol[protocol].length > 0)
      .map((protocol) => `${protocol} ${this.byProtocol[protocol].map(rangeText).join(',')}`)
      .join('; ');
  }

  private combined(
    other: ConnectionSet,
    combine: (a: Intervals<number>, b: Intervals<number>) => Intervals<number>,
  ): ConnectionSet {
    const of = (protocol: Protocol) => combine(this.byProtocol[protocol], other.byProtocol[protocol]);
    return new ConnectionSet({ TCP: of('TCP'), UDP: of('UDP'), SCTP: of('SCTP') });
  }
}

export function everyPortOf(protocol: Protocol): PortRange {
  return { protocol, port: FIRST_PORT, endPort: LAST_PORT };
}

function rangeText([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}
