import type { ClusterPolicy } from '../../cluster/cluster';
import { clientEgress } from '../../grants/client-egress';
import type { PolicyOptions } from '../../patterns/policy-options';
import { Isolation } from '../../policy/isolation';
import type { Attempt } from './statement';

/** Who is isolated for egress by the policies of the input. */
export function egressOf(policies: readonly ClusterPolicy[]): Isolation {
  return new Isolation(
    'Egress',
    policies.map(({ manifest, namespace }) => ({ ...manifest, metadata: { ...manifest.metadata, namespace } })),
  );
}

/**
 * The attempt with what keeps it from writing policies for its clients, where it would: the input holds whatever lets them out
 * already, or does not let them out.
 */
export function withoutWaysOut(attempt: Attempt, egress: Isolation): Attempt {
  const { letsIn } = attempt.write(attempt.id, attempt.options);
  if (letsIn === undefined) return attempt;
  const { clients, targetNamespace } = letsIn;
  const asks = clients.some(({ peer, path }) => {
    const surroundings = { egress, namespaceLabels: new Map() };
    const { open, findings } = clientEgress({ peer, path }, 'auto', targetNamespace, surroundings);
    return open.length + findings.length > 0;
  });
  return asks ? { ...attempt, options: { ...attempt.options, ...NEVER } } : attempt;
}

const NEVER = { clientEgress: 'never' } as PolicyOptions;
