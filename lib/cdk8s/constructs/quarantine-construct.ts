import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { type QuarantineOptions, quarantine, quarantineBoundary } from '../../patterns/quarantine';
import type { ContractTerms } from '../../reachability/claims/contract';
import { AT_SYNTH, Boundary } from './boundary-construct';
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
    const isKnownAtSynth = this._draft.findings === AT_SYNTH;
    if (this._draft.findings.length > 0 && !isKnownAtSynth) return;
    const { options } = inChart(this._chart, props);
    const terms = isKnownAtSynth
      ? Lazy.any({ produce: () => termsOf((this._words ?? this._resolved(options).value) as QuarantineOptions) })
      : termsOf(options as QuarantineOptions);
    new ReachabilityContract(this, 'contract', terms);
  }
}

function termsOf(options: QuarantineOptions): ContractTerms {
  const { target, flows } = quarantineBoundary(options);
  return { onlyInto: [{ target, flows }], onlyOutOf: [{ subject: target, flows: [] }] };
}
