import type { PolicyType } from '../policy/manifest';
import { AddressSet } from '../reachability/sets/address-set';
import { ConnectionSet } from '../reachability/sets/connection-set';
import type { LintContext } from './lint-context';
import { aboutPolicy, type RuleFinding } from './lint-rule';

const EVERY_ADDRESS = [AddressSet.block('0.0.0.0/0'), AddressSet.block('::/0')];
const EVERY_TCP_PORT = ConnectionSet.allOf('TCP');

/** The rules that open every TCP port to everyone, or to every address of a family. */
export function* wideOpenRules(linted: LintContext, direction: PolicyType): Iterable<RuleFinding> {
  const way = direction === 'Ingress' ? 'from' : 'to';
  for (const rule of linted.rules()) {
    if (rule.direction !== direction || rule.read === undefined) continue;
    const { peers, blocks, ports } = rule.read;
    if (!ports.numbers.contains(EVERY_TCP_PORT)) continue;
    if (peers !== undefined && !EVERY_ADDRESS.some((all) => blocks.includesAll(all))) continue;
    yield aboutPolicy(
      rule.policy,
      rule.path,
      `this opens every port ${way} ${peers === undefined ? 'everyone' : 'every address'}`,
    );
  }
}
