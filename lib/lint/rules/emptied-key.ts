import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule, type Severity } from '../lint-rule';

interface Meaning {
  readonly path: RegExp;
  readonly means: string;
  readonly severity?: Severity;
}

const MEANS: readonly Meaning[] = [
  { path: /\.(from|to)$/, means: 'everyone: every pod and every address' },
  { path: /^spec\.(ingress|egress)\[\d+\]$/, means: 'everyone, on every port' },
  { path: /\.ports$/, means: 'every port' },
  { path: /\.ports\[\d+\]$/, means: 'every TCP port' },
  { path: /\.ports\[\d+\]\.port$/, means: 'every port of the protocol, which is TCP where none is named' },
  // Whom a policy is for is rarely meant otherwise: the idiom is known from tutorials.
  { path: /^spec\.podSelector(\.\w+)?$/, means: 'every pod of the namespace', severity: 'info' },
  { path: /\.podSelector$/, means: 'every pod of the namespaces that the peer selects' },
  { path: /\.podSelector\.\w+$/, means: 'every pod of the namespaces that the peer selects', severity: 'info' },
  { path: /\.(matchLabels|matchExpressions)$/, means: 'no condition, as if it were not there' },
];

export const emptiedKey: LintRule = {
  id: 'emptied-key',
  severity: 'error',
  title: 'a key without a value, which means everything',
  explanation: `\`from:\` without a value is null, which is the same as an absent key: it means everyone. It remains
when the last item of a list is deleted or commented out, or when a template renders nothing.`,
  fix: 'write the value that was meant, or remove the key',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
    # - podSelector: {matchLabels: {app: old-proxy}}
    ports: [{protocol: TCP, port: 6379}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
      - podSelector: {matchLabels: {app: proxy}}
    ports: [{protocol: TCP, port: 6379}]
`),
  *check(linted) {
    for (const policy of linted.policies) {
      for (const path of policy.emptied ?? []) {
        const meaning = path.startsWith('spec.') ? MEANS.find((known) => known.path.test(path)) : undefined;
        if (meaning === undefined) continue;
        const { means, severity } = meaning;
        const what = path.endsWith(']') ? 'item' : 'key';
        const found = aboutPolicy(policy, path, `this ${what} has no value; that means ${means}`);
        yield { ...found, ...(severity && { severity }) };
      }
    }
  },
};
