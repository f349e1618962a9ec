import { child, type FieldPath, item } from '../../policy/validation/finding';
import { field, type JsonMap } from '../../policy/validation/structure';
import { listAt, mapAt, stringAt } from '../json';
import type { DeclaredCall, DeclaredCalls, ReferencePermit } from './declared-caller';
import { GATEWAY_API, readHostnames, readParents } from './read-gateway';

/** The kinds of routes of the Gateway API. */
export const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

/**
 * The Services to which a route of the Gateway API sends, mirrored requests included, and the Gateways that it asks to take it; one that
 * asks none, as those of a mesh have a Service for their parent, is no way into the cluster.
 * Source: gateway-api apis/v1, CommonRouteSpec, BackendRef, HTTPRequestMirrorFilter.
 */
export function readGatewayRoute(manifest: JsonMap, namespace: string): DeclaredCalls {
  const spec = mapAt(manifest, 'spec');
  const parents = readParents(spec, namespace);
  if (parents.length === 0) return { caller: 'gateway', calls: [] };
  const route = { kind: stringAt(manifest, 'kind') ?? '', namespace };
  const read = listAt(spec, 'rules').flatMap((rule, index) => {
    const path = item('spec.rules', index);
    return [
      ...mirrorsIn(rule, path, route),
      ...listAt(rule, 'backendRefs').flatMap((backend, at) => {
        const place = item(child(path, 'backendRefs'), at);
        // A backend of weight 0 gets nothing, and what it mirrors is never sent.
        if (field(backend, 'weight') === 0) return [];
        return [readBackend(backend, place, route), ...mirrorsIn(backend, place, route)];
      }),
    ];
  });
  return {
    caller: 'gateway',
    calls: read.flatMap((one) => ('message' in one ? [] : [one])),
    route: { kind: route.kind, parents, hostnames: readHostnames(spec) },
    unread: read.flatMap((one) => ('message' in one ? [one] : [])),
  };
}

type Read = DeclaredCall | NonNullable<DeclaredCalls['unread']>[number];
type Route = { readonly kind: string; readonly namespace: string };

function mirrorsIn(map: JsonMap, path: FieldPath, route: Route): Read[] {
  return listAt(map, 'filters').flatMap((filter, index) => {
    if (stringAt(filter, 'type') !== 'RequestMirror') return [];
    const place = `${item(child(path, 'filters'), index)}.requestMirror.backendRef`;
    return [readBackend(mapAt(filter, 'requestMirror', 'backendRef'), place, route)];
  });
}

function readBackend(backend: JsonMap, path: FieldPath, route: Route): Read {
  const group = stringAt(backend, 'group') ?? '';
  const kind = stringAt(backend, 'kind') ?? 'Service';
  const name = stringAt(backend, 'name');
  const port = field(backend, 'port');
  if (group !== '' || kind !== 'Service') return { path, message: `leads to a ${kind}, and not to a Service` };
  if (!name || typeof port !== 'number') return { path, message: 'does not say the name and the port of a Service' };
  const namespace = stringAt(backend, 'namespace') || route.namespace;
  const needsPermit = namespace === route.namespace ? {} : { needsPermit: `${route.kind} ${route.namespace}` };
  const protocol = route.kind === 'UDPRoute' ? ({ protocol: 'UDP' } as const) : {};
  return { type: 'service', namespace, name, port, path, ...needsPermit, ...protocol };
}

/** What routes of other namespaces may lead to. Source: gateway-api apis/v1beta1, ReferenceGrantSpec. */
export function readReferenceGrant(manifest: JsonMap): DeclaredCalls {
  const spec = mapAt(manifest, 'spec');
  const services = listAt(spec, 'to')
    .filter((to) => (stringAt(to, 'group') ?? '') === '' && stringAt(to, 'kind') === 'Service')
    .map((to) => stringAt(to, 'name'));
  const permits = listAt(spec, 'from').flatMap((from): ReferencePermit[] => {
    const [group, kind, namespace] = ['group', 'kind', 'namespace'].map((name) => stringAt(from, name));
    if (group !== GATEWAY_API || !kind || !namespace) return [];
    return services.map((service) => ({ from: { kind, namespace }, ...(service && { service }) }));
  });
  return { caller: 'gateway', calls: [], permits };
}

/**
 * The Services to which a Route of OpenShift sends. Its port is one of the endpoints, by number or by its name.
 * Source: openshift/api route/v1 RouteSpec.
 */
export function readOpenShiftRoute(manifest: JsonMap, namespace: string): DeclaredCalls {
  const spec = mapAt(manifest, 'spec');
  const port = field(mapAt(spec, 'port'), 'targetPort');
  const backends = [
    { backend: mapAt(spec, 'to'), path: 'spec.to' },
    ...listAt(spec, 'alternateBackends').map((backend, index) => ({
      backend,
      path: item('spec.alternateBackends', index),
    })),
  ];
  const calls = backends.flatMap(({ backend, path }): DeclaredCall[] => {
    const name = stringAt(backend, 'name');
    if (!name || (stringAt(backend, 'kind') ?? 'Service') !== 'Service' || field(backend, 'weight') === 0) return [];
    const on =
      typeof port === 'number' || typeof port === 'string'
        ? ({ port, by: 'target' } as const)
        : ({ port: '', by: 'any' } as const);
    return [{ type: 'service', namespace, name, path, ...on }];
  });
  return { caller: 'controller', calls };
}
