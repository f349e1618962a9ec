import { type FlowEnd, type FlowFormat, type JsonObject, type LineReading, records, skipped } from '../flow-record';
import {
  directionFrom,
  hasObject,
  numberIn,
  objectIn,
  objectsIn,
  portFrom,
  protocolFrom,
  textIn,
  timeFrom,
} from './json-fields';

/**
 * The log `policy-action` of GKE's Dataplane V2, as its node file and Cloud Logging have it.
 * Source: Google Cloud's how-to about network policy logging.
 */
export const gke: FlowFormat = { name: 'gke', title: 'GKE Dataplane V2', readJson };

function readJson(object: JsonObject): LineReading | undefined {
  const disposition = textIn(object, 'disposition')?.toLowerCase();
  if (disposition === undefined || !hasObject(object, 'connection')) return undefined;
  if (disposition !== 'allow' && disposition !== 'deny') return skipped(`disposition ${disposition}`);
  const connection = objectIn(object, 'connection');
  const port = portFrom(numberIn(connection, 'dest_port'));
  const sourcePort = portFrom(numberIn(connection, 'src_port'));
  const at = directionFrom(textIn(connection, 'direction'));
  const time = timeFrom(object.timestamp);
  const policies = objectsIn(object, 'policies').map(
    (policy) => `${textIn(policy, 'namespace') ?? ''}/${textIn(policy, 'name') ?? '?'}`,
  );
  return records({
    ...(time !== undefined && { time }),
    verdict: disposition === 'allow' ? 'allowed' : 'denied',
    ...(at && { direction: at }),
    source: endOf(objectIn(object, 'src'), textIn(connection, 'src_ip')),
    destination: endOf(objectIn(object, 'dest'), textIn(connection, 'dest_ip')),
    protocol: protocolFrom(connection.protocol),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    count: Math.max(1, numberIn(object, 'count') ?? 1),
    ...(policies.length > 0 && { policies }),
  });
}

function endOf(end: JsonObject, address: string | undefined): FlowEnd {
  const common = address === undefined ? {} : { address };
  const kind = textIn(end, 'workload_kind');
  if (
    kind?.toLowerCase() === 'node' ||
    (textIn(end, 'node_name') !== undefined && textIn(end, 'pod_name') === undefined)
  ) {
    return { kind: 'node', name: textIn(end, 'node_name') ?? textIn(end, 'workload_name') ?? 'a node', ...common };
  }
  const pod = textIn(end, 'pod_name');
  const namespace = textIn(end, 'pod_namespace') ?? textIn(end, 'namespace');
  const name = textIn(end, 'workload_name');
  if (pod === undefined && name === undefined) {
    return textIn(end, 'instance') === undefined ? common : { kind: 'outside', ...common };
  }
  return {
    kind: 'pod',
    ...common,
    ...(namespace && { namespace }),
    ...(pod && { pod }),
    ...(name && { workload: { name, ...(kind && { kind }) } }),
  };
}
