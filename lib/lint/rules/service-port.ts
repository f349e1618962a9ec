import { cachePolicy, pod } from '../examples';
import { aboutPolicy, type LintRule, stepsOf } from '../lint-rule';
import { servicePortsMeant } from '../service-ports';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {selector: {app: cache}, ports: [{port: 80, targetPort: 6379}]}
`;

export const servicePort: LintRule = {
  id: 'service-port',
  severity: 'error',
  title: 'the port of a Service where the port of its pods is needed',
  explanation: `A policy sees a connection after the Service has translated it, so its ports are those of the pods:
the Service's targetPort. This port belongs to a Service in front of those pods, and none of the pods declares it, so
the rule opens a port that is not used. It is not reported for headless Services, which translate nothing, nor where the
rule opens the target port as well.`,
  fix: "write the Service's targetPort",
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{protocol: TCP, port: 80}]
`,
    SERVICE,
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
    SERVICE,
    pod('shop', 'cache', '{containerPort: 6379}'),
  ),
  *check(linted) {
    for (const rule of linted.rules()) {
      for (const [index, port] of (rule.ports ?? []).entries()) {
        const [meant, ...others] = servicePortsMeant(port, rule, linted);
        if (meant === undefined) continue;
        const { service, port: of, number } = meant;
        const path = `${rule.path}.ports[${index}].port`;
        const target =
          typeof of.targetPort === 'number' || number === undefined ? of.targetPort : `${number} (${of.targetPort})`;
        const message = `${of.port} is a port of Service ${service.namespace}/${service.name}; its pods take the connection on ${target}`;
        const isCertain =
          port.endPort === undefined &&
          [meant, ...others].every((one) => one.ofAllPods && one.number !== undefined && one.number === number) &&
          others.every((other) => other.port.targetPort === of.targetPort);
        yield aboutPolicy(rule.policy, path, message, {
          fix: `write port: ${of.targetPort}`,
          ...(isCertain && { edits: [{ type: 'set', at: stepsOf(path), value: of.targetPort }] }),
        });
      }
    }
  },
};
