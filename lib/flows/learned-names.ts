import { plainAddress } from '../policy/cidr';
import type { FlowConnection } from './flow-connection';
import type { DnsAnswer, FlowEnd } from './flow-record';

/** So many pairs of an address and who asked are kept, and so many names of one address. */
const MOST_ADDRESSES = 100_000;
const MOST_NAMES = 16;

/** The names of addresses, as far as a log has the answers of DNS servers. */
export class LearnedNames {
  /** By the address; and by who asked and the address, since one address may have the names of several sites. */
  private readonly names = new Map<string, Set<string>>();

  add({ name, addresses, client }: DnsAnswer): void {
    for (const address of addresses) {
      const plain = plainAddress(address) ?? address;
      for (const key of [plain, `${clientOf(client)} ${plain}`]) {
        const known = this.names.get(key);
        if (known === undefined) {
          if (this.names.size < MOST_ADDRESSES) this.names.set(key, new Set([name]));
        } else if (known.size < MOST_NAMES) known.add(name);
      }
    }
  }

  /** A connection with the names of its ends that may be outside, where the record itself has none. */
  on(connection: FlowConnection): FlowConnection {
    if (this.names.size === 0) return connection;
    const { source, destination } = connection;
    return {
      ...connection,
      source: this.named(source, destination),
      destination: this.named(destination, source),
    };
  }

  private named(end: FlowEnd, other: FlowEnd): FlowEnd {
    if (end.kind === 'pod' || end.kind === 'node' || end.address === undefined || end.dnsNames !== undefined)
      return end;
    const plain = plainAddress(end.address) ?? end.address;
    const names = this.names.get(`${clientOf(other)} ${plain}`) ?? this.names.get(plain);
    return names === undefined ? end : { ...end, dnsNames: [...names] };
  }
}

function clientOf({ namespace, pod, address }: DnsAnswer['client']): string {
  return pod === undefined ? (address ?? '') : `${namespace}/${pod}`;
}
