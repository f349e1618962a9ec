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
  const entries = Object.entries(labels).map(([key, value]) => `${keyCode(key)}: ${text(value)}`);
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

/** A key of an object literal; `__proto__` would be the prototype, quoted or not. */
function keyCode(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key);
}

/** A string literal in single quotes, safe for any text; what cannot be seen in a terminal or an editor is escaped. */
function text(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${inner.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped)}'`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
