import { adminRules } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const portNameOfNetworks: LintRule = {
  id: 'port-name-of-networks',
  severity: 'warning',
  title: 'a name of a port beside networks, where it matches nothing',
  explanation: `A port has a name on a container. Addresses have none, so a rule with a named port matches nothing of its \`networks\`,
pods in them included. The experimental channel of the API refuses such a rule, the standard one takes it.`,
  fix: 'write the number of the port, or select the pods',
  bad: clusterPolicy(
    'named',
    'Admin',
    'egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}], protocols: [{destinationNamedPort: http}]}]',
  ),
  good: clusterPolicy(
    'named',
    'Admin',
    'egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}], protocols: [{tcp: {destinationPort: {number: 8080}}}]}]',
  ),
  *check(linted) {
    for (const { rule, object } of adminRules(linted)) {
      const named = (rule.ports ?? []).find((port) => 'name' in port);
      const place = rule.peers.findIndex(({ type }) => type === 'networks');
      if (named === undefined || !('name' in named) || place < 0) continue;
      const message = `nothing in these blocks has a port called ${named.name}`;
      yield { ...object, path: `${rule.path}.to[${place}].networks`, message };
    }
  },
};
