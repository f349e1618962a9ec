import { UsageError } from '../../files/usage-error';
import type { ProbeRow } from '../../report/probe/probe-result';
import { factsOf } from '../enforcement/cluster-facts';
import { diagnose } from '../enforcement/diagnosis';
import type { Kubectl } from '../kubectl';

/**
 * Which network plugin the cluster shows, where something is open that should be denied: what was seen is certain, and this says
 * where to look for the reason. None where all is enforced, or where that may not be read.
 */
export function pluginNotes(kubectl: Kubectl, rows: readonly ProbeRow[]): string[] {
  if (!rows.some(({ comparison }) => comparison === 'not-enforced')) return [];
  try {
    const { plugins, notes } = diagnose(factsOf(kubectl));
    const found = plugins.map(
      ({ title, verdict, evidence }) => `${title} is set up as ${verdict}: ${evidence.join('; ')}`,
    );
    return [...found, ...notes].map((note) => `network plugin: ${note}`);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
