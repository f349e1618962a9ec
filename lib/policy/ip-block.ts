import { kindOf } from './unknown-value';
import { child, entry, type FieldPath, type Finding, invalid, unknownField } from './validation/finding';
import { isMap } from './validation/structure';

/** A block of addresses as a peer. Kubernetes never combines it with a selector. */
export interface IpBlockPeer<S = string> {
  readonly type: 'ipBlock';
  readonly family: 'IPv4' | 'IPv6';
  readonly cidr: S;
  readonly except: readonly S[];
  /**
   * Options that are not read, from JavaScript: a misspelt `except` must not be left out in silence.
   * @internal
   */
  readonly unread?: unknown;
}

/** Addresses that a block leaves out. */
export interface IpBlockOptions<S> {
  /**
   * Blocks inside the CIDR that the peer leaves out. Another peer, rule or policy may still allow them.
   * @default - none
   */
  readonly except?: readonly S[];
}

/** How to say which addresses are meant. Whether an IP block also matches pods is up to the CNI (Cilium: never). */
export interface IpBlockWords<S> {
  /** An IPv4 block, such as `10.0.0.0/8`: no bits beyond the prefix, no leading zeros. */
  ipv4(cidr: S, options?: IpBlockOptions<S>): IpBlockPeer<S>;
  /** An IPv6 block, such as `fd00::/8`. An IPv4 block never matches an IPv6 address, nor the reverse. */
  ipv6(cidr: S, options?: IpBlockOptions<S>): IpBlockPeer<S>;
  /** All of IPv4: `0.0.0.0/0`. */
  anyIpv4(options?: IpBlockOptions<S>): IpBlockPeer<S>;
  /** All of IPv6: `::/0`. */
  anyIpv6(options?: IpBlockOptions<S>): IpBlockPeer<S>;
  /** IPv4 without the ranges that are not reachable on the internet: private, link-local (metadata) and reserved. */
  publicIpv4(options?: IpBlockOptions<S>): IpBlockPeer<S>;
  /**
   * IPv6 global unicast (`2000::/3`) without its special ranges. NAT64 (`64:ff9b::/96`) is not in it: through it an
   * IPv4 metadata address could be reached.
   */
  publicIpv6(options?: IpBlockOptions<S>): IpBlockPeer<S>;
}

/** IANA IPv4 special-purpose registry: what is not globally reachable, plus multicast and 6to4 relays. */
const NOT_PUBLIC_IPV4: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** IANA IPv6 special-purpose registry inside 2000::/3: protocol assignments, documentation, and 6to4. */
const NOT_PUBLIC_IPV6: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** The words, for any leaf type. */
export function ipBlockWords<S>(): IpBlockWords<S> {
  const block = (
    family: IpBlockPeer<S>['family'],
    cidr: S,
    fixed: readonly string[],
    options?: IpBlockOptions<S>,
  ): IpBlockPeer<S> => {
    const { except, unread } = readOptions<S>(options);
    const all = [...(fixed as readonly S[]), ...except];
    return { type: 'ipBlock', family, cidr, except: all, ...(unread !== undefined && { unread }) };
  };
  return {
    ipv4: (cidr, options) => block('IPv4', cidr, [], options),
    ipv6: (cidr, options) => block('IPv6', cidr, [], options),
    anyIpv4: (options) => block('IPv4', '0.0.0.0/0' as S, [], options),
    anyIpv6: (options) => block('IPv6', '::/0' as S, [], options),
    publicIpv4: (options) => block('IPv4', '0.0.0.0/0' as S, NOT_PUBLIC_IPV4, options),
    publicIpv6: (options) => block('IPv6', '2000::/3' as S, NOT_PUBLIC_IPV6, options),
  };
}

/** The exceptions, and what else was given: what is no list of them does not take the place of those that are fixed. */
function readOptions<S>(options: IpBlockOptions<S> | undefined): Pick<IpBlockPeer<S>, 'except' | 'unread'> {
  if (options === undefined || options === null) return { except: [] };
  if (!isMap(options)) return { except: [], unread: options };
  const { except, ...others } = options;
  const list = except ?? [];
  if (!Array.isArray(list)) return { except: [], unread: options };
  const isRead = Object.values(others).every((value) => value === undefined);
  return { except: list as readonly S[], ...(!isRead && { unread: others }) };
}

/** What a block was given beside its address and exceptions, which would be lost without a word. */
export function unreadOptions<S>(block: IpBlockPeer<S>, path: FieldPath): Finding[] {
  const { type: _, family: __, cidr: ___, except: ____, unread = {}, ...others } = block;
  const fix = "write IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] })";
  if (!isMap(unread)) {
    return [invalid(path, unread, `the options of a block must be a map, not ${kindOf(unread)}`, fix)];
  }
  const given = [...Object.entries(others), ...Object.entries(unread)].filter(([, value]) => value !== undefined);
  return given.map(([name, value]) =>
    name === 'except'
      ? invalid(child(path, name), value, 'must be a list when the block is made', fix)
      : unknownField(entry(path, name), value, ['except']),
  );
}
