/** A catalogue that says why a boundary is there. */
export type Framework =
  | 'MITRE ATT&CK'
  | 'OWASP Kubernetes Top 10'
  | 'CIS Kubernetes Benchmark'
  | 'CIS EKS Benchmark'
  | 'CIS GKE Benchmark'
  | 'CIS AKS Benchmark'
  | 'NSA/CISA Kubernetes Hardening Guide';

/** One entry of a catalogue. */
export interface Reference {
  readonly framework: Framework;
  /** As the catalogue has it, with the year or version where numbers changed: `T1046`, `K05:2025`, `5.3.2`. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
}

const ATTACK = 'https://attack.mitre.org/techniques/';
const OWASP = 'https://owasp.org/www-project-kubernetes-top-ten/';
const CIS = 'https://www.cisecurity.org/benchmark/kubernetes';
const NSA =
  'https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF';

const attack = (id: string, title: string): Reference => ({
  framework: 'MITRE ATT&CK',
  id,
  title,
  url: `${ATTACK}${id.replace('.', '/')}/`,
});
const owasp = (id: string, title: string): Reference => ({
  framework: 'OWASP Kubernetes Top 10',
  id,
  title,
  url: OWASP,
});
const cis = (framework: Framework, id: string, title: string): Reference => ({ framework, id, title, url: CIS });
const nsa = (id: string, title: string): Reference => ({
  framework: 'NSA/CISA Kubernetes Hardening Guide',
  id,
  title,
  url: NSA,
});

/**
 * What boundaries are good for, by the catalogues. T1021 (Remote Services) and T1041 (Exfiltration Over C2 Channel) are not
 * in ATT&CK's matrix for containers, and T1021.007 is about cloud services: lists that name them are copied from one another.
 */
export const REFERENCES = {
  serviceDiscovery: attack('T1046', 'Network Service Discovery'),
  exploitation: attack('T1210', 'Exploitation of Remote Services'),
  exfiltration: attack('T1048', 'Exfiltration Over Alternative Protocol'),
  dnsTunnel: attack('T1071.004', 'Application Layer Protocol: DNS'),
  metadataCredentials: attack('T1552.005', 'Unsecured Credentials: Cloud Instance Metadata API'),
  containerApi: attack('T1552.007', 'Unsecured Credentials: Container API'),
  resourceDiscovery: attack('T1613', 'Container and Resource Discovery'),
  segmentation2022: owasp('K07:2022', 'Missing Network Segmentation Controls'),
  segmentation2025: owasp('K05:2025', 'Missing Network Segmentation Controls'),
  cloudMovement2025: owasp('K08:2025', 'Cluster-To-Cloud Lateral Movement'),
  cisPlugin: cis('CIS Kubernetes Benchmark', '5.3.1', 'The CNI in use supports NetworkPolicies'),
  cisNamespaces: cis('CIS Kubernetes Benchmark', '5.3.2', 'All namespaces have NetworkPolicies defined'),
  eksPlugin: cis('CIS EKS Benchmark', '4.3.1', 'The CNI in use supports NetworkPolicies'),
  eksNamespaces: cis('CIS EKS Benchmark', '4.3.2', 'All namespaces have NetworkPolicies defined'),
  gkePlugin: cis('CIS GKE Benchmark', '4.3.1', 'The CNI in use supports NetworkPolicies'),
  gkeNamespaces: cis('CIS GKE Benchmark', '4.3.2', 'All namespaces have NetworkPolicies defined'),
  aksNamespaces: cis('CIS AKS Benchmark', '4.4.2', 'All namespaces have NetworkPolicies defined'),
  aksPlugin: cis('CIS AKS Benchmark', '5.4.4', 'NetworkPolicies are enabled and set as appropriate'),
  nsaPlugin: nsa('v1.2 network separation: plugin', 'A network plugin that supports NetworkPolicies'),
  nsaDefaultDeny: nsa('v1.2 network separation: default deny', 'A default policy that denies ingress and egress'),
  nsaSelect: nsa('v1.2 network separation: selection', 'Policies that select the pods they are for'),
} as const;
