import type { LabelSelector } from '../../policy/manifest';
import { item } from '../../policy/validation/finding';
import { field, isMap, type JsonMap, Structure } from '../../policy/validation/structure';
import { checkSelector } from '../../policy/validation/validate-selector';
import { listAt, mapAt, stringAt, stringsAt } from '../json';
import type { DeclaredCalls, GatewayListener, RouteParent } from './declared-caller';

export const GATEWAY_API = 'gateway.networking.k8s.io';

/** Where a `ListenerSet` was before it became a kind of the Gateway API itself. */
const EXPERIMENTAL_API = 'gateway.networking.x-k8s.io';

/** The listeners of a Gateway, which take routes. Source: gateway-api apis/v1, GatewaySpec, Listener, AllowedRoutes. */
export function readGateway(manifest: JsonMap): DeclaredCalls {
  const spec = mapAt(manifest, 'spec');
  const className = stringAt(spec, 'gatewayClassName');
  return {
    caller: 'gateway',
    calls: [],
    listeners: listAt(spec, 'listeners').map(readListener),
    ...(className && { className }),
  };
}

function readListener(listener: JsonMap): GatewayListener {
  const port = field(listener, 'port');
  const hostname = stringAt(listener, 'hostname');
  const allowed = mapAt(listener, 'allowedRoutes');
  const kinds = listAt(allowed, 'kinds').map((one) =>
    (stringAt(one, 'group') ?? GATEWAY_API) === GATEWAY_API ? (stringAt(one, 'kind') ?? '') : '',
  );
  const namespaces = mapAt(allowed, 'namespaces');
  const selector = selectorAt(namespaces);
  return {
    name: stringAt(listener, 'name') ?? '',
    ...(typeof port === 'number' && { port }),
    protocol: stringAt(listener, 'protocol') ?? '',
    ...(hostname && { hostname: hostname.toLowerCase() }),
    from: stringAt(namespaces, 'from') ?? 'Same',
    ...(selector && { selector }),
    ...(kinds.length > 0 && { kinds }),
  };
}

function selectorAt(namespaces: JsonMap): LabelSelector | undefined {
  const selector = field(namespaces, 'selector');
  if (!isMap(selector)) return undefined;
  const structure = new Structure();
  checkSelector(structure, selector, 'selector');
  return structure.findings.length === 0 ? (selector as LabelSelector) : undefined;
}

/**
 * What a route asks to be taken by, Gateways and sets of listeners; other parents, such as the Services of a mesh, are no way into the
 * cluster. Source: gateway-api apis/v1, ParentReference.
 */
export function readParents(spec: JsonMap, namespace: string): RouteParent[] {
  return listAt(spec, 'parentRefs').flatMap((parent, index): RouteParent[] => {
    const group = stringAt(parent, 'group') ?? GATEWAY_API;
    const kind = stringAt(parent, 'kind') ?? 'Gateway';
    const isGateway = kind === 'Gateway' && group === GATEWAY_API;
    const isSet = kind === 'ListenerSet' || kind === 'XListenerSet';
    if (!isGateway && !(isSet && [GATEWAY_API, EXPERIMENTAL_API].includes(group))) return [];
    const [section, port] = [stringAt(parent, 'sectionName'), field(parent, 'port')];
    return [
      {
        kind,
        namespace: stringAt(parent, 'namespace') || namespace,
        name: stringAt(parent, 'name') ?? '',
        ...(section && { section }),
        ...(typeof port === 'number' && { port }),
        path: item('spec.parentRefs', index),
      },
    ];
  });
}

/** The hosts of a route; none where it is for all. */
export function readHostnames(spec: JsonMap): string[] {
  return stringsAt(spec, 'hostnames').map((host) => host.toLowerCase());
}
