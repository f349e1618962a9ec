import { type AllowClusterEgressOptions, allowClusterEgress } from '../../patterns/allow-cluster-egress';
import { type NetworkPolicyOptions, networkPolicy } from '../../patterns/network-policy';
import { type OpenWorkloadOptions, openWorkload } from '../../patterns/open-workload';
import { type TieredApplicationOptions, tieredApplication } from '../../patterns/tiered-application';
import type { Count, Text } from '../deferred/deferred';
import { Boundary, type BoundaryOptions } from './boundary-component';
import { type InNamespace, patternPlan } from './pattern-plan';

/** The components of the patterns that open connections between pods, and of a single policy. Props and policies are those of the pattern. */

/** The props of `OpenWorkload`. */
export type OpenWorkloadProps = InNamespace<OpenWorkloadOptions<Text, Count>>;

/**
 * Opens a workload to all pods of its own namespace or of other namespaces.
 *
 * @example
 * new OpenWorkload('api', { namespace: 'shop', pods: api, to: Namespaces.all(), ports: [Port.tcp(8080)] });
 */
export class OpenWorkload extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: OpenWorkloadProps, opts?: BoundaryOptions) {
    super('OpenWorkload', name, patternPlan<OpenWorkloadOptions<Text, Count>>(openWorkload, name, props), opts);
  }
}

/** The props of `TieredApplication`. */
export type TieredApplicationProps = InNamespace<TieredApplicationOptions<Text, Count>>;

/**
 * Lets each tier of an application accept connections only from the previous tier, and connect only to the next one.
 *
 * @example
 * new TieredApplication('shop', { namespace: 'shop', from: 'anywhere', tiers: [web, app, data] });
 */
export class TieredApplication extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: TieredApplicationProps, opts?: BoundaryOptions) {
    super(
      'TieredApplication',
      name,
      patternPlan<TieredApplicationOptions<Text, Count>>(tieredApplication, name, props),
      opts,
    );
  }
}

/** The props of `AllowClusterEgress`. */
export type AllowClusterEgressProps = InNamespace<AllowClusterEgressOptions<Text, Count>>;

/**
 * Lets pods reach every pod of the cluster, and nothing outside of it.
 *
 * @example
 * new AllowClusterEgress('crawler', { namespace: 'shop', pods: crawler, ports: [Port.all()] });
 */
export class AllowClusterEgress extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowClusterEgressProps, opts?: BoundaryOptions) {
    super(
      'AllowClusterEgress',
      name,
      patternPlan<AllowClusterEgressOptions<Text, Count>>(allowClusterEgress, name, props),
      opts,
    );
  }
}

/** The props of `NetworkPolicy`. */
export type NetworkPolicyProps = InNamespace<NetworkPolicyOptions<Text, Count>>;

/**
 * One policy in the words of ringfence, for what no pattern covers; its name is the component's.
 *
 * @example
 * new NetworkPolicy('web', {
 *   namespace: 'shop',
 *   pods: web,
 *   ingress: [{ from: 'anywhere', ports: [Port.tcp(8080)] }],
 * });
 */
export class NetworkPolicy extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: NetworkPolicyProps, opts?: BoundaryOptions) {
    super('NetworkPolicy', name, patternPlan<NetworkPolicyOptions<Text, Count>>(networkPolicy, name, props), opts);
  }
}
