import type { ContainerPort } from '../../cluster/declared-pods';
import type { NetworkPolicyPort } from '../../policy/manifest';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { isPortOfService, servicePortsMeant } from '../service-ports';
import type { WrittenRule } from '../written-rules';

export const portNotDeclared: LintRule = {
  id: 'port-not-declared',
  severity: 'warning',
  title: 'a port that no container declares',
  explanation: `None of the pods for which the rule opens this port declares it. So probably nothing listens on it,
and the port that was meant stays closed. Containers need not declare their ports: it is reported only where each of
those pods declares some, and no Service in front of them has the port.`,
  fix: 'open the port on which the container listens, or declare that port',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{protocol: TCP, port: 6380}]
`,
    pod('shop', 'cache', '{containerPort: 6379}'),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{protocol: TCP, port: 6379}]
`,
    pod('shop', 'cache', '{containerPort: 6379}'),
  ),
  *check(linted) {
    for (const rule of linted.rules()) {
      if (rule.read === undefined) continue;
      for (const [index, port] of (rule.ports ?? []).entries()) {
        if (typeof port.port !== 'number' || !isUndeclared(port, rule, linted)) continue;
        if (isMeantOtherwise(port, rule, linted)) continue;
        const range =
          port.endPort === undefined || port.endPort === port.port ? port.port : `${port.port}-${port.endPort}`;
        const message = `no container of the pods declares ${port.protocol ?? 'TCP'} ${range}`;
        yield aboutPolicy(rule.policy, `${rule.path}.ports[${index}]`, message);
      }
    }
  },
};

function isUndeclared(port: NetworkPolicyPort, rule: WrittenRule, linted: LintContext): boolean {
  const pods = linted.destinationsOf(rule) ?? [];
  return (
    pods.length > 0 &&
    pods.every(
      ({ endpoints: [pod] }) => pod !== undefined && pod.ports.length > 0 && !pod.ports.some((one) => isIn(one, port)),
    )
  );
}

/** Whether a Service says what the port is for: a finding of its own, or no mistake. */
function isMeantOtherwise(port: NetworkPolicyPort, rule: WrittenRule, linted: LintContext): boolean {
  if (servicePortsMeant(port, rule, linted).length > 0) return true;
  return (linted.destinationsOf(rule) ?? []).some(
    ({ endpoints: [pod] }) => pod && isPortOfService(pod, port.protocol ?? 'TCP', Number(port.port), linted),
  );
}

function isIn(declared: ContainerPort, { protocol = 'TCP', port, endPort }: NetworkPolicyPort): boolean {
  const first = Number(port);
  return declared.protocol === protocol && declared.port >= first && declared.port <= (endPort ?? first);
}
