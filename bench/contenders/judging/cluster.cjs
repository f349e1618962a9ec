const { MIXED, mixedPolicyText } = require('./mixed-policies.cjs');

/**
 * The manifests of a cluster as one YAML text, as if exported from one: pods of owners with ten replicas each, labelled by
 * application, tier and zone, with addresses; a namespace for every fifty pods, and a policy for every ten.
 *
 * In the adversarial cluster no two pods share a value of any label, and policies select by those labels. In a mixed cluster the last
 * policy of each namespace is one of another API, and the first twenty of those are for all namespaces of a team.
 */
exports.clusterText = function* ({ pods, adversarial, dialect }) {
  const namespaces = pods / 50;
  for (let number = 0; number < namespaces; number++) yield namespaceText(number);
  for (let number = 0; number < pods; number++) yield podText(number, namespaces, adversarial);
  for (let number = 0; number < pods / 10; number++) {
    const isOther = dialect !== undefined && Math.floor(number / namespaces) === MIXED;
    yield isOther ? mixedPolicyText(dialect, number % namespaces) : policyText(number, namespaces, adversarial);
  }
};

const REPLICAS = 10;
const DENY = 0;
const DNS = 1;

function namespaceText(number) {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ns-${number}
  labels:
    team: team-${number % 20}
---
`;
}

function podText(number, namespaces, adversarial) {
  const owner = adversarial ? number : Math.floor(number / REPLICAS);
  const namespace = owner % namespaces;
  const application = adversarial ? number : Math.floor(owner / namespaces);
  const zone = adversarial ? number : number % 3;
  return `apiVersion: v1
kind: Pod
metadata:
  name: app-${application}-${number}
  namespace: ns-${namespace}
  labels:
    app: app-${application}
    tier: tier-${adversarial ? number : application % 3}
    zone: zone-${zone}
  ownerReferences:
    - apiVersion: apps/v1
      kind: ReplicaSet
      name: app-${application}
      uid: 00000000-0000-0000-0000-${String(owner).padStart(12, '0')}
      controller: true
spec:
  nodeName: node-${number % 100}
  containers:
    - name: main
      image: registry.example.com/app-${application}:1.${number % 10}
      ports:
        - name: http
          containerPort: 8080
          protocol: TCP
status:
  phase: Running
  podIP: 10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}
---
`;
}

/** A default deny, a way to DNS, and grants between the applications of a namespace and of another team's. */
function policyText(number, namespaces, adversarial) {
  const namespace = number % namespaces;
  const index = Math.floor(number / namespaces);
  const head = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: policy-${index}
  namespace: ns-${namespace}
spec:
`;
  if (index === DENY) return `${head}  podSelector: {}\n  policyTypes: [Ingress, Egress]\n---\n`;
  if (index === DNS) {
    return `${head}  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ns-0}}
          podSelector: {matchLabels: {app: app-0}}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
---
`;
  }
  if (adversarial) return adversarialText(head, namespace, (index - DNS - 1) * namespaces + namespace);
  return `${head}  podSelector: {matchLabels: {app: app-${index}}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector: {matchLabels: {tier: tier-${index % 3}}}
        - namespaceSelector: {matchLabels: {team: team-${(namespace + 1) % 20}}}
          podSelector: {matchLabels: {app: app-${index + 1}, zone: zone-1}}
        - ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.${index * 16}/28]}
      ports:
        - {port: http}
        - {port: ${9000 + index}, endPort: ${9010 + index}}
  egress:
    - to:
        - podSelector: {}
      ports:
        - {port: 8080}
---
`;
}

/** So many of fifty pods' five policies are neither the deny nor the way to DNS: each names so many pods. */
const NAMED = Math.ceil(50 / 3);

/** Together the policies name every pod by each of its labels. */
function adversarialText(head, namespace, number) {
  const some = (label, shift) =>
    `{key: ${label}, operator: In, values: [${Array.from({ length: NAMED }, (_, index) => `${label}-${number * NAMED + index + shift}`)}]}`;
  return `${head}  podSelector: {matchExpressions: [${some('app', 0)}]}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector: {matchExpressions: [${some('tier', 3)}]}
        - namespaceSelector: {matchLabels: {team: team-${namespace % 20}}}
          podSelector: {matchExpressions: [${some('zone', 5)}]}
      ports:
        - {port: http}
        - {port: ${1000 + number}}
  egress:
    - to:
        - podSelector: {}
        - namespaceSelector: {}
          podSelector: {matchExpressions: [${some('tier', 7)}]}
      ports:
        - {port: 8080}
---
`;
}
