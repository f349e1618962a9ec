import type { Construct } from 'constructs';
import { type NetworkPolicyOptions, networkPolicy } from '../patterns/network-policy';
import { Boundary } from './boundary';
import { draftOf } from './draft';
import { type InChart, inChart } from './in-chart';

export type NetworkPolicyProps = InChart<NetworkPolicyOptions>;

/**
 * One policy in the words of ringfence, for what no pattern covers. Its name is the construct's id.
 *
 * @example
 * new NetworkPolicy(chart, 'web', {
 *   pods: Pods.labelled({ app: 'web' }),
 *   ingress: [{ from: 'anywhere', ports: [Port.tcp(8080)] }],
 * });
 */
export class NetworkPolicy extends Boundary {
  constructor(scope: Construct, id: string, props: NetworkPolicyProps) {
    super(scope, id);
    this._write(draftOf(() => networkPolicy(id, inChart(this, props))));
  }
}
