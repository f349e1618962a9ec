import { type QuarantineOptions, quarantine, quarantineBoundary } from '../../patterns/quarantine';
import type { Count, Text } from '../deferred/deferred';
import { resourcesInWords } from '../peers/resources-in-props';
import { Boundary, type BoundaryOptions } from './boundary-component';
import { ReachabilityContract } from './contract-component';
import { type InNamespace, inNamespace, patternPlan } from './pattern-plan';

/** The props of `Quarantine`. */
export type QuarantineProps = InNamespace<QuarantineOptions<Text, Count>>;

/**
 * Isolates compromised pods in both directions, except for an investigator. No policy can take back what another one
 * opens, so the deployment fails where any boundary of the program opens anything else to these pods or from them.
 *
 * @example
 * new Quarantine('incident', { namespace: 'shop', pods: Pods.labelled({ quarantine: 'yes' }) });
 */
export class Quarantine extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: QuarantineProps, opts: BoundaryOptions = {}) {
    super('Quarantine', name, patternPlan<QuarantineOptions<Text, Count>>(quarantine, name, props), opts);
    const { target, flows } = quarantineBoundary<Text, Count>(
      resourcesInWords(inNamespace(props)).options as QuarantineOptions<Text, Count>,
    );
    const terms = { onlyInto: [{ target, flows }], onlyOutOf: [{ subject: target, flows: [] }] };
    new ReachabilityContract(`${name}-contract`, terms, { parent: this });
  }
}
