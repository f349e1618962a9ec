import type { Construct } from 'constructs';
import { type QuarantineOptions, quarantine } from '../patterns/quarantine';
import type { AbsolutePeer, Peer } from '../policy/peer';
import { Flow } from '../policy/words';
import { boundaryOf } from './boundary-of';
import { type InChart, inChart } from './in-chart';
import { ReachabilityContract } from './reachability-contract';

export type QuarantineProps = InChart<QuarantineOptions>;

/**
 * Cuts compromised pods off in both directions, but for an investigator. No policy takes back what another one opens: so
 * the synthesis fails where any policy of the app opens anything else to these pods or from them.
 *
 * @example
 * new Quarantine(chart, 'incident', { pods: Pods.labelled({ quarantine: 'yes' }) });
 */
export class Quarantine extends boundaryOf<QuarantineOptions>((options, id) => quarantine(id, options)) {
  constructor(scope: Construct, id: string, props: QuarantineProps) {
    super(scope, id, props);
    if (this._draft.findings.length > 0) return;
    const { pods, from = [], ports = [], namespace } = inChart(this, props);
    const target = pods.inNamespace(namespace);
    const peers = Array.isArray(from) ? (from as readonly Peer[]) : [from as Peer];
    const [first, ...others] = ports;
    const flows = peers.flatMap((peer) =>
      first === undefined
        ? []
        : [
            Flow.from(absolute(peer, namespace))
              .to(target)
              .on(first, ...others),
          ],
    );
    new ReachabilityContract(this, 'contract', {
      onlyInto: [{ target, flows }],
      onlyOutOf: [{ subject: target, flows: [] }],
    });
  }
}

function absolute(peer: Peer, namespace: string): AbsolutePeer {
  return peer.type === 'pods' && peer.place.in === 'same-namespace'
    ? { ...peer, place: { in: 'namespace', name: namespace } }
    : (peer as AbsolutePeer);
}
