/** An address at which a cloud gives a machine its credentials, as a block of one address. */
export interface MetadataAddress {
  readonly cidr: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Whose address it is, as a message says it. */
  readonly clouds: string;
}

/** The metadata address of most clouds; on port 53 it is also the DNS of GKE. */
export const METADATA = '169.254.169.254/32';

/**
 * Every metadata address there is. Sources: the documentation of the clouds (EC2 instance metadata, Azure IMDS, Google
 * Cloud metadata server, Alibaba Cloud ECS instance metadata).
 */
export const METADATA_ADDRESSES: readonly MetadataAddress[] = [
  { cidr: METADATA, family: 'IPv4', clouds: 'AWS, Azure, Google Cloud, Oracle and OpenStack' },
  { cidr: '100.100.100.200/32', family: 'IPv4', clouds: 'Alibaba Cloud' },
  { cidr: 'fd00:ec2::254/128', family: 'IPv6', clouds: 'AWS' },
  { cidr: 'fd20:ce::254/128', family: 'IPv6', clouds: 'Google Cloud' },
];
