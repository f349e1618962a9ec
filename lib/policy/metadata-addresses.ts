/** The metadata address of AWS, Azure, Google Cloud, Oracle and OpenStack; on port 53 it is the DNS of GKE. */
export const METADATA = '169.254.169.254/32';

/** Where clouds tell a node's credentials, Alibaba's by an address of its own. */
export const METADATA_IPV4: readonly string[] = [METADATA, '100.100.100.200/32'];

/** The same by IPv6: AWS and Google Cloud. */
export const METADATA_IPV6: readonly string[] = ['fd00:ec2::254/128', 'fd20:ce::254/128'];
