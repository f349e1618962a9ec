import { findingsOf, type Written } from '../../patterns/written';
import { unreadable } from '../../policy/validation/finding';
import type { BoundaryDraft } from '../judgement/judged';

/** Runs a pattern and judges what it wrote; what a pattern cannot even read becomes a finding, not a crash. */
export function draftOf(write: () => Written): BoundaryDraft {
  try {
    const written = write();
    return { manifests: written.manifests, findings: findingsOf(written) };
  } catch (error) {
    return { manifests: [], findings: [unreadable('props', error, 'check the types of the props')] };
  }
}
