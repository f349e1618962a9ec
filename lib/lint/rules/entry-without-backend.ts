import type { DeclaredCall } from '../../cluster/entries/declared-caller';
import { isPermitted, permitsOf, portsCalled } from '../../cluster/entries/entries';
import { pod } from '../examples';
import type { LintContext } from '../lint-context';
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
    const { callers, services } = linted.cluster;
    const byName = new Map(services.map((service) => [`${service.namespace}/${service.name}`, service]));
    const namespaces = new Set(services.map(({ namespace }) => namespace));
    const permitted = permitsOf(linted.cluster);
    for (const { caller, title, calls, unread = [], source } of callers) {
      if (caller !== 'controller' && caller !== 'gateway') continue;
      for (const { path, message } of unread)
        yield { object: title, source, path, message: `this ${message}`, severity: 'info' };
      for (const call of calls) {
        if (call.type !== 'service') continue;
        const message = faultOf(call, byName.get(`${call.namespace}/${call.name}`), namespaces, permitted);
        if (message !== undefined) yield { object: title, source, path: call.path, message };
      }
    }
  },
};

function faultOf(
  call: Extract<DeclaredCall, { type: 'service' }>,
  service: LintContext['cluster']['services'][number] | undefined,
  namespaces: ReadonlySet<string>,
  permitted: ReadonlySet<string>,
): string | undefined {
  const name = `Service ${call.namespace}/${call.name}`;
  if (!isPermitted(call, permitted)) {
    return `${name} is of another namespace, and no ReferenceGrant of the input lets this route lead to it`;
  }
  if (service === undefined) return namespaces.has(call.namespace) ? `the input has no ${name}` : undefined;
  return portsCalled(service, call).length > 0 ? undefined : `${name} has no port ${call.port}`;
}
