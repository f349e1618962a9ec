import type { Construct } from 'constructs';
import { type AllowClusterEgressOptions, allowClusterEgress } from '../../patterns/allow-cluster-egress';
import { type NetworkPolicyOptions, networkPolicy } from '../../patterns/network-policy';
import { type OpenWorkloadOptions, openWorkload } from '../../patterns/open-workload';
import { type TieredApplicationOptions, tieredApplication } from '../../patterns/tiered-application';
import { Boundary } from './boundary-construct';
import { type InChart, writePattern } from './write-pattern';

/** The constructs of the patterns that open connections between pods, and of a single policy. Props and policies are those of the pattern. */

/** The props of `OpenWorkload`. */
export type OpenWorkloadProps = InChart<OpenWorkloadOptions>;

/**
 * Opens a workload to all pods of its own namespace or of other namespaces.
 *
 * @example
 * new OpenWorkload(chart, 'api', { pods: api, to: Namespaces.all(), ports: [Port.tcp(8080)] });
 */
export class OpenWorkload extends Boundary {
  constructor(scope: Construct, id: string, props: OpenWorkloadProps) {
    super(scope, id);
    writePattern<OpenWorkloadOptions>(this, openWorkload, props);
  }
}

/** The props of `TieredApplication`. */
export type TieredApplicationProps = InChart<TieredApplicationOptions>;

/**
 * Lets each tier of an application accept connections only from the previous tier, and connect only to the next one.
 *
 * @example
 * new TieredApplication(chart, 'shop', { from: 'anywhere', tiers: [web, app, data] });
 */
export class TieredApplication extends Boundary {
  constructor(scope: Construct, id: string, props: TieredApplicationProps) {
    super(scope, id);
    writePattern<TieredApplicationOptions>(this, tieredApplication, props);
  }
}

/** The props of `AllowClusterEgress`. */
export type AllowClusterEgressProps = InChart<AllowClusterEgressOptions>;

/**
 * Lets pods reach every pod of the cluster, and nothing outside of it.
 *
 * @example
 * new AllowClusterEgress(chart, 'crawler', { pods: crawler, ports: [Port.all()] });
 */
export class AllowClusterEgress extends Boundary {
  constructor(scope: Construct, id: string, props: AllowClusterEgressProps) {
    super(scope, id);
    writePattern<AllowClusterEgressOptions>(this, allowClusterEgress, props);
  }
}

/** The props of `NetworkPolicy`. */
export type NetworkPolicyProps = InChart<NetworkPolicyOptions>;

/**
 * One policy in the words of ringfence, for what no pattern covers; its name is the construct's id.
 *
 * @example
 * new NetworkPolicy(chart, 'web', { pods: web, ingress: [{ from: 'anywhere', ports: [Port.tcp(8080)] }] });
 */
export class NetworkPolicy extends Boundary {
  constructor(scope: Construct, id: string, props: NetworkPolicyProps) {
    super(scope, id);
    writePattern<NetworkPolicyOptions>(this, networkPolicy, props);
  }
}
