import type { Construct } from 'constructs';
import { type DefaultDenyNamespaceOptions, defaultDenyNamespace } from '../patterns/default-deny-namespace';
import { Boundary } from './boundary';
import { draftOf } from './draft';
import { type InChart, inChart } from './in-chart';

export type DefaultDenyNamespaceProps = InChart<DefaultDenyNamespaceOptions>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace(chart, 'deny');
 */
export class DefaultDenyNamespace extends Boundary {
  constructor(scope: Construct, id: string, props: DefaultDenyNamespaceProps = {}) {
    super(scope, id);
    this._write(draftOf(() => defaultDenyNamespace(inChart(this, props))));
  }
}
