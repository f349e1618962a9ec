import type { ProbeRow } from '../../report/probe/probe-result';

const WAYS = ['ingress', 'egress'] as const;

/** What the rows of a run of canaries come to: a sentence for each direction. */
export function canaryFindings(rows: readonly ProbeRow[]): string[] {
  return WAYS.map((way) => {
    const own = rows.filter(({ check }) => check.startsWith(`${way},`));
    const open = own.filter(({ comparison }) => comparison === 'not-enforced');
    const closed = own.filter(({ comparison }) => comparison === 'more-closed');
    const first = own.find(({ observed }) => observed.verdict === 'unknown');
    if (open.length > 0) return `This cluster does NOT enforce NetworkPolicies for ${way}${whereOf(open, own)}.`;
    if (closed.length > 0) {
      return `For ${way}, connections that the canaries' policies allow are closed: something else closes them, such as a policy of another kind.`;
    }
    if (first !== undefined || own.length === 0) {
      const why = first?.observed.verdict === 'unknown' ? first.observed.reason : 'nothing was probed';
      return `Whether this cluster enforces NetworkPolicies for ${way} is not known: ${why}.`;
    }
    return `This cluster enforces NetworkPolicies for ${way}${placesOf(own)}.`;
  });
}

/** Where only some connections are open that should not be. */
function whereOf(open: readonly ProbeRow[], own: readonly ProbeRow[]): string {
  const denied = own.filter(({ expected }) => expected === 'denied');
  if (open.length === denied.length) return '';
  const pairs = open.map(({ check, sameNode, address }) => `${check}, ${nodesOf(sameNode)}, ${familyOf(address)}`);
  return ` everywhere: ${[...new Set(pairs)].join('; ')}`;
}

function placesOf(rows: readonly ProbeRow[]): string {
  const nodes = [...new Set(rows.map(({ sameNode }) => nodesOf(sameNode)))];
  const families = [...new Set(rows.map(({ address }) => familyOf(address)))];
  return `: ${nodes.join(' and ')}, ${families.join(' and ')}`;
}

function nodesOf(sameNode: boolean | undefined): string {
  return sameNode === false ? 'across nodes' : 'on one node';
}

function familyOf(address: string): string {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}
