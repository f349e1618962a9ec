import { dump } from 'js-yaml';
import type { ClusterPolicy } from '../../cluster/cluster';
import type { NetworkPolicyManifest, PolicyType } from '../../policy/manifest';

/** First and last line, counted from 0. */
export type Lines = readonly [first: number, last: number];

/** A policy as YAML, and which of its lines say what. */
export interface PolicyText {
  readonly yaml: string;
  readonly selector: Lines;
  readonly rules: { readonly [direction in PolicyType]: readonly Lines[] };
}

/** Metadata that other programs keep there and that decides nothing. */
const LEFT_OUT = ['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'annotations'];

/** Puts the YAML of a policy together piece by piece, so that the lines of each rule are known without reading it again. */
export function policyText({ manifest, name, namespace }: Omit<ClusterPolicy, 'id' | 'source'>): PolicyText {
  const { metadata, spec } = manifest as NetworkPolicyManifest;
  const { podSelector, ingress, egress, ...rest } = (spec ?? {}) as Record<string, unknown>;
  const kept = Object.fromEntries(Object.entries(metadata ?? {}).filter(([key]) => !LEFT_OUT.includes(key)));
  const lines = linesOf({
    apiVersion: manifest.apiVersion,
    kind: 'NetworkPolicy',
    metadata: { name, namespace, ...kept },
  });
  lines.push('spec:');
  const add = (value: unknown, indent: number): Lines => {
    const first = lines.length;
    lines.push(...linesOf(value).map((line) => ' '.repeat(indent) + line));
    return [first, lines.length - 1];
  };
  const selector = add({ podSelector: podSelector ?? {} }, 2);
  if (Object.keys(rest).length > 0) add(rest, 2);
  const rulesOf = (name: string, rules: unknown): readonly Lines[] => {
    if (!Array.isArray(rules)) return [];
    if (rules.length === 0) {
      add({ [name]: [] }, 2);
      return [];
    }
    lines.push(`  ${name}:`);
    return rules.map((rule) => add([rule], 4));
  };
  const rules = { Ingress: rulesOf('ingress', ingress), Egress: rulesOf('egress', egress) };
  return { yaml: lines.join('\n'), selector, rules };
}

function linesOf(value: unknown): string[] {
  return dump(value, { lineWidth: -1, noRefs: true }).trimEnd().split('\n');
}
