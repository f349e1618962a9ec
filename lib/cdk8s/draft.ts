import { findingsOf, type Written } from '../patterns/written';
import { quote } from '../policy/unknown-value';
import { type Finding, invalid } from '../policy/validation/finding';
import type { Draft } from './judged';

/** Runs a pattern and judges what it wrote; what a pattern cannot even read becomes a finding, not a crash. */
export function draftOf(write: () => Written): Draft {
  try {
    const written = write();
    return { manifests: written.manifests, findings: findingsOf(written) };
  } catch (error) {
    return { manifests: [], findings: [unreadable(error)] };
  }
}

export function unreadable(error: unknown): Finding {
  const message = error instanceof Error ? error.message : quote(error);
  return invalid('props', message, 'cannot be read', 'check the types of the props');
}
