import type { Protocol } from './manifest';
import type { PortWord } from './port';
import { Port } from './words';

/** The word for one port, of which the protocol is a value. */
export function portWord(protocol: Protocol, port: number): PortWord {
  return { TCP: Port.tcp, UDP: Port.udp, SCTP: Port.sctp }[protocol](port);
}
