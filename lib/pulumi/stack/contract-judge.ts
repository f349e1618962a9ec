import { log, output, runtime } from '@pulumi/pulumi';
import type { CniProfile } from '../../cni/cni-profile';
import { type ContractTerms, judgeTerms, NOT_HELD, unreadTerms } from '../../reachability/claims/contract';
import { Reachability } from '../../reachability/reachability';
import { type Count, deferredIn, resolveDeferred, type Text } from '../deferred/deferred';
import { programError } from '../program-error';
import type { BoundaryEntry } from './boundary-entry';
import { contractCluster, type InCluster } from './contract-cluster';

/** A contract as it was given: what it claims, and of what. */
export interface GivenContract extends Omit<InCluster, 'entries'> {
  readonly terms: ContractTerms<Text, Count>;
  readonly cni?: CniProfile | undefined;
}

/**
 * What of the terms cannot be read, a text each; none where some of it is known later.
 * @public required where it is used, so that it is loaded only then
 */
export function unreadSoFar(terms: GivenContract['terms']): string[] {
  return deferredIn(terms).size === 0 ? unreadTerms(terms as ContractTerms) : [];
}

/**
 * Judges a contract by the boundaries of a stack. A preview warns of what it does not know yet.
 *
 * @throws where the contract does not hold, was given nothing, or cannot be judged when the stack is deployed
 * @public required where it is used, so that it is loaded only then
 */
export async function judgeContract(
  author: string,
  entries: readonly BoundaryEntry[],
  contract: GivenContract,
): Promise<void> {
  const { known, secret, value } = await resolveDeferred(output(contract.terms));
  const { cluster, ...parts } = await contractCluster({ entries, ...contract });
  if (parts.undefined.length > 0) throw programError(author, parts.undefined.map(undefinedLine), NOT_JUDGED);
  const unknown = known ? parts.unknown : ['its claims', ...parts.unknown];
  if (unknown.length > 0) return reportUnknown(author, unknown);
  const broken = judgeTerms(value as ContractTerms, Reachability.of(cluster, { cni: contract.cni }));
  const lines = broken.map(({ text }) => text);
  if (lines.length > 0) throw programError(author, secret || parts.secret ? [SECRET] : lines, NOT_HELD);
}

const NOT_JUDGED = 'the contract cannot be judged';
const SECRET = 'a secret has a part in this, so what is allowed is not shown';

function undefinedLine(what: string): string {
  return `${what}: the Output that was given is undefined\n      check where it comes from, such as the name of an output of a StackReference`;
}

/** A preview says what it does not know; a deployment does not go on without it. */
function reportUnknown(author: string, unknown: readonly string[]): void {
  const what = unknown.join('\n  ');
  if (!runtime.isDryRun()) {
    const why = 'not known when nothing else is left to do; something there waits for this contract, or has failed:';
    throw programError(author, [`${why}\n  ${what}`], NOT_JUDGED);
  }
  log.warn(
    `${author} is not judged by this preview, but when the stack is deployed: these are not known yet\n  ${what}`,
  );
}
