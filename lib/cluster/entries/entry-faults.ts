import type { FieldPath } from '../../policy/validation/finding';
import type { Cluster, ClusterService } from '../cluster';
import { Attachments } from './attachment';
import type { DeclaredCall, DeclaredCaller } from './declared-caller';
import { isPermitted, permitsOf, portsCalled } from './entries';

/** Where an Ingress or a route leads nowhere, or nowhere that is known. */
export interface EntryFault {
  readonly caller: DeclaredCaller;
  readonly path: FieldPath;
  readonly message: string;
  /**
   * `backend`: what it leads to is not there, or may not be led to. `parent`: a Gateway does not take the route, or is not there.
   * `unread`: it is not known what it leads to. `absent`: the input has nothing of the namespace of what it names.
   */
  readonly type: 'backend' | 'parent' | 'unread' | 'absent';
}

/** All such places of a cluster, in the order of the input. */
export function* entryFaults(cluster: Cluster): Iterable<EntryFault> {
  const { callers, services } = cluster;
  const byName = new Map(services.map((service) => [`${service.namespace}/${service.name}`, service]));
  const namespaces = new Set(services.map(({ namespace }) => namespace));
  const permitted = permitsOf(cluster);
  const attachments = new Attachments(cluster);
  for (const declared of callers) {
    const { caller, calls, unread = [] } = declared;
    if (caller !== 'controller' && caller !== 'gateway') continue;
    for (const { path, message } of attachments.of(declared)?.refused ?? []) {
      yield { caller: declared, path, message, type: 'parent' };
    }
    for (const one of unread) yield { caller: declared, ...one, message: `this ${one.message}`, type: 'unread' };
    for (const call of calls) {
      if (call.type !== 'service') continue;
      const service = byName.get(`${call.namespace}/${call.name}`);
      const message = faultOf(call, service, isPermitted(call, permitted));
      if (message === undefined) continue;
      const isAbsent = service === undefined && !namespaces.has(call.namespace) && isPermitted(call, permitted);
      yield { caller: declared, path: call.path, message, type: isAbsent ? 'absent' : 'backend' };
    }
  }
}

function faultOf(
  call: Extract<DeclaredCall, { type: 'service' }>,
  service: ClusterService | undefined,
  isAllowed: boolean,
): string | undefined {
  const name = `Service ${call.namespace}/${call.name}`;
  if (!isAllowed) {
    return `${name} is of another namespace, and no ReferenceGrant of the input lets this route lead to it`;
  }
  if (service === undefined) return `the input has no ${name}`;
  if (portsCalled(service, call).length > 0) return undefined;
  const isThere = service.ports.some((one) => [one.port, one.name].includes(call.port));
  return isThere
    ? `${name} has port ${call.port}, but not for ${call.protocol ?? 'TCP'}`
    : `${name} has no port ${call.port}`;
}
