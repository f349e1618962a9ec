import { selectorImplies } from '../policy/selector';
import { namespaceSelectorOf, type Rule, type RulePeer } from '../reachability/rules/policy-rules';
import { ConnectionSet } from '../reachability/sets/connection-set';

/**
 * Whether whatever a rule opens is opened by others, each of which is for all pods that the rule is for. Yes is proved; no
 * may also mean that only several peers together cover one.
 */
export function isCovered({ peers = [undefined], ports }: CoveredRule, by: Coverers): boolean {
  return peers.every((peer) => {
    let { numbers } = ports;
    let named = ports.named.map((port) => ({ ...port, numbers: ConnectionSet.allOf(port.protocol) }));
    for (const other of by(peer)) {
      if (!takesAllOf(other, peer)) continue;
      // What is left shrinks, whereas what covers it would grow with each rule.
      numbers = numbers.difference(other.ports.numbers);
      named = named.flatMap((port) => {
        if (other.ports.named.some(({ protocol, name }) => protocol === port.protocol && name === port.name)) return [];
        const left = port.numbers.difference(other.ports.numbers);
        return left.isEmpty ? [] : [{ ...port, numbers: left }];
      });
      if (numbers.isEmpty && named.length === 0) return true;
    }
    return false;
  });
}

/** The rules that may cover a peer, those that do among them. */
export type Coverers = (peer: RulePeer | undefined) => Iterable<Rule>;

/** What of a rule has to be covered. */
export interface CoveredRule {
  /** Undefined for everyone. */
  readonly peers?: readonly (RulePeer | undefined)[] | undefined;
  readonly ports: Rule['ports'];
}

/** Whether a rule is for everything that a peer selects; an undefined peer is everyone. */
function takesAllOf({ peers, blocks }: Rule, peer: RulePeer | undefined): boolean {
  if (peers === undefined) return true;
  if (peer === undefined) return false;
  if (peer.type === 'addresses') return blocks.includesAll(peer.addresses);
  return peers.some(
    (other) =>
      other.type === 'pods' &&
      selectorImplies(namespaceSelectorOf(peer), namespaceSelectorOf(other)) &&
      selectorImplies(peer.pods, other.pods),
  );
}
