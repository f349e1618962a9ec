import { REFERENCES, type Reference } from '../policy/reference';

const {
  serviceDiscovery,
  exploitation,
  exfiltration,
  dnsTunnel,
  metadataCredentials,
  containerApi,
  resourceDiscovery,
  segmentation2022,
  segmentation2025,
  cloudMovement2025,
  cisNamespaces,
  nsaDefaultDeny,
  nsaSelect,
} = REFERENCES;

const SEGMENTATION = [segmentation2022, segmentation2025];
const REACH = [serviceDiscovery, exploitation, ...SEGMENTATION, nsaSelect];

/** What each pattern is for, by the name of its construct. */
export const PATTERN_REFERENCES = {
  DefaultDenyNamespace: [serviceDiscovery, exploitation, exfiltration, ...SEGMENTATION, cisNamespaces, nsaDefaultDeny],
  DefaultDenyWorkload: [...REACH, exfiltration],
  AllowDns: [dnsTunnel, ...SEGMENTATION],
  NamespaceIsolation: [...REACH, cisNamespaces],
  ServiceAccessGrant: REACH,
  OpenWorkload: REACH,
  TieredApplication: REACH,
  TenantIsolation: REACH,
  Quarantine: [exploitation, exfiltration, ...SEGMENTATION],
  AllowClusterEgress: [exfiltration, ...SEGMENTATION],
  AllowInternetEgress: [exfiltration, metadataCredentials, cloudMovement2025],
  AllowEgressToCidr: [exfiltration, cloudMovement2025],
  AllowIngressFromCidr: [exploitation, ...SEGMENTATION],
  AllowExternalIngress: [exploitation, ...SEGMENTATION],
  DenyCloudMetadata: [metadataCredentials, cloudMovement2025],
  AllowFromIngressController: REACH,
  AllowPrometheusScrape: REACH,
  AllowKubeApiServer: [containerApi, resourceDiscovery, ...SEGMENTATION],
  AllowWebhookFromApiServer: REACH,
  SecureNamespace: [serviceDiscovery, exploitation, exfiltration, ...SEGMENTATION, cisNamespaces, nsaDefaultDeny],
  NetworkPolicy: [...SEGMENTATION, cisNamespaces],
} as const satisfies Readonly<Record<string, readonly Reference[]>>;

/** The name of a pattern's construct. */
export type PatternName = keyof typeof PATTERN_REFERENCES;
