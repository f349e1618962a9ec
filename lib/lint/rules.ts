import type { LintRule } from './lint-rule';
import { emptiedKey } from './rules/emptied-key';
import { emptyPeerList } from './rules/empty-peer-list';
import { peersAsOr } from './rules/peers-as-or';
import { policyTypesDefault } from './rules/policy-types-default';
import { rulesWithoutPolicyType } from './rules/rules-without-policy-type';
import { selectsNoPod } from './rules/selects-no-pod';

/** Every rule, in the order in which findings are told. */
export const LINT_RULES: readonly LintRule[] = [
  peersAsOr,
  emptyPeerList,
  emptiedKey,
  rulesWithoutPolicyType,
  policyTypesDefault,
  selectsNoPod,
];
