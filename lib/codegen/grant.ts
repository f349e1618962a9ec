import type { Protocol } from '../policy/manifest';
import type { GrantSuggestion, SuggestedParty } from '../reachability/explanation/suggestion';

/** The TypeScript that writes a suggested grant, to be put into a chart of a cdk8s app. */
export function grantCode({ type, from, to, protocol, port }: GrantSuggestion): string {
  const ports = `[Port.${protocol.toLowerCase() as Lowercase<Protocol>}(${port})]`;
  const id = text(idOf(to, from));
  if (type === 'grant' && to.type === 'pods') {
    return `new ServiceAccessGrant(chart, ${id}, { from: ${partyCode(from)}, to: ${partyCode(to)}, ports: ${ports} });`;
  }
  const pods = from.type === 'pods' ? podsCode(from) : 'Pods.all()';
  const namespace = from.type === 'pods' ? `, namespace: ${text(from.namespace)}` : '';
  return `new NetworkPolicy(chart, ${id}, { pods: ${pods}${namespace}, egress: [{ to: ${partyCode(to)}, ports: ${ports} }] });`;
}

function partyCode(party: SuggestedParty): string {
  if (party.type === 'pods') return `${podsCode(party)}.inNamespace(${text(party.namespace)})`;
  return `IpBlock.${party.cidr.includes(':') ? 'ipv6' : 'ipv4'}(${text(party.cidr)})`;
}

function podsCode({ labels }: Extract<SuggestedParty, { type: 'pods' }>): string {
  const entries = Object.entries(labels).map(
    ([key, value]) => `${isIdentifier(key) ? key : text(key)}: ${text(value)}`,
  );
  return `Pods.labelled({ ${entries.join(', ')} })`;
}

/** An id that tells which way is opened. */
function idOf(to: SuggestedParty, from: SuggestedParty): string {
  return `${nameOf(from)}-to-${nameOf(to)}`;
}

function nameOf(party: SuggestedParty): string {
  const name = party.type === 'pods' ? (Object.values(party.labels)[0] ?? party.namespace) : party.cidr;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'pods'
  );
}

function isIdentifier(key: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__';
}

/** A string literal in single quotes, safe for any text. */
function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}
