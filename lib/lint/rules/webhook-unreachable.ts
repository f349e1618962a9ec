import { portOf } from '../../cluster/entries/entries';
import { cachePolicy, pod } from '../examples';
import type { LintRule } from '../lint-rule';
import { ADDRESS, isShutOut, podsBehind } from '../senders';

const WORLD = [
  pod('shop', 'cache', '{containerPort: 9443}'),
  `apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {selector: {app: cache}, ports: [{port: 443, targetPort: 9443}]}
`,
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: cache}
webhooks:
  - name: cache.example.com
    admissionReviewVersions: [v1]
    sideEffects: None
    clientConfig: {service: {name: cache, namespace: shop, path: /validate}}
`,
];

export const webhookUnreachable: LintRule = {
  id: 'webhook-unreachable',
  severity: 'warning',
  title: 'a webhook that the API server cannot reach',
  explanation: `The API server calls the pods behind an admission webhook, a conversion webhook or an APIService from the
network of its node, which no podSelector and no namespaceSelector matches, not even \`namespaceSelector: {}\`. Where the call
fails, objects are refused, or admitted unchecked. Some managed control planes call through agents that are pods (konnectivity
on GKE and AKS): silence the rule there, or select the agents. It is reported only where each pod behind the Service is
declared and closed; any ipBlock on the port counts as the address of the API server, and policies of other
APIs may open it.`,
  fix: "allow ingress on the webhook's port from everyone, or from an ipBlock of the control plane",
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{namespaceSelector: {}}]
    ports: [{protocol: TCP, port: 9443}]
`,
    ...WORLD,
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - ports: [{protocol: TCP, port: 9443}]
`,
    ...WORLD,
  ),
  *check(linted) {
    for (const { caller, title, calls, source } of linted.cluster.callers) {
      if (caller !== 'api-server') continue;
      const reported = new Set<string>();
      for (const call of calls) {
        if (call.type !== 'service') continue;
        const service = linted.serviceNamed(call.namespace, call.name);
        const port = service && portOf(service, call.port);
        const key = `${call.namespace}/${call.name} ${call.port}`;
        if (service === undefined || port === undefined || reported.has(key)) continue;
        const called = podsBehind(service, port, linted);
        if (!isShutOut(called, ADDRESS, linted)) continue;
        reported.add(key);
        const numbers = [...new Set(called.map(({ number }) => number))].join(', ');
        const message = `the API server calls ${port.protocol} ${numbers} of the pods of Service ${key.split(' ')[0]} from a node, which no selector matches, and no policy opens it to addresses`;
        yield { object: title, source, path: call.path, message };
      }
    }
  },
};
