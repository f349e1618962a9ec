import { findingsOf, InvalidPolicyError, type PolicyFinding, type Written } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { type Finding, unreadable } from '../../policy/validation/finding';
import { type Count, type Deferred, deferredIn, isDeferred, type Text } from './deferred';

export type PulumiManifest = NetworkPolicyManifest<Text, Count>;

/** What a boundary has to write: judged as far as its values are known now. */
export interface PulumiDraft {
  readonly written: Written<Text, Count>;
  /** The values in it that are known later, and have to be judged then. */
  readonly deferred: ReadonlySet<Deferred>;
}

/**
 * Runs a pattern and judges what it wrote.
 * @param author the boundary, for the message
 * @param read what was wrong with the props before the pattern saw them
 * @throws InvalidPolicyError with everything that is wrong, before anything is registered
 */
export function draftOf(author: string, write: () => Written<Text, Count>, read: readonly Finding[] = []): PulumiDraft {
  const written = readable(author, write);
  const deferred = deferredIn([written.manifests, written.deferred.map(({ value }) => value)]);
  const findings = [...read, ...findingsNow(written, deferred)];
  if (findings.length > 0) throw new InvalidPolicyError(findings, author);
  return { written, deferred };
}

/** What a pattern or a reader of props cannot even read becomes a finding, not a crash. */
export function readable<T>(author: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidPolicyError) throw error;
    throw new InvalidPolicyError([unreadable('props', error, 'check the types of the props')], author);
  }
}

/**
 * What is wrong whatever the later values turn out to be. How words were put together is never a matter of those: an
 * Output in the place of a peer stays an error.
 */
function findingsNow(
  { manifests, findings, deferred }: Written<Text, Count>,
  leaves: PulumiDraft['deferred'],
): PolicyFinding[] {
  const judged = findingsOf({ manifests, findings: [], deferred } as unknown as Written);
  return [...findings, ...(leaves.size === 0 ? judged : judged.filter(({ value }) => !isDeferred(value)))];
}
