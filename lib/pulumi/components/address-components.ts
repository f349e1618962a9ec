import { type AllowEgressToCidrOptions, allowEgressToCidr } from '../../patterns/allow-egress-to-cidr';
import { type AllowExternalIngressOptions, allowExternalIngress } from '../../patterns/allow-external-ingress';
import { type AllowIngressFromCidrOptions, allowIngressFromCidr } from '../../patterns/allow-ingress-from-cidr';
import { type AllowInternetEgressOptions, allowInternetEgress } from '../../patterns/allow-internet-egress';
import { type DenyCloudMetadataOptions, denyCloudMetadata } from '../../patterns/deny-cloud-metadata';
import type { Count, Text } from '../deferred/deferred';
import { Boundary, type BoundaryOptions } from './boundary-component';
import { type InNamespace, patternPlan } from './pattern-plan';

/** The components of the patterns about addresses outside of the cluster. Props and policies are those of the pattern. */

/** The props of `AllowInternetEgress`. */
export type AllowInternetEgressProps = InNamespace<AllowInternetEgressOptions<Text, Count>>;

/**
 * Lets pods reach public addresses, of IPv4 and IPv6, and no others.
 *
 * @example
 * new AllowInternetEgress('payment', { namespace: 'shop', pods: payment, ports: [Port.tcp(443)] });
 */
export class AllowInternetEgress extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowInternetEgressProps, opts?: BoundaryOptions) {
    super(
      'AllowInternetEgress',
      name,
      patternPlan<AllowInternetEgressOptions<Text, Count>>(allowInternetEgress, name, props),
      opts,
    );
  }
}

/** The props of `AllowEgressToCidr`. */
export type AllowEgressToCidrProps = InNamespace<AllowEgressToCidrOptions<Text, Count>>;

/**
 * Lets pods reach blocks of addresses.
 *
 * @example
 * new AllowEgressToCidr('database', {
 *   namespace: 'shop',
 *   pods: app,
 *   to: IpBlock.ipv4('10.20.0.0/24'),
 *   ports: [Port.tcp(5432)],
 * });
 */
export class AllowEgressToCidr extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowEgressToCidrProps, opts?: BoundaryOptions) {
    super(
      'AllowEgressToCidr',
      name,
      patternPlan<AllowEgressToCidrOptions<Text, Count>>(allowEgressToCidr, name, props),
      opts,
    );
  }
}

/** The props of `AllowExternalIngress`. */
export type AllowExternalIngressProps = InNamespace<AllowExternalIngressOptions<Text, Count>>;

/**
 * Lets every address reach a workload, of IPv4 and IPv6.
 *
 * @example
 * new AllowExternalIngress('web', { namespace: 'shop', pods: web, ports: [Port.tcp(8443)] });
 */
export class AllowExternalIngress extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowExternalIngressProps, opts?: BoundaryOptions) {
    super(
      'AllowExternalIngress',
      name,
      patternPlan<AllowExternalIngressOptions<Text, Count>>(allowExternalIngress, name, props),
      opts,
    );
  }
}

/** The props of `AllowIngressFromCidr`. */
export type AllowIngressFromCidrProps = InNamespace<AllowIngressFromCidrOptions<Text, Count>>;

/**
 * Lets blocks of addresses reach a workload.
 *
 * @example
 * new AllowIngressFromCidr('office', {
 *   namespace: 'shop',
 *   pods: web,
 *   from: IpBlock.ipv4('192.0.2.0/24'),
 *   ports: [Port.tcp(8443)],
 * });
 */
export class AllowIngressFromCidr extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowIngressFromCidrProps, opts?: BoundaryOptions) {
    super(
      'AllowIngressFromCidr',
      name,
      patternPlan<AllowIngressFromCidrOptions<Text, Count>>(allowIngressFromCidr, name, props),
      opts,
    );
  }
}

/** The props of `DenyCloudMetadata`. */
export type DenyCloudMetadataProps = InNamespace<DenyCloudMetadataOptions<Text>>;

/**
 * Denies pods the metadata address of the cloud and leaves everything else open to them: for pods that no policy
 * isolates for egress. This is not checked: with a default deny it would open everything but metadata.
 *
 * @example
 * new DenyCloudMetadata('jobs', { namespace: 'shop', pods: Pods.all() });
 */
export class DenyCloudMetadata extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DenyCloudMetadataProps, opts?: BoundaryOptions) {
    super('DenyCloudMetadata', name, patternPlan<DenyCloudMetadataOptions<Text>>(denyCloudMetadata, name, props), opts);
  }
}
