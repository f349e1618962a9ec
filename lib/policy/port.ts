import type { Protocol } from './manifest';

/** The ports of one protocol, or of all of them. They are the pod's ports, after the Service's translation. */
export type PortWord<S = string, N = number> =
  | { readonly type: 'port'; readonly protocol: Protocol; readonly port: N }
  | { readonly type: 'port-range'; readonly protocol: Protocol; readonly port: N; readonly endPort: N }
  | { readonly type: 'named-port'; readonly protocol: Protocol; readonly name: S }
  | { readonly type: 'protocol'; readonly protocol: Protocol }
  | { readonly type: 'all-ports' };

/** How to say which ports are meant. Numbers go from 1 to 65535; ranges include both ends. */
export interface PortWords<S, N> {
  /**
   * One TCP port.
   * @param port 1 to 65535
   */
  tcp(port: N): PortWord<S, N>;
  /**
   * Every TCP port of a range, both ends included.
   * @param port 1 to 65535
   * @param endPort `port` to 65535
   */
  tcpRange(port: N, endPort: N): PortWord<S, N>;
  /**
   * One UDP port.
   * @param port 1 to 65535
   */
  udp(port: N): PortWord<S, N>;
  /**
   * Every UDP port of a range, both ends included.
   * @param port 1 to 65535
   * @param endPort `port` to 65535
   */
  udpRange(port: N, endPort: N): PortWord<S, N>;
  /**
   * One SCTP port.
   * @param port 1 to 65535
   */
  sctp(port: N): PortWord<S, N>;
  /**
   * Every SCTP port of a range, both ends included.
   * @param port 1 to 65535
   * @param endPort `port` to 65535
   */
  sctpRange(port: N, endPort: N): PortWord<S, N>;
  /** Every TCP port, and no other protocol. */
  allTcp(): PortWord<S, N>;
  /** Every UDP port, and no other protocol. */
  allUdp(): PortWord<S, N>;
  /** Every SCTP port, and no other protocol. */
  allSctp(): PortWord<S, N>;
  /** Every port of every protocol. */
  all(): PortWord<S, N>;
  /**
   * The container port of this name on the destination pod; it may be another number on another pod, and it matches only
   * where the container declares the same protocol.
   * @param protocol default TCP
   */
  named(name: S, protocol?: Protocol): PortWord<S, N>;
}

/** The words, for any leaf types. */
export function portWords<S, N>(): PortWords<S, N> {
  const one = (protocol: Protocol) => (port: N) => ({ type: 'port', protocol, port }) as const;
  const range = (protocol: Protocol) => (port: N, endPort: N) =>
    ({ type: 'port-range', protocol, port, endPort }) as const;
  const every = (protocol: Protocol) => () => ({ type: 'protocol', protocol }) as const;
  return {
    tcp: one('TCP'),
    tcpRange: range('TCP'),
    udp: one('UDP'),
    udpRange: range('UDP'),
    sctp: one('SCTP'),
    sctpRange: range('SCTP'),
    allTcp: every('TCP'),
    allUdp: every('UDP'),
    allSctp: every('SCTP'),
    all: () => ({ type: 'all-ports' }),
    named: (name, protocol = 'TCP') => ({ type: 'named-port', protocol, name }),
  };
}
