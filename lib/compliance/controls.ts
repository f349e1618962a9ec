import { REFERENCES } from '../policy/reference';
import type { Control } from './control';
import { defaultDeny, hasPolicies } from './namespace-controls';
import { internetKept, metadataKept, notOpenToEveryone } from './workload-controls';

const R = REFERENCES;

/** In the order of a report. */
export const CONTROLS: readonly Control[] = [
  {
    id: 'policies',
    title: 'The namespace has NetworkPolicies',
    references: [R.cisNamespaces, R.eksNamespaces, R.gkeNamespaces, R.aksNamespaces],
    judge: hasPolicies,
  },
  {
    id: 'default-deny-ingress',
    title: 'Every pod of the namespace is isolated for ingress',
    references: [R.nsaDefaultDeny, R.segmentation2022, R.segmentation2025],
    judge: (reachability, namespace) => defaultDeny(reachability, namespace, 'Ingress'),
  },
  {
    id: 'default-deny-egress',
    title: 'Every pod of the namespace is isolated for egress',
    references: [R.nsaDefaultDeny, R.exfiltration],
    judge: (reachability, namespace) => defaultDeny(reachability, namespace, 'Egress'),
  },
  {
    id: 'not-open-to-everyone',
    title: 'No workload is reachable from everywhere',
    references: [R.serviceDiscovery, R.exploitation, R.segmentation2022, R.segmentation2025],
    judge: notOpenToEveryone,
  },
  {
    id: 'restricted-egress',
    title: 'No workload reaches the whole internet on every port',
    references: [R.exfiltration, R.dnsTunnel],
    judge: internetKept,
  },
  {
    id: 'metadata',
    title: 'No workload reaches the metadata service of the cloud',
    references: [R.metadataCredentials, R.cloudMovement2025],
    judge: metadataKept,
  },
];
