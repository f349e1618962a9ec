import { entryFaults } from '../../cluster/entries/entry-faults';
import { pod } from '../examples';
import type { LintRule } from '../lint-rule';

const route = (port: number) => `apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {selector: {app: cache}, ports: [{port: 80, targetPort: 8080}]}
---
${pod('shop', 'cache', '{containerPort: 8080}')}---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cache, namespace: shop}
spec:
  parentRefs: [{name: public, namespace: gateways}]
  rules:
    - backendRefs: [{name: cache, port: ${port}}]
`;

export const entryWithoutBackend: LintRule = {
  id: 'entry-without-backend',
  severity: 'warning',
  title: 'an Ingress or a route that leads to no Service',
  explanation: `An Ingress, a Route of OpenShift or a route of the Gateway API names a Service or a port that is not there, or a Service of
another namespace without a ReferenceGrant there. Clients get an error. A Service that the input does not have is reported only where it
has others of that namespace. A backend that is no Service, or a route without the name and the port of one, is an info: ringfence
does not know where it leads.`,
  fix: 'name a Service and a port that it has, and write a ReferenceGrant where the Service is of another namespace',
  bad: route(8080),
  good: route(80),
  *check(linted) {
    for (const { caller, path, message, type } of entryFaults(linted.cluster)) {
      if (type !== 'backend' && type !== 'unread') continue;
      const { title, source } = caller;
      yield { object: title, source, path, message, ...(type === 'unread' && { severity: 'info' }) };
    }
  },
};
