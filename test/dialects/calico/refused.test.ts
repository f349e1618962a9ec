import { calico, gnp, judged, np, refusals } from './judged';

/** What Calico refuses is never judged as if it were there, and never as if it were not. */

const WEB = `selector: "app == 'web'"`;
const rule = (text: string) => gnp('a', `${WEB}, ingress: [{action: Allow, ${text}}]`);
const tier = (name: string, spec: string) => calico('Tier', name, spec);

const GLOBAL = 'global() can only be used alone, in the namespaceSelector of a source or a destination';
const FAMILIES = 'spec.ingress[0]: Forbidden: rule contains both IPv4 and IPv6 CIDRs, or an ipVersion of the other';
const ports = (field: string) =>
  `spec.ingress[0].destination.${field}: Forbidden: ports are of a protocol: TCP, UDP or SCTP`;

test.each([
  ['ports without a protocol', rule('destination: {ports: [80]}'), ports('ports')],
  ['names of ports without a protocol', rule('destination: {ports: [http]}'), ports('ports')],
  ['notPorts without a protocol', rule('destination: {notPorts: [http]}'), ports('notPorts')],
  ['ports beside notProtocol alone', rule('notProtocol: UDP, destination: {ports: [80]}'), ports('ports')],
  ['ports of ICMP', rule('protocol: ICMP, destination: {ports: [80]}'), ports('ports')],
  ['ports of UDPLite', rule('protocol: 136, destination: {ports: [80]}'), ports('ports')],
  [
    'icmp without its protocol',
    rule('protocol: TCP, icmp: {type: 8}'),
    'spec.ingress[0].icmp: Forbidden: protocol must be ICMP or ICMPv6',
  ],
  ['networks of two families', rule("source: {nets: [10.0.0.0/8, '::/0']}"), FAMILIES],
  [
    'networks of two families at two ends',
    rule("source: {nets: [10.0.0.0/8]}, destination: {notNets: ['::/0']}"),
    FAMILIES,
  ],
  ['networks of another family than ipVersion', rule('ipVersion: 6, source: {nets: [10.0.0.0/8]}'), FAMILIES],
  ['global() for a policy', gnp('a', 'selector: global()'), `spec.selector: Invalid value: "global()": ${GLOBAL}`],
  [
    'global() as the namespaces of a policy',
    gnp('a', 'namespaceSelector: global()'),
    `spec.namespaceSelector: Invalid value: "global()": ${GLOBAL}`,
  ],
  [
    'global() as a selector of a rule',
    rule('source: {selector: global()}'),
    `spec.ingress[0].source.selector: Invalid value: "global()": ${GLOBAL}`,
  ],
  [
    'global() beside something',
    rule('source: {namespaceSelector: "global() || has(team)"}'),
    `spec.ingress[0].source.namespaceSelector: Invalid value: "global() || has(team)": ${GLOBAL}`,
  ],
  [
    'the contrary of global()',
    rule('source: {namespaceSelector: "!global()"}'),
    `spec.ingress[0].source.namespaceSelector: Invalid value: "!global()": ${GLOBAL}`,
  ],
  ['a type twice', gnp('a', 'types: [Ingress, Ingress]'), 'spec.types: Duplicate value: type specified more than once'],
  [
    'preDNAT without applyOnForward',
    gnp('a', 'preDNAT: true'),
    'spec.applyOnForward: Forbidden: must be true if preDNAT is',
  ],
  [
    'preDNAT with egress',
    gnp('a', 'preDNAT: true, applyOnForward: true, types: [Egress]'),
    'spec.egress: Forbidden: a policy with preDNAT cannot have egress',
  ],
  [
    'preDNAT beside doNotTrack',
    gnp('a', 'preDNAT: true, doNotTrack: true, applyOnForward: true'),
    'spec.preDNAT: Forbidden: cannot be true beside doNotTrack',
  ],
  [
    'a Service of no namespace in a global policy',
    gnp('a', 'egress: [{action: Allow, destination: {services: {name: web}}}]'),
    'spec.egress[0].destination.services.namespace: Required value',
  ],
  [
    'ports beside a Service as the destination',
    np('shop/a', 'egress: [{action: Allow, protocol: TCP, destination: {services: {name: web}, ports: [80]}}]'),
    'spec.egress[0].destination.services: Forbidden: cannot be specified beside ports',
  ],
  [
    'a default tier that passes',
    tier('default', 'defaultAction: Pass'),
    'spec.defaultAction: Invalid value: "Pass": the default action of the tier default is Deny',
  ],
  [
    'a tier for administrators that denies',
    tier('kube-admin', 'defaultAction: Deny'),
    'spec.defaultAction: Invalid value: "Deny": the default action of the tier kube-admin is Pass',
  ],
])('%s is refused', (_, object, expected) => {
  expect(refusals(object)).toEqual([expected]);
});

test('a rule may have a Service and ports of the source', () => {
  const service =
    '---\napiVersion: v1\nkind: Service\nmetadata: {name: ops, namespace: ops}\nspec: {selector: {app: ops}, ports: [{port: 80}]}\n';
  const ofOps = rule('protocol: TCP, source: {services: {name: ops, namespace: ops}, ports: [1000]}');
  expect(judged([ofOps, service]).verdicts('ops web 80', 'db web 80')).toEqual(['depends', 'denied']);
});
