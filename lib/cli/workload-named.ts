import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { UsageError } from '../files/usage-error';
import { PROTOCOLS, type Protocol } from '../policy/manifest';

/**
 * The workload that a user names: `namespace/name`, with `[Kind]` behind it where two share that.
 * @throws UsageError where there is none, or more than one
 */
export function workloadNamed(text: string, { workloads }: Cluster): ClusterWorkload {
  const found = workloads.filter(({ id, namespace, name }) => id === text || `${namespace}/${name}` === text);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) throw new UsageError(`${text} is several workloads: ${found.map(({ id }) => id).join(', ')}`);
  const near = workloads.filter(({ name }) => name === text.split('/').at(-1)).map(({ id }) => id);
  const hint = near.length > 0 ? `; there is ${near.join(', ')}` : '; write namespace/name';
  throw new UsageError(`there is no workload ${text}${hint}`);
}

/**
 * A port as a user writes it: `6379`, `53/UDP`; TCP where no protocol is named.
 * @throws UsageError for anything else
 */
export function portNamed(text: string): { readonly protocol: Protocol; readonly port: number } {
  const [, digits = '', name = 'TCP'] = /^(\d{1,5})(?:\/([A-Za-z]+))?$/.exec(text) ?? [];
  const protocol = PROTOCOLS.find((known) => known === name.toUpperCase());
  const port = Number(digits);
  if (protocol === undefined || digits === '' || port < 1 || port > 65535) {
    throw new UsageError(
      `${text} is no port: write a number from 1 to 65535, and /UDP or /SCTP behind it where it is not TCP`,
    );
  }
  return { protocol, port };
}
