import { type NetworkPolicyManifest, validateNetworkPolicy } from 'ringfence';
import { completed, readPolicy } from '../../../lib/cluster/policy';
import { problemWords } from '../../../lib/cluster/problem-words';
import { readText } from '../../../lib/cluster/text/read-text';
import { policyTypesOf } from '../../../lib/policy/policy-types';
import { withSortedKeys } from '../../../lib/policy/unknown-value';
import type { JsonMap } from '../../../lib/policy/validation/structure';
import type { CreateAnswer } from './ask-judge';
import { lineOf } from './compare';

/** What a reader makes of a text: what it refuses, and the policies that it takes, in a normal form. */
export interface Read {
  readonly refused: readonly string[];
  readonly policies: readonly string[];
}

export function readByKubernetes(documents: readonly CreateAnswer[]): Read {
  return {
    refused: documents.flatMap(({ decoding, strict = [], causes = [] }) => [
      ...(decoding === undefined ? [] : [decoding]),
      ...strict,
      ...causes.map(({ field, message }) => `${field}: ${message}`),
    ]),
    policies: documents.flatMap(({ policy }) => (policy === undefined ? [] : [normalForm(policy)])),
  };
}

export function readByRingfence(text: string): Read {
  const refused: string[] = [];
  const policies: string[] = [];
  for (const read of readText(text)) {
    if ('finding' in read) {
      refused.push(problemWords(read).what);
      continue;
    }
    const findings = validateNetworkPolicy(read.value);
    refused.push(...findings.map(lineOf));
    if (findings.length === 0) policies.push(normalForm(completed(readPolicy(read.value as JsonMap).manifest)));
  }
  return { refused, policies };
}

/** Whether both refuse something, or both take the same policies, if any. */
export function isSame(one: Read, other: Read): boolean {
  const isRefused = ({ refused }: Read) => refused.length > 0;
  if (isRefused(one) && isRefused(other)) return true;
  if (one.policies.length + other.policies.length === 0) return true;
  return isRefused(one) === isRefused(other) && JSON.stringify(one.policies) === JSON.stringify(other.policies);
}

/** The same for policies that are the same once the API server has filled in its defaults. */
function normalForm({ metadata, spec }: NetworkPolicyManifest): string {
  const { name, labels, annotations = {} } = metadata;
  const ports = (rule: { readonly ports?: readonly object[] }) =>
    rule.ports?.map((port) => ({ protocol: 'TCP', ...port }));
  const rules = (list: readonly { readonly ports?: readonly object[] }[] = []) =>
    list.map((rule) => ({ ...rule, ports: ports(rule) }));
  const full = {
    // An annotation that is empty or null, and the namespace where none is named, change nothing.
    metadata: {
      name,
      namespace: metadata.namespace || 'bar',
      labels,
      annotations: Object.entries(annotations)
        .filter(([, text]) => text)
        .sort(),
    },
    spec: {
      podSelector: {},
      ...spec,
      ingress: rules(spec.ingress),
      egress: rules(spec.egress),
      policyTypes: policyTypesOf(spec),
    },
  };
  return JSON.stringify(withSortedKeys(withoutEmpty(full)));
}

/** Lists and maps without anything in them mean what absent ones do, but for selectors and rules. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutEmpty(one));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, withoutEmpty(field)] as const);
  return Object.fromEntries(fields.filter(([key, field]) => !isEmpty(key, field)));
}

const MATTERS_EMPTY = ['podSelector', 'namespaceSelector', 'spec', 'metadata'];

function isEmpty(key: string, value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 && !MATTERS_EMPTY.includes(key);
}
