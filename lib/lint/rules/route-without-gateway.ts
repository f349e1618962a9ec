import { entryFaults } from '../../cluster/entries/entry-faults';
import type { LintRule } from '../lint-rule';

const route = (section: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec:
  gatewayClassName: example
  listeners:
    - {name: web, protocol: HTTPS, port: 443}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cache, namespace: shop}
spec:
  parentRefs: [{name: public, sectionName: ${section}}]
  rules:
    - backendRefs: [{name: cache, port: 80}]
`;

export const routeWithoutGateway: LintRule = {
  id: 'route-without-gateway',
  severity: 'warning',
  title: 'a route that its Gateway does not take',
  explanation: `A route of the Gateway API names a Gateway, and no listener of that takes the route: none has the name or the port that the
route asks for, none is for its kind or for one of its hosts, or \`allowedRoutes\` is not for its namespace; without \`allowedRoutes\` a
listener takes routes of the Gateway's own namespace alone. Nothing comes in that way. A Gateway that the input does not have is
reported only where it has others of that namespace.`,
  fix: 'name a listener that takes the route, or let the listener take it by allowedRoutes',
  bad: route('http'),
  good: route('web'),
  *check(linted) {
    for (const { caller, path, message, type } of entryFaults(linted.cluster)) {
      if (type === 'parent') yield { object: caller.title, source: caller.source, path, message };
    }
  },
};
