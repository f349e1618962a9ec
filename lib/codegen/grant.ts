import type { GrantSuggestion, SuggestedParty, SuggestedPods } from '../reachability/explanation/suggestion';

/** The TypeScript that writes a suggested grant, to be put into a chart of a cdk8s app. */
export function grantCode({ protocol, port, ...suggestion }: GrantSuggestion): string {
  const { from, to } = suggestion;
  const ports = `ports: [Port.${protocol.toLowerCase()}(${port})]`;
  const id = text(`${nameOf(from)}-to-${nameOf(to)}`);
  if (suggestion.type === 'grant') {
    return constructCode('ServiceAccessGrant', id, [`from: ${partyCode(from)}`, `to: ${partyCode(to)}`, ports]);
  }
  return constructCode('NetworkPolicy', id, [
    `namespace: ${text(suggestion.from.namespace)}`,
    `pods: ${podsCode(suggestion.from)}`,
    `egress: [{ to: ${partyCode(to)}, ${ports} }]`,
  ]);
}

function constructCode(name: string, id: string, props: readonly string[]): string {
  return [`new ${name}(chart, ${id}, {`, ...props.map((prop) => `  ${prop},`), '});'].join('\n');
}

function partyCode(party: SuggestedParty): string {
  if (party.type === 'pods') return `${podsCode(party)}.inNamespace(${text(party.namespace)})`;
  return `IpBlock.${party.cidr.includes(':') ? 'ipv6' : 'ipv4'}(${text(party.cidr)})`;
}

function podsCode({ labels }: SuggestedPods): string {
  const entries = Object.entries(labels).map(
    ([key, value]) => `${isIdentifier(key) ? key : text(key)}: ${text(value)}`,
  );
  return `Pods.labelled({ ${entries.join(', ')} })`;
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
