import type { Construct } from 'constructs';
import { type AllowEgressToCidrOptions, allowEgressToCidr } from '../../patterns/allow-egress-to-cidr';
import { type AllowExternalIngressOptions, allowExternalIngress } from '../../patterns/allow-external-ingress';
import { type AllowIngressFromCidrOptions, allowIngressFromCidr } from '../../patterns/allow-ingress-from-cidr';
import { type AllowInternetEgressOptions, allowInternetEgress } from '../../patterns/allow-internet-egress';
import { type DenyCloudMetadataOptions, denyCloudMetadata } from '../../patterns/deny-cloud-metadata';
import { Boundary } from './boundary-construct';
import { type InChart, writePattern } from './write-pattern';

/** The constructs of the patterns about addresses outside of the cluster. Props and policies are those of the pattern. */

/** The props of `AllowInternetEgress`. */
export type AllowInternetEgressProps = InChart<AllowInternetEgressOptions>;

/**
 * Lets pods reach public addresses, of IPv4 and IPv6, and no others.
 *
 * @example
 * new AllowInternetEgress(chart, 'payment', { pods: payment, ports: [Port.tcp(443)] });
 */
export class AllowInternetEgress extends Boundary {
  constructor(scope: Construct, id: string, props: AllowInternetEgressProps) {
    super(scope, id);
    writePattern<AllowInternetEgressOptions>(this, allowInternetEgress, props);
  }
}

/** The props of `AllowEgressToCidr`. */
export type AllowEgressToCidrProps = InChart<AllowEgressToCidrOptions>;

/**
 * Lets pods reach blocks of addresses.
 *
 * @example
 * new AllowEgressToCidr(chart, 'database', { pods: app, to: IpBlock.ipv4('10.20.0.0/24'), ports: [Port.tcp(5432)] });
 */
export class AllowEgressToCidr extends Boundary {
  constructor(scope: Construct, id: string, props: AllowEgressToCidrProps) {
    super(scope, id);
    writePattern<AllowEgressToCidrOptions>(this, allowEgressToCidr, props);
  }
}

/** The props of `AllowExternalIngress`. */
export type AllowExternalIngressProps = InChart<AllowExternalIngressOptions>;

/**
 * Lets every address reach a workload, of IPv4 and IPv6.
 *
 * @example
 * new AllowExternalIngress(chart, 'web', { pods: web, ports: [Port.tcp(8443)] });
 */
export class AllowExternalIngress extends Boundary {
  constructor(scope: Construct, id: string, props: AllowExternalIngressProps) {
    super(scope, id);
    writePattern<AllowExternalIngressOptions>(this, allowExternalIngress, props);
  }
}

/** The props of `AllowIngressFromCidr`. */
export type AllowIngressFromCidrProps = InChart<AllowIngressFromCidrOptions>;

/**
 * Lets blocks of addresses reach a workload.
 *
 * @example
 * new AllowIngressFromCidr(chart, 'office', {
 *   pods: web,
 *   from: IpBlock.ipv4('192.0.2.0/24'),
 *   ports: [Port.tcp(8443)],
 * });
 */
export class AllowIngressFromCidr extends Boundary {
  constructor(scope: Construct, id: string, props: AllowIngressFromCidrProps) {
    super(scope, id);
    writePattern<AllowIngressFromCidrOptions>(this, allowIngressFromCidr, props);
  }
}

/** The props of `DenyCloudMetadata`. */
export type DenyCloudMetadataProps = InChart<DenyCloudMetadataOptions>;

/**
 * Denies pods the metadata address of the cloud and leaves everything else open to them: for pods that no policy
 * isolates for egress.
 *
 * @example
 * new DenyCloudMetadata(chart, 'jobs', { pods: Pods.all() });
 */
export class DenyCloudMetadata extends Boundary {
  /** @internal */
  readonly _opensAllElse = true;

  constructor(scope: Construct, id: string, props: DenyCloudMetadataProps) {
    super(scope, id);
    writePattern<DenyCloudMetadataOptions>(this, denyCloudMetadata, props);
  }
}
