import type { ClusterService } from '../cluster/cluster';
import type { ServicePort } from '../cluster/service';
import type { NetworkPolicyPort, Protocol } from '../policy/manifest';
import type { PodEndpoint } from '../reachability/pods/endpoint';
import type { PodKind } from '../reachability/pods/pod-kinds';
import type { LintContext } from './lint-context';
import type { WrittenRule } from './written-rules';

/** A port of a rule that is a port of a Service, where the port of its pods is needed. */
export interface MeantPort {
  readonly service: ClusterService;
  readonly port: ServicePort;
  /** The number on which the pods take the connection; undefined where that is a name that they do not share. */
  readonly number: number | undefined;
  /** Whether each pod that the rule is about takes the connection there. */
  readonly ofAllPods: boolean;
}

/**
 * The Services in front of the destinations of a rule that have one of its ports and send it to another port of the pods.
 * None where the rule opens that other port as well, or where something may listen on the port itself: a container that declares
 * it, a Service that sends to it, or clients of a headless Service, which translates nothing.
 */
export function servicePortsMeant(
  { protocol = 'TCP', port, endPort }: NetworkPolicyPort,
  rule: WrittenRule,
  linted: LintContext,
): MeantPort[] {
  if (typeof port !== 'number' || (endPort !== undefined && endPort !== port) || rule.read === undefined) return [];
  const pods = linted.destinationsOf(rule) ?? [];
  const behind = servicesBefore(pods, protocol, port, linted);
  const { numbers, named } = rule.read.ports;
  return Array.from(behind, ([of, { service, pods: own }]): MeantPort[] => {
    const targets = own.map((pod) => numberOn(of, pod));
    if (targets.every((target) => target === undefined)) return [];
    if (targets.some((target) => target !== undefined && numbers.has(protocol, target))) return [];
    if (named.some(({ name }) => name === of.targetPort)) return [];
    const [number] = targets;
    const isShared = targets.every((target) => target === number);
    return [{ service, port: of, number: isShared ? number : undefined, ofAllPods: own.length === pods.length }];
  }).flat();
}

type ServicesBefore = ReadonlyMap<
  ServicePort,
  { readonly service: ClusterService; readonly pods: readonly PodEndpoint[] }
>;

const NO_SERVICES: ServicesBefore = new Map();

const known = new WeakMap<readonly PodKind[], Map<string, ServicesBefore>>();

/** The same for many rules, whose pods are one list where they select the same. */
function servicesBefore(
  kinds: readonly PodKind[],
  protocol: Protocol,
  port: number,
  linted: LintContext,
): ServicesBefore {
  const byPort = known.get(kinds) ?? new Map<string, ServicesBefore>();
  known.set(kinds, byPort);
  const key = `${protocol} ${port}`;
  const services = byPort.get(key) ?? findServices(kinds, protocol, port, linted);
  byPort.set(key, services);
  return services;
}

/** The ports of Services with this number that are translated, and the pods behind each; none where a pod may listen on it. */
function findServices(
  kinds: readonly PodKind[],
  protocol: Protocol,
  port: number,
  linted: LintContext,
): ServicesBefore {
  const behind = new Map<ServicePort, { readonly service: ClusterService; readonly pods: PodEndpoint[] }>();
  for (const {
    endpoints: [pod],
  } of kinds) {
    if (pod === undefined) continue;
    if (mayListenOn(pod, protocol, port, linted)) return NO_SERVICES;
    for (const service of linted.servicesOf(pod)) {
      for (const of of service.ports) {
        if (!isTranslated(service, of) || of.protocol !== protocol || of.port !== port) continue;
        const before = behind.get(of) ?? { service, pods: [] };
        behind.set(of, before);
        before.pods.push(pod);
      }
    }
  }
  return behind;
}

/** The number of a pod's port to which a port of a Service leads; undefined where it has no port of that name. */
export function numberOn({ targetPort, protocol }: ServicePort, pod: PodEndpoint): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return pod.ports.find((one) => one.name === targetPort && one.protocol === protocol)?.port;
}

/** Whether a Service says that clients of a pod use a port: on the Service itself, or on the pod behind it. */
export function isPortOfService(pod: PodEndpoint, protocol: Protocol, port: number, linted: LintContext): boolean {
  return linted
    .servicesOf(pod)
    .some(({ ports }) =>
      ports.some((of) => of.protocol === protocol && (of.port === port || numberOn(of, pod) === port)),
    );
}

/** Whether something may connect to a port of a pod: a container declares it, or a Service says that it is used. */
function mayListenOn(pod: PodEndpoint, protocol: Protocol, port: number, linted: LintContext): boolean {
  if (pod.ports.some((one) => one.port === port && one.protocol === protocol)) return true;
  return linted
    .servicesOf(pod)
    .some((service) =>
      service.ports.some(
        (of) =>
          of.protocol === protocol && (numberOn(of, pod) === port || (!isTranslated(service, of) && of.port === port)),
      ),
    );
}

/** A headless Service translates nothing: its clients call the pods on whatever port. */
function isTranslated({ headless }: ClusterService, { port, targetPort }: ServicePort): boolean {
  return !headless && port !== targetPort;
}
