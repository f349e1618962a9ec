import { construction, layOut, text } from '../../codegen/code';
import { podsInWords, portsInWords } from '../../codegen/import/words-of';
import { WordCode } from '../../codegen/word-code';
import type { ClosedTarget } from '../../grants/closed-targets';
import { namesOf } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import type { PolicyWarning } from '../../policy/warning';

/**
 * What warns of a target that does not let in whom a policy lets out, with the grant that opens it.
 * @public required where there is such a target, so that printing code is loaded only then
 */
export function closedTargetWarning(
  policy: NetworkPolicyManifest,
  { path, namespace, pods, ports, by }: ClosedTarget,
): PolicyWarning {
  const grant = construction(
    'ServiceAccessGrant',
    ['chart', text(`${policy.metadata.name}-in`)],
    new WordCode().entries({
      from: podsInWords(policy.spec.podSelector).inNamespace(policy.metadata.namespace ?? 'default'),
      to: podsInWords(pods).inNamespace(namespace),
      ports: portsInWords(ports),
    }),
  );
  return {
    id: 'target-closed',
    path,
    message: `the way out is open, and the other side is closed: ${namesOf(by)} isolates these pods for ingress, and no policy lets this one's in`,
    fix: `the owner of namespace ${namespace} has to write: ${layOut(grant).replace(/\s*\n\s*/g, ' ')}`,
  };
}
