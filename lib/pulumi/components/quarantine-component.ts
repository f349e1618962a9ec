import { type QuarantineOptions, quarantine, quarantineBoundary } from '../../patterns/quarantine';
import type { Count, Text } from '../deferred/deferred';
import type { BoundaryOptions } from './boundary-component';
import { componentOf, type InNamespace, inNamespace } from './component-of';
import { ReachabilityContract } from './contract-component';

export type QuarantineProps = InNamespace<QuarantineOptions<Text, Count>>;

/**
 * Isolates compromised pods in both directions, except for an investigator. No policy can take back what another one
 * opens, so the deployment fails where any boundary of the program opens anything else to these pods or from them.
 *
 * @example
 * new Quarantine('incident', { namespace: 'shop', pods: Pods.labelled({ quarantine: 'yes' }) });
 */
export class Quarantine extends componentOf<QuarantineOptions<Text, Count>>('Quarantine', quarantine) {
  constructor(name: string, props: QuarantineProps, opts: BoundaryOptions = {}) {
    super(name, props, opts);
    const { target, flows } = quarantineBoundary<Text, Count>(inNamespace(props) as QuarantineOptions<Text, Count>);
    const terms = { onlyInto: [{ target, flows }], onlyOutOf: [{ subject: target, flows: [] }] };
    new ReachabilityContract(`${name}-contract`, terms, { parent: this });
  }
}
