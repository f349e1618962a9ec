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
  isObject,
  labelsFrom,
  numberIn,
  objectIn,
  objectsIn,
  portFrom,
  protocolFrom,
  textIn,
  timeFrom,
} from './json-fields';

/**
 * Calico's Goldmane, as Whisker's backend gives its flows. Names are of several pods at once, and no addresses are there.
 * Source: projectcalico/calico whisker-backend/pkg/apis/v1/flows.go, goldmane/proto/api.proto.
 */
export const goldmane: FlowFormat = { name: 'goldmane', title: 'Calico Goldmane and Whisker', readJson };

function readJson(object: JsonObject): LineReading | undefined {
  if (textIn(object, 'reporter') === undefined || !('source_name' in object) || 'source_type' in object)
    return undefined;
  if (!hasObject(object, 'policies') && !('action' in object)) return undefined;
  const action = textIn(object, 'action');
  const port = portFrom(numberIn(object, 'dest_port'));
  const time = timeFrom(object.start_time);
  const policies = objectIn(object, 'policies');
  const enforced = objectsIn(policies, 'enforced');
  const verdict = action === 'Deny' ? 'denied' : action === 'Allow' ? 'allowed' : undefined;
  if (verdict === undefined) return skipped(`action ${action ?? 'absent'}`);
  const last = enforced.at(-1);
  const record: FlowRecord = {
    ...(time !== undefined && { time }),
    verdict,
    ...(verdict === 'denied' && last && textIn(last, 'kind') !== 'EndOfTier' && textIn(last, 'action') === 'Deny'
      ? { cause: 'explicit-deny' as const }
      : {}),
    direction: textIn(object, 'reporter')?.toLowerCase() === 'src' ? 'Egress' : 'Ingress',
    source: endOf(object, 'source'),
    destination: endOf(object, 'dest'),
    protocol: protocolFrom(object.protocol),
    ...(port !== undefined && { port }),
    count: Math.max(1, numberIn(object, 'num_connections_started') ?? numberIn(object, 'packets_in') ?? 1),
    policies: enforced.flatMap(policyNames),
  };
  // What staged policies would do comes with what was done.
  const wouldDeny =
    verdict === 'allowed' && objectsIn(policies, 'pending').some((hit) => textIn(hit, 'action') === 'Deny');
  return wouldDeny ? records(record, { ...record, verdict: 'audit', observer: 'pending' }) : records(record);
}

/** Names that stand for addresses outside: of the backend, and of Goldmane itself. */
const OUTSIDE: ReadonlySet<string> = new Set(['PUBLIC NETWORK', 'PRIVATE NETWORK', 'pub', 'pvt']);

function endOf(object: JsonObject, end: 'source' | 'dest'): FlowEnd {
  const name = textIn(object, `${end}_name`);
  const namespace = textIn(object, `${end}_namespace`);
  if (name === undefined) return {};
  if (OUTSIDE.has(name)) return { kind: 'outside', name };
  // A set of networks and a host have names, and no namespace.
  if (namespace === undefined || namespace === '-') return { name };
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
