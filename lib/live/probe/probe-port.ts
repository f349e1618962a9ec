import { compareTexts } from '../../policy/texts';

/** Protocols of which anything can be tried. SCTP is not one: no shell has a tool for it. */
export type ProbedProtocol = 'TCP' | 'UDP';
export const PROBED_PROTOCOLS: readonly ProbedProtocol[] = ['TCP', 'UDP'];

/**
 * A port that can be tried. Over UDP those of DNS alone: that nothing comes back from others says nothing, since a server need not
 * answer a question that it does not know.
 */
export interface ProbePort {
  readonly protocol: ProbedProtocol;
  readonly port: number;
}

export function portTitle({ protocol, port }: ProbePort): string {
  return `${protocol} ${port}`;
}

export function isSamePort(a: ProbePort, b: ProbePort): boolean {
  return a.protocol === b.protocol && a.port === b.port;
}

/** Each once: those of TCP first, by their numbers. */
export function sortedPorts(ports: readonly ProbePort[]): ProbePort[] {
  const own = new Map(ports.map((one) => [portTitle(one), one]));
  return [...own.values()].sort((a, b) => compareTexts(a.protocol, b.protocol) || a.port - b.port);
}
