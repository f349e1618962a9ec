import type { LabelSelector, StringMap } from '../../policy/manifest';
import { selectorMatches } from '../../policy/selector';
import { oneLine, quote } from '../../policy/unknown-value';
import type { FieldPath } from '../../policy/validation/finding';
import type { Cluster } from '../cluster';
import type { DeclaredCaller, GatewayListener, RouteParent } from './declared-caller';

/** Which Gateways take a route, and which do not. */
export interface Attachment {
  readonly taken: readonly TakenBy[];
  /** The parents that take nothing of the route, or are not there although others of their namespace are, and why. */
  readonly refused: readonly Refused[];
}

interface Refused {
  readonly path: FieldPath;
  readonly message: string;
}

/** A Gateway that takes a route. */
export interface TakenBy {
  /** The namespace and the name of the Gateway; of one that is not in the input too. */
  readonly namespace: string;
  readonly name: string;
  /** `Gateway edge/public, listener web (HTTP 80)`. */
  readonly title: string;
  /** What has to be so for it to take the route, as a sentence; absent where it does. */
  readonly provided?: string;
}

/** The kinds of routes that the listener of a protocol takes. Source: gateway-api apis/v1, ListenerSpec protocol. */
const KINDS_OF_PROTOCOL: ReadonlyMap<string, readonly string[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute', 'TCPRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
]);

/** Source: gateway-api apis/v1, GatewaySpec listeners. */
const MOST_LISTENERS = 64;

type Gateway = DeclaredCaller & Required<Pick<DeclaredCaller, 'listeners'>>;
type Route = DeclaredCaller & Required<Pick<DeclaredCaller, 'route'>>;

/** Whether a listener takes a route; `provided` says what has to be so besides, `because` why it does not. */
type Taken = { readonly provided?: string } | { readonly because: string };

/** Holds routes against the Gateways of a cluster. */
export class Attachments {
  private readonly gateways: ReadonlyMap<string, Gateway>;
  private readonly namespacesOfGateways: ReadonlySet<string>;

  constructor(private readonly cluster: Cluster) {
    const gateways = cluster.callers.filter((caller): caller is Gateway => caller.listeners !== undefined);
    this.gateways = new Map(gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    this.namespacesOfGateways = new Set(gateways.map(({ namespace }) => namespace));
  }

  /** @returns undefined for what is no route that a Gateway could take */
  of(caller: DeclaredCaller): Attachment | undefined {
    if (caller.route === undefined) return undefined;
    const route = caller as Route;
    const all = route.route.parents.map((parent) => this.takenBy(parent, route));
    return { taken: all.flatMap(({ taken = [] }) => taken), refused: all.flatMap(({ refused }) => refused ?? []) };
  }

  private takenBy(parent: RouteParent, route: Route): { taken?: TakenBy[]; refused?: Refused } {
    const { kind, namespace, name, path } = parent;
    const title = `${kind} ${namespace}/${name}`;
    const unknown = (why: string) => ({
      taken: [{ namespace, name, title, provided: `${title}${why} ${route.title}` }],
    });
    if (kind !== 'Gateway') return unknown(', whose listeners are not judged, takes');
    const gateway = this.gateways.get(`${namespace}/${name}`);
    if (gateway === undefined) {
      const message = `the input has no ${title}, although it has others of namespace ${namespace}`;
      const refused = this.namespacesOfGateways.has(namespace) && { refused: { path, message } };
      return { ...unknown(', which is not in the input, takes'), ...refused };
    }
    if (gateway.listeners.length > MOST_LISTENERS)
      return unknown(', which has more listeners than its API allows, takes');
    const reasons: string[] = [];
    const taken: TakenBy[] = [];
    for (const listener of listenersOf(gateway, parent)) {
      const answer = this.takes(listener, gateway, route);
      if ('because' in answer) reasons.push(`its listener ${quote(listener.name)} ${answer.because}`);
      else taken.push({ namespace, name, title: `${title}, ${listenerText(listener)}`, ...answer });
    }
    if (taken.length > 0) return { taken };
    const because = reasons.length === 0 ? `it has no listener${askedText(parent)}` : listed(reasons);
    return { refused: { path, message: `${title} does not take this route: ${because}` } };
  }

  private takes(listener: GatewayListener, gateway: Gateway, { route, namespace, title }: Route): Taken {
    const { protocol, kinds = KINDS_OF_PROTOCOL.get(protocol), hostname } = listener;
    if (kinds !== undefined && !kinds.includes(route.kind)) return { because: `takes no ${route.kind}` };
    if (hostname !== undefined && route.hostnames.length > 0 && !route.hostnames.some((one) => meet(one, hostname))) {
      return { because: `is for ${quote(hostname)}, which is none of the hosts of the route` };
    }
    const isAllowed = this.allowsNamespace(listener, gateway, namespace);
    if (isAllowed === 'no') return { because: `takes no routes of namespace ${namespace}` };
    if (isAllowed === 'yes') return {};
    return { provided: `${listenerText(listener)} of ${gateway.title} takes ${title}` };
  }

  private allowsNamespace({ from, selector }: GatewayListener, gateway: Gateway, namespace: string) {
    if (from === 'All') return 'yes';
    if (from === 'Same') return gateway.namespace === namespace ? 'yes' : 'no';
    if (from === 'None') return 'no';
    if (from !== 'Selector' || selector === undefined) return 'perhaps';
    const known = this.cluster.namespaces.get(namespace);
    const labels: StringMap = known?.labels ?? {};
    const isKnown = known?.declared || keysOf(selector).every((key) => Object.hasOwn(labels, key));
    if (!isKnown) return 'perhaps';
    return selectorMatches(selector, labels) ? 'yes' : 'no';
  }
}

/** The listeners that a parent of a route asks for. */
function listenersOf({ listeners }: Gateway, { section, port }: RouteParent): GatewayListener[] {
  return listeners.filter(
    (listener) =>
      (section === undefined || listener.name === section) && (port === undefined || listener.port === port),
  );
}

function askedText({ section, port }: RouteParent): string {
  return `${section === undefined ? '' : ` of the name ${quote(section)}`}${port === undefined ? '' : ` on port ${port}`}`;
}

function listenerText({ name, protocol, port }: GatewayListener): string {
  const on = [oneLine(protocol), port].filter((part) => part !== undefined && part !== '').join(' ');
  return `listener ${oneLine(name)} (${on})`;
}

/** So many listeners are named; a Gateway may have 64. */
const MOST_NAMED = 3;

function listed(reasons: readonly string[]): string {
  const more = reasons.length - MOST_NAMED;
  return `${reasons.slice(0, MOST_NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

function keysOf({ matchLabels, matchExpressions }: LabelSelector): string[] {
  return [...Object.keys(matchLabels ?? {}), ...(matchExpressions ?? []).map(({ key }) => key)];
}

/** Whether some host is one of both: `*.` stands for one label or more. Source: gateway-api apis/v1, HTTPRouteSpec hostnames. */
function meet(a: string, b: string): boolean {
  return a === b || holds(a, b) || holds(b, a);
}

function holds(wildcard: string, host: string): boolean {
  return wildcard.startsWith('*.') && host.length >= wildcard.length && host.endsWith(wildcard.slice(1));
}
