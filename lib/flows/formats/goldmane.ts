import {
  type FlowEnd,
  type FlowFormat,
  type FlowRecord,
  type JsonObject,
  type LineReading,
  records,
  skipped,
} from '../flow-record';
import {
  hasObject,
  inSnakeCase,
  isObject,
  labelsFrom,
  numberIn,
  objectIn,
  objectsIn,
  portFrom,
  protocolFrom,
  textIn,
  textsIn,
  timeFrom,
} from './json-fields';

/**
 * Calico's Goldmane, as Whisker's backend gives its flows. Names are of several pods at once, and no addresses are there.
 * Source: projectcalico/calico whisker-backend/pkg/apis/v1/flows.go, goldmane/proto/api.proto.
 */
export const goldmane: FlowFormat = { name: 'goldmane', title: 'Calico Goldmane and Whisker', readJson };

function readJson(given: JsonObject): LineReading | undefined {
  const object = ofGoldmane(given) ?? given;
  if (textIn(object, 'reporter') === undefined || !('source_name' in object)) return undefined;
  if (textIn(object, 'source_type') !== undefined) return undefined;
  if (!hasObject(object, 'policies') && !('action' in object)) return undefined;
  const action = textIn(object, 'action')?.toLowerCase();
  const port = portFrom(numberIn(object, 'dest_port'));
  const time = timeFrom(object.start_time);
  const policies = objectIn(object, 'policies');
  const enforced = objectsIn(policies, 'enforced');
  const verdict = action === 'deny' ? 'denied' : action === 'allow' ? 'allowed' : undefined;
  if (verdict === undefined) return skipped(`action ${action ?? 'absent'}`);
  const denying = verdict === 'denied' ? enforced.find(denies) : undefined;
  const record: FlowRecord = {
    ...(time !== undefined && { time }),
    verdict,
    ...causeOf(denying),
    direction: textIn(object, 'reporter')?.toLowerCase() === 'src' ? 'Egress' : 'Ingress',
    source: endOf(object, 'source'),
    destination: endOf(object, 'dest'),
    protocol: protocolFrom(object.protocol),
    ...(port !== undefined && { port }),
    count: Math.max(1, numberIn(object, 'num_connections_started') ?? numberIn(object, 'packets_in') ?? 1),
    policies: (denying === undefined ? enforced : [denying]).flatMap(policyNames),
  };
  // What staged policies would do comes with what was done.
  const pending = objectsIn(policies, 'pending');
  const staged = verdict === 'allowed' ? pending.find(denies) : undefined;
  if (staged === undefined) return records(record);
  return records(record, {
    ...record,
    ...causeOf(staged),
    policies: policyNames(staged),
    verdict: 'audit',
    observer: 'pending',
  });
}

/** A flow as Goldmane itself has it, under a key, with names in either style: as the backend would give it. */
function ofGoldmane(given: JsonObject): JsonObject | undefined {
  const flow = hasObject(given, 'flow') ? objectIn(given, 'flow') : given;
  const key = hasObject(flow, 'Key') ? objectIn(flow, 'Key') : objectIn(flow, 'key');
  if (Object.keys(key).length === 0) return undefined;
  const [own, about] = [inSnakeCase(flow), inSnakeCase(key)];
  const hits = inSnakeCase(objectIn(about, 'policies'));
  const hitsOf = (name: string) =>
    objectsIn(hits, name).map((hit) => {
      const one = inSnakeCase(hit);
      return hasObject(one, 'trigger') ? { ...one, trigger: inSnakeCase(objectIn(one, 'trigger')) } : one;
    });
  return {
    ...own,
    ...about,
    // Its types of ends say no more than their names.
    source_type: undefined,
    dest_type: undefined,
    source_labels: textsIn(own, 'source_labels').join(' | '),
    dest_labels: textsIn(own, 'dest_labels').join(' | '),
    start_time: numberIn(own, 'start_time') ?? own.start_time,
    protocol: about.proto,
    policies: { enforced: hitsOf('enforced_policies'), pending: hitsOf('pending_policies') },
  };
}

function denies(hit: JsonObject): boolean {
  return textIn(hit, 'action')?.toLowerCase() === 'deny';
}

/** Kinds of the policies of Kubernetes, which have no rules that deny. */
const WITHOUT_DENIALS: ReadonlySet<string> = new Set(['EndOfTier', 'NetworkPolicy', 'StagedKubernetesNetworkPolicy']);

/** Whether a hit is of a rule, and not of what comes behind the last one of a policy or a tier. */
function isRule(hit: JsonObject): boolean {
  const kind = textIn(hit, 'kind') ?? '';
  if (WITHOUT_DENIALS.has(kind)) return false;
  const index = numberIn(hit, 'rule_index');
  return index !== undefined || (!kind.startsWith('Staged') && hit.rule_index === undefined);
}

/** Tiers in which NetworkPolicies are, and behind which none of them comes. */
const OF_NETWORK_POLICIES: ReadonlySet<string> = new Set(['default', 'kubernetes-baseline', 'kube-baseline']);

/** Whether a rule denied it, or the end of a tier that comes before NetworkPolicies: neither is changed by one. */
function causeOf(hit: JsonObject | undefined): Pick<FlowRecord, 'cause' | 'causeName'> {
  if (hit === undefined) return {};
  if (isRule(hit)) return { cause: 'explicit-deny' };
  const tier = textIn(hit, 'tier') ?? 'default';
  return OF_NETWORK_POLICIES.has(tier) ? {} : { cause: 'explicit-deny', causeName: `the end of tier ${tier}` };
}

/** Names that stand for addresses outside: of the backend, and of Goldmane itself. */
const OUTSIDE: ReadonlySet<string> = new Set(['PUBLIC NETWORK', 'PRIVATE NETWORK', 'pub', 'pvt']);

function endOf(object: JsonObject, end: 'source' | 'dest'): FlowEnd {
  const name = textIn(object, `${end}_name`);
  const namespace = textIn(object, `${end}_namespace`);
  if (name === undefined || name === '-') return {};
  if (OUTSIDE.has(name)) return { kind: 'outside', name };
  // A set of networks and a host have names, and no namespace.
  if (namespace === undefined || namespace === '-')
    return name.endsWith('-auto-hep') ? { kind: 'node', name: name.slice(0, -'-auto-hep'.length) } : { name };
  const labels = textIn(object, `${end}_labels`);
  return {
    kind: 'pod',
    namespace,
    pod: name,
    ...(labels !== undefined && { labels: labelsFrom(labels.split('|')) }),
  };
}

/** A tier that ends without a match names the policy that took the pod over. */
function policyNames(hit: JsonObject): string[] {
  const named = textIn(hit, 'kind') === 'EndOfTier' && isObject(hit.trigger) ? hit.trigger : hit;
  const name = textIn(named, 'name');
  const namespace = textIn(named, 'namespace');
  if (name === undefined) return [];
  return [`${textIn(named, 'kind') ?? 'policy'} ${namespace === undefined ? '' : `${namespace}/`}${name}`];
}
