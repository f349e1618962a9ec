import type { ClusterService } from '../cluster/cluster';
import type { NetworkPolicyPort } from '../policy/manifest';
import { selectorMatches } from '../policy/selector';
import type { PodEndpoint } from '../reachability/pods/endpoint';
import type { LintContext } from './lint-context';
import type { TranslatedPort } from './translated-ports';
import type { WrittenRule } from './written-rules';

/**
 * The Services in front of the destinations of a rule that have one of its ports and send it to another port of the pods,
 * where no pod declares the port itself and the rule does not open that other port as well.
 */
export function servicePortsMeant(
  { protocol = 'TCP', port, endPort }: NetworkPolicyPort,
  rule: WrittenRule,
  linted: LintContext,
): TranslatedPort[] {
  if (typeof port !== 'number' || (endPort !== undefined && endPort !== port) || rule.read === undefined) return [];
  const { numbers, named } = rule.read.ports;
  const services = linted
    .servicesOn(protocol, port)
    .filter((one) =>
      typeof one.port.targetPort === 'number'
        ? !numbers.has(protocol, one.port.targetPort)
        : !named.some(({ name }) => name === one.port.targetPort),
    );
  if (services.length === 0) return [];
  const pods = (linted.destinationsOf(rule) ?? []).flatMap(({ endpoints: [pod] }) => pod ?? []);
  if (pods.some(({ ports }) => ports.some((one) => one.port === port && one.protocol === protocol))) return [];
  return services.filter(({ service }) => pods.some((pod) => isBehind(service, pod)));
}

function isBehind({ namespace, selector }: ClusterService, pod: PodEndpoint): boolean {
  return (
    namespace === pod.namespace.name &&
    Object.keys(selector).length > 0 &&
    selectorMatches({ matchLabels: selector }, pod.labels)
  );
}
