import type { ClusterWorkload } from '../cluster/cluster';
import { UsageError } from '../files/usage-error';
import { closestNames, didYouMean } from '../policy/did-you-mean';
import { PROTOCOLS, type Protocol } from '../policy/manifest';
import { portNameProblems } from '../policy/validation/names';

/** A port as a user writes it: a number, or the name of a container port, which says what number it is for each workload. */
export type AskedPort =
  | { readonly type: 'number'; readonly protocol: Protocol; readonly port: number }
  | { readonly type: 'name'; readonly protocol?: Protocol; readonly name: string };

export interface NumberedPort {
  readonly protocol: Protocol;
  readonly port: number;
}

/**
 * Reads `6379`, `53/UDP`, `metrics` or `dns/UDP`. A number without a protocol is TCP; a name without one is of any.
 * @throws UsageError for anything else
 */
export function readPort(text: string): AskedPort {
  const [, what = '', suffix] = /^([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  const protocol = PROTOCOLS.find((known) => known === suffix?.toUpperCase());
  const isRead = suffix === undefined || protocol !== undefined;
  if (isRead && /^\d{1,5}$/.test(what) && Number(what) >= 1 && Number(what) <= 65535) {
    return { type: 'number', protocol: protocol ?? 'TCP', port: Number(what) };
  }
  if (isRead && portNameProblems(what).length === 0) return { type: 'name', name: what, ...(protocol && { protocol }) };
  const hint =
    'write a number from 1 to 65535 or the name of a container port, and /UDP or /SCTP behind it where it is not TCP';
  throw new UsageError(`${text} is no port`, hint);
}

/** What a port is on the containers of a workload: for a name several numbers where its pods differ, or none. */
export function numberedPorts(asked: AskedPort, workload: ClusterWorkload): NumberedPort[] {
  if (asked.type === 'number') return [{ protocol: asked.protocol, port: asked.port }];
  const found = new Map<string, NumberedPort>();
  for (const { ports } of workload.pods) {
    for (const { name, protocol, port } of ports) {
      const isMeant = name === asked.name && (asked.protocol ?? protocol) === protocol;
      if (isMeant) found.set(`${protocol} ${port}`, { protocol, port });
    }
  }
  return [...found.values()];
}

/**
 * The one port that a name means on the containers of a workload.
 * @throws UsageError where it is none, or several
 */
export function portOn(asked: AskedPort, workload: ClusterWorkload): NumberedPort {
  const [only, ...others] = numberedPorts(asked, workload);
  if (only === undefined) throw noPort(asked, [workload], `of ${workload.id}`);
  if (others.length === 0) return only;
  const numbers = [only, ...others].map(({ protocol, port }) => `${port}/${protocol}`).join(', ');
  throw new UsageError(`${textOf(asked)} is several ports of ${workload.id}: ${numbers}`, 'write one of these numbers');
}

/** That no container of these workloads declares a port; `where` says whose containers they are. */
export function noPort(asked: AskedPort, workloads: readonly ClusterWorkload[], where: string): UsageError {
  const names = new Set<string>();
  for (const { pods } of workloads)
    for (const { ports } of pods) for (const { name } of ports) if (name) names.add(name);
  const suggested = asked.type === 'name' ? didYouMean(closestNames(asked.name, names)) : '';
  const hint = names.size === 0 ? 'none of them has a name: write the number' : `named ports there: ${firstOf(names)}`;
  return new UsageError(
    `no container ${where} declares a port ${textOf(asked)}${suggested}`,
    suggested === '' ? hint : undefined,
  );
}

function textOf(asked: AskedPort): string {
  const port = asked.type === 'name' ? asked.name : asked.port;
  return asked.protocol === undefined ? `${port}` : `${port}/${asked.protocol}`;
}

/** So many names are shown. */
const MOST = 10;

function firstOf(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, MOST).join(', ');
  return names.size > MOST ? `${shown}, ...` : shown;
}
