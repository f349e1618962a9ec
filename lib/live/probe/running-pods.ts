import type { ClusterWorkload } from '../../cluster/cluster';
import type { StringMap } from '../../policy/manifest';
import { dnsLabelProblems, dnsSubdomainProblems } from '../../policy/validation/names';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import { parseAddress } from '../../reachability/sets/address-set';
import { DNS_PORT } from '../dns-servers';
import { mapIn, mapsIn, textIn } from '../object-fields';
import { isMeshContainer, meshOf } from './mesh';
import { type ProbePort, sortedPorts } from './probe-port';

/** A pod of the user that runs, as far as a probe needs to know it. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: StringMap;
  /** One of each family at most. */
  readonly addresses: readonly string[];
  readonly node: string;
  /** Those in which a command may run; those of a mesh are not among them. */
  readonly containers: readonly string[];
  /** Ports that its containers declare and that can be tried, those of TCP first. */
  readonly ports: readonly ProbePort[];
  /** What answers in place of it. */
  readonly mesh?: string;
}

/** A running pod with the workload that it is of. */
export interface WorkloadPod extends RunningPod {
  readonly workload: ClusterWorkload;
}

/** A pod that can be probed; undefined for one that does not run, is not ready, or is on its node's network. */
export function runningPod(manifest: JsonMap): RunningPod | undefined {
  const [metadata, spec, status] = ['metadata', 'spec', 'status'].map((name) => mapIn(manifest, name)) as [
    JsonMap,
    JsonMap,
    JsonMap,
  ];
  const [namespace, name] = [textIn(metadata, 'namespace'), textIn(metadata, 'name')];
  const ready = mapsIn(status, 'conditions').find((one) => field(one, 'type') === 'Ready');
  const os = textIn(mapIn(spec, 'os'), 'name');
  if (field(manifest, 'kind') !== 'Pod' || field(status, 'phase') !== 'Running') return undefined;
  if (field(spec, 'hostNetwork') === true || field(metadata, 'deletionTimestamp') !== undefined) return undefined;
  if ((ready !== undefined && field(ready, 'status') !== 'True') || (os !== '' && os !== 'linux')) return undefined;
  if (dnsLabelProblems(namespace).length > 0 || dnsSubdomainProblems(name).length > 0) return undefined;
  const given = [textIn(status, 'podIP'), ...mapsIn(status, 'podIPs').map((one) => textIn(one, 'ip'))];
  const addresses = [...new Set(given)].filter((one) => parseAddress(one) !== undefined);
  const containers = mapsIn(spec, 'containers').filter((one) => !isMeshContainer(one));
  const names = containers.map((one) => textIn(one, 'name')).filter((one) => dnsLabelProblems(one).length === 0);
  if (addresses.length === 0 || names.length === 0) return undefined;
  const mesh = meshOf(manifest);
  return {
    namespace,
    name,
    labels: labelsOf(metadata),
    addresses,
    node: textIn(spec, 'nodeName'),
    containers: names,
    ports: sortedPorts(containers.flatMap((one) => mapsIn(one, 'ports').flatMap(probePort))),
    ...(mesh !== undefined && { mesh }),
  };
}

function probePort(declared: JsonMap): ProbePort[] {
  const port = field(declared, 'containerPort');
  const protocol = field(declared, 'protocol') ?? 'TCP';
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) return [];
  if (protocol === 'TCP') return [{ protocol, port }];
  return protocol === 'UDP' && port === DNS_PORT ? [{ protocol, port }] : [];
}

function labelsOf(metadata: JsonMap): StringMap {
  const labels = field(metadata, 'labels');
  return Object.fromEntries(
    Object.entries(isMap(labels) ? labels : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** As it is named in results. */
export function podTitle({ namespace, name }: Pick<RunningPod, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
