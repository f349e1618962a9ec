import { cniWarnings } from '../../cni/cni-warnings';
import { cilium } from '../../cni/profiles/plugins';
import { silenceOf } from '../../policy/warning';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const cniFeatures: LintRule = {
  id: 'cni-features',
  severity: 'warning',
  title: 'what the network plugin ignores or reads differently',
  explanation: `Plugins differ from the specification and from each other: a range of ports may become one port, a
block may match no pod, a named port may not be resolved, and the API server accepts the policy all the same. It is
reported only where the settings or --cni name the plugin of the cluster; docs/platforms.md has the facts and their
sources. An annotation such as ringfence/silence-cni-end-port silences one feature alone. The examples are for Cilium
1.16.`,
  fix: 'write it in another way, as the message says',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}], ports: [{port: 6379, endPort: 6381}]}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}], ports: [{port: 6379}, {port: 6380}, {port: 6381}]}]
`),
  examplesWith: { cni: cilium({ version: '1.16' }) },
  *check({ cni, policies }) {
    if (cni === undefined) return;
    for (const policy of policies) {
      for (const { id, path, message, fix } of cniWarnings(policy.manifest, cni)) {
        if (!silenceOf(policy.manifest, id)?.trim()) yield aboutPolicy(policy, path, message, { fix });
      }
    }
  },
};
