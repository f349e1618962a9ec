import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const emptyPeerList: LintRule = {
  id: 'empty-peer-list',
  severity: 'error',
  title: 'an empty list that means everything',
  explanation: `\`from: []\`, \`to: []\` and \`ports: []\` look like "no peer" and "no port", and mean everyone and
every port: an empty list is the same as an absent one. Generators write it where a list of peers turned out empty. To
mean everyone, leave the field out.`,
  fix: 'to allow no peer, remove the whole rule; to allow everyone, leave the field out',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: []
    ports: [{protocol: TCP, port: 6379}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: []
`),
  *check(linted) {
    for (const { policy, path, peersPath, peers, ports } of linted.rules()) {
      if (peers?.length === 0) {
        const field = peersPath.endsWith('from') ? 'from' : 'to';
        yield aboutPolicy(policy, peersPath, `\`${field}: []\` means everyone: every pod and every address`);
      }
      if (ports?.length === 0) yield aboutPolicy(policy, `${path}.ports`, '`ports: []` means every port');
    }
  },
};
