import { type FlowFormat, type LineReading, records } from '../flow-record';
import { numberFrom, portFrom, protocolFrom } from './json-fields';

/**
 * The trace of Calico's eBPF dataplane: `cali527b-E: policy DENIED proto 6 src 10.0.1.7:40112 dest 10.0.2.9:8080`.
 * The letter is `E` for egress of a pod, `I` for ingress, `X` for XDP on a host.
 */
export const calicoTrace: FlowFormat = { name: 'calico-ebpf', title: "Calico's eBPF trace", readText };

const LINE =
  /-([EIX]): ?policy (DENIED|ALLOWED|denied|allowed) proto (\d{1,3}) src (\S{1,60}):(\d{1,5}) dest (\S{1,60}):(\d{1,5})/;

function readText(line: string): LineReading | undefined {
  if (!line.includes(' proto ')) return undefined;
  const [, at, verdict, protocol, source, sourcePort, destination, port] = LINE.exec(line) ?? [];
  if (source === undefined || destination === undefined) return undefined;
  const [from, to] = [portFrom(numberFrom(sourcePort)), portFrom(numberFrom(port))];
  return records({
    verdict: verdict?.toLowerCase() === 'denied' ? 'denied' : 'allowed',
    ...(at === 'E' && { direction: 'Egress' as const }),
    ...(at === 'I' && { direction: 'Ingress' as const }),
    source: { address: source.replace(/^\[|\]$/g, '') },
    destination: { address: destination.replace(/^\[|\]$/g, '') },
    protocol: protocolFrom(Number(protocol)),
    ...(to !== undefined && { port: to }),
    ...(from !== undefined && { sourcePort: from }),
  });
}
