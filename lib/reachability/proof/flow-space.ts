import type { LabelSpace } from '../../policy/label-space';
import type { StringMap } from '../../policy/manifest';
import type { End } from '../unknowns/box';
import { type FlowBox, ofEnd } from './flow-box';
import type { PortSpace } from './port-space';
import type { PossibleFlows } from './possible-flows';
import type { PossiblePod } from './possible-pods';
import type { EndpointSpace } from './spaces';
import type { FlowSpace } from './violation';

/** As the parts that examples are made of. */
export function flowSpaceOf(asked: FlowBox, possible: PossibleFlows): FlowSpace {
  const box = possible.asBothAsk(asked) ?? asked;
  const source = possible.narrowed(box, 'source');
  return {
    source: endpointSpaceOf(box, 'source', source),
    destination: endpointSpaceOf(box, 'destination', possible.narrowed(box, 'destination', source)),
    ports: portsOf(box),
  };
}

function endpointSpaceOf(box: FlowBox, end: End, pod: PossiblePod | undefined): EndpointSpace {
  const { kinds, labels: all } = box;
  const addresses = box[end];
  if (kinds[end] !== 'pod') return { type: 'addresses', addresses };
  const [namespaces, labels] = [ofEnd(all, 'namespace', end), ofEnd(all, 'pod', end)];
  if (pod === undefined) return { type: 'pods', namespaces, labels, addresses };
  return {
    type: 'pods',
    namespaces: narrowedTo(namespaces, pod.namespace.labels),
    labels: narrowedTo(labels, pod.labels),
    addresses,
    ...(pod.serviceAccount !== undefined && { serviceAccount: pod.serviceAccount }),
  };
}

/** Just these labels of those that are asked for. */
function narrowedTo(space: LabelSpace, labels: StringMap): LabelSpace {
  const own = Object.entries(labels).map(
    ([key, value]) => [key, { absent: false, except: false, values: new Set([value]) }] as const,
  );
  return new Map([...[...space].filter(([, { absent }]) => absent), ...own]);
}

function portsOf({ labels, ports }: FlowBox): PortSpace {
  const named = [...ofEnd(labels, 'port-name', '')].flatMap(([name, { absent, except, values }]) =>
    !absent && !except && values.size > 0 ? [name] : [],
  );
  return { names: named.sort(), ports };
}
