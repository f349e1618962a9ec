import type { Construct } from 'constructs';
import { type NamespaceIsolationOptions, namespaceIsolation } from '../patterns/namespace-isolation';
import { Boundary } from './boundary';
import { draftOf } from './draft';
import { type InChart, inChart } from './in-chart';

export type NamespaceIsolationProps = InChart<NamespaceIsolationOptions>;

/**
 * Lets the pods of a namespace talk among themselves and keeps others out.
 *
 * @example
 * new NamespaceIsolation(chart, 'isolation', { alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends Boundary {
  constructor(scope: Construct, id: string, props: NamespaceIsolationProps = {}) {
    super(scope, id);
    this._write(draftOf(() => namespaceIsolation(inChart(this, props))));
  }
}
