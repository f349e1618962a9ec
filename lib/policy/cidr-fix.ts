import { parseAddressBlock, parseCidr } from './cidr';
import { egressByName } from './cilium-instead';

/** Longer than any address or name of a host. */
const LONGEST = 300;

/** What to write instead of a text that is no CIDR, as far as the text shows what was meant. */
export function cidrFix(text: string): string {
  const received = text.length > LONGEST ? '' : text.trim();
  const trimmed = received === text ? undefined : parseCidr(received)?.cidr;
  if (trimmed !== undefined) return `write ${trimmed.text}, without spaces around it`;
  const address = parseAddressBlock(received);
  if (address !== undefined) return `write ${address.text} for this one address, or the prefix length of a block`;
  const withPort = /^(?:\[([^\]]*)\]|([\d.]+)):\d+$/.exec(received);
  const host = parseAddressBlock(withPort?.[1] ?? withPort?.[2] ?? '');
  if (host !== undefined) return `write ${host.text}; the port belongs into ports`;
  const name = hostIn(received);
  if (name === undefined) return 'write address/prefix length; one address alone is /32 or /128';
  return isNameInCluster(name)
    ? 'policies know no names of hosts or Services: select the pods behind the name by their labels and namespace'
    : 'policies know no host names: write the blocks of addresses that the host publishes; if they change, allow all public addresses, or connect through a proxy whose address is fixed; with Cilium a CiliumNetworkPolicy can name the host: ' +
        `egress: ${JSON.stringify(egressByName(name.toLowerCase()))}`;
}

/** The host of a URL, of `host:port` or `host/path`, or a host alone. */
function hostIn(text: string): string | undefined {
  const [, host] = /^(?:[a-z][\w+.-]*:\/\/)?(?:\*\.)?([\w-]+(?:\.[\w-]+)*)\.?(?::\d+)?(?:[/?#]|$)/i.exec(text) ?? [];
  // The last part of a name begins with a letter, and of an address with a digit.
  return host !== undefined && /(?:^|\.)[a-z][\w-]*$/i.test(host) ? host : undefined;
}

/** Whether a name is resolved by the DNS of the cluster: a name without a domain, or one in the domain of Services. */
function isNameInCluster(host: string): boolean {
  return !host.includes('.') || /\.(?:svc|pod|cluster\.local)$/i.test(host);
}
