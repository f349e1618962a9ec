import type { Construct } from 'constructs';
import { type QuarantineOptions, quarantine, quarantineBoundary } from '../../patterns/quarantine';
import { Boundary } from './boundary-construct';
import { ReachabilityContract } from './contract-construct';
import { type InChart, inChart, writePattern } from './write-pattern';

/** The props of `Quarantine`. */
export type QuarantineProps = InChart<QuarantineOptions>;

/**
 * Isolates compromised pods in both directions, except for an investigator. No policy can take back what another one
 * opens, so the synth fails where any policy of the app opens anything else to these pods or from them.
 *
 * @example
 * new Quarantine(chart, 'incident', { pods: Pods.labelled({ quarantine: 'yes' }) });
 */
export class Quarantine extends Boundary {
  constructor(scope: Construct, id: string, props: QuarantineProps) {
    super(scope, id);
    writePattern<QuarantineOptions>(this, quarantine, props);
    if (this._draft.findings.length > 0) return;
    const { target, flows } = quarantineBoundary(inChart(this, props));
    new ReachabilityContract(this, 'contract', {
      onlyInto: [{ target, flows }],
      onlyOutOf: [{ subject: target, flows: [] }],
    });
  }
}
