/** The place, among the five policies of a namespace, of the one that is of another API. */
exports.MIXED = 4;

const TEAMS = 20;

/** A policy of another API: of a team, which keeps out some of another one, or of an application of one namespace. */
exports.mixedPolicyText = (dialect, namespace) => {
  const { ofTeam, ofApplication } = WRITERS[dialect];
  return namespace < TEAMS ? ofTeam(namespace) : ofApplication(namespace);
};

const WRITERS = {
  'cluster-network-policy': { ofTeam: adminOfTeam, ofApplication: adminOfApplication },
  cilium: { ofTeam: ciliumOfTeam, ofApplication: ciliumOfApplication },
  calico: { ofTeam: calicoOfTeam, ofApplication: calicoOfApplication },
};

function adminOfTeam(team) {
  return `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: team-${team}}
spec:
  tier: Admin
  priority: ${team}
  subject: {namespaces: {matchLabels: {team: team-${team}}}}
  ingress:
    - {action: Pass, from: [{namespaces: {matchLabels: {team: team-${team}}}}]}
    - {action: Deny, from: [{namespaces: {matchExpressions: [{key: team, operator: NotIn, values: [team-${team}, team-${(team + 19) % TEAMS}]}]}}]}
  egress:
    - action: Accept
      to: [{pods: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ns-0}}, podSelector: {matchLabels: {app: app-0}}}}]
      protocols: [{udp: {destinationPort: {number: 53}}}]
---
`;
}

function adminOfApplication(namespace) {
  return `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: application-${namespace}}
spec:
  tier: Admin
  priority: ${100 + (namespace % 800)}
  subject: {pods: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ns-${namespace}}}, podSelector: {matchLabels: {app: app-4}}}}
  ingress:
    - action: Accept
      from: [{pods: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ns-${namespace}}}, podSelector: {matchLabels: {tier: tier-1}}}}]
      protocols: [{tcp: {destinationPort: {number: 8080}}}]
    - {action: Deny, from: [{namespaces: {matchLabels: {team: team-${(namespace + 1) % TEAMS}}}}]}
---
`;
}

function ciliumOfTeam(team) {
  return `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: team-${team}}
spec:
  endpointSelector: {matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': team-${team}}}
  ingressDeny:
    - fromEndpoints:
        - matchExpressions: [{key: 'k8s:io.cilium.k8s.namespace.labels.team', operator: NotIn, values: [team-${team}, team-${(team + 19) % TEAMS}]}]
  egress:
    - toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': ns-0, app: app-0}}]
      toPorts: [{ports: [{port: '53', protocol: UDP}]}]
---
`;
}

function ciliumOfApplication(namespace) {
  return `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: application, namespace: ns-${namespace}}
spec:
  endpointSelector: {matchLabels: {app: app-4}}
  ingress:
    - fromEndpoints: [{matchLabels: {tier: tier-1}}]
      toPorts: [{ports: [{port: '8080', protocol: TCP}]}]
  egress:
    - toFQDNs: [{matchName: example.com}]
      toPorts: [{ports: [{port: '443', protocol: TCP}]}]
  ingressDeny:
    - fromEndpoints: [{matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': team-${(namespace + 1) % TEAMS}}}]
---
`;
}

function calicoOfTeam(team) {
  return `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: team-${team}}
spec:
  order: ${team}
  namespaceSelector: team == 'team-${team}'
  types: [Ingress]
  ingress:
    - {action: Deny, source: {namespaceSelector: "team not in {'team-${team}', 'team-${(team + 19) % TEAMS}'} && has(team)"}}
---
`;
}

function calicoOfApplication(namespace) {
  return `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: application, namespace: ns-${namespace}}
spec:
  order: 500
  selector: app == 'app-4'
  types: [Ingress]
  ingress:
    - {action: Allow, protocol: TCP, source: {selector: tier == 'tier-1'}, destination: {ports: [8080]}}
    - {action: Deny, source: {namespaceSelector: team == 'team-${(namespace + 1) % TEAMS}'}}
---
`;
}
