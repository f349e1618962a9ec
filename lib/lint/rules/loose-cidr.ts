import { parseCidr } from '../../policy/cidr';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule, stepsOf } from '../lint-rule';

export const looseCidr: LintRule = {
  id: 'loose-cidr',
  severity: 'error',
  title: 'a CIDR that newer API servers refuse',
  explanation: `API servers before 1.36 accept a block with bits beyond its prefix, leading zeros or an IPv4 address
in IPv6 form, and mask it; later ones refuse the policy. Bits beyond the prefix are often a /24 that should be a /32.`,
  fix: 'write the block as the API server reads it',
  bad: cachePolicy(`
podSelector: {}
policyTypes: [Ingress]
ingress: [{from: [{ipBlock: {cidr: 192.0.2.7/24}}]}]
`),
  good: cachePolicy(`
podSelector: {}
policyTypes: [Ingress]
ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]
`),
  *check(linted) {
    for (const policy of linted.policies) {
      for (const { path, reason, value, message, fix } of linted.refusedOf(policy)) {
        const block =
          reason === 'Invalid value' && typeof value === 'string' && path.startsWith('spec.') && parseCidr(value);
        if (!block) continue;
        yield aboutPolicy(policy, path, message, {
          fix,
          edits: [{ type: 'set', at: stepsOf(path), value: block.cidr.text }],
        });
      }
    }
  },
};
