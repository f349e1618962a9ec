import { parseCidr, rangesMeet } from '../policy/cidr';
import type { LabelSelector, NetworkPolicyManifest, NetworkPolicyPeer, NetworkPolicyPort } from '../policy/manifest';
import { child, type FieldPath, type Finding, forbidden, item } from '../policy/validation/finding';
import type { PolicyWarning } from '../policy/warning';
import type { CniProfile } from './cni-profile';
import type { PolicyFeature } from './deviation';

/** So many ports of one block the VPC CNI keeps. */
const MOST_PORTS = 24;

/** A rule of either direction. */
interface RuleAt {
  readonly path: FieldPath;
  readonly egress: boolean;
  readonly peersAt: FieldPath;
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

/** Where a policy uses what the network plugin leaves out or reads otherwise, with the fact and its source. */
export function cniWarnings(manifest: NetworkPolicyManifest, profile: CniProfile): PolicyWarning[] {
  if (profile.deviations.length === 0) return [];
  const rules = rulesOf(manifest);
  return profile.deviations.flatMap(({ feature, fact, fix, source }) =>
    USES[feature](rules, manifest, profile).map(
      (path): PolicyWarning => ({
        id: `cni-${feature}`,
        path,
        message: `${profile.title}: ${fact} (${source})`,
        fix,
      }),
    ),
  );
}

/** That nothing at all would be enforced; undefined where it is. */
export function notEnforced({ title, enforcement }: CniProfile): Finding | undefined {
  if (enforcement.enforced) return undefined;
  const since = enforcement.since === undefined ? '' : `, since ${enforcement.since}`;
  return forbidden(
    'cni',
    `${title} enforces no NetworkPolicy as it is said to be set up: every policy would be accepted, and nothing would be denied`,
    `switch it on${since}: ${enforcement.switchedOn} (${enforcement.source}); then say so in the profile`,
  );
}

type Uses = (rules: readonly RuleAt[], manifest: NetworkPolicyManifest, profile: CniProfile) => FieldPath[];

const USES: Readonly<Record<PolicyFeature, Uses>> = {
  'end-port': (rules) =>
    portsWhere(rules, ({ port, endPort }) => endPort !== undefined && endPort !== null && endPort !== port),
  'named-ports': (rules) => portsWhere(rules, ({ port }) => typeof port === 'string'),
  sctp: (rules) => portsWhere(rules, ({ protocol }) => protocol === 'SCTP'),
  except: (rules) => peersWhere(rules, ({ ipBlock }) => (ipBlock?.except ?? []).length > 0),
  'negative-selectors': (rules, { spec }) => [
    ...(isNegative(spec.podSelector) ? ['spec.podSelector'] : []),
    ...peersWhere(
      rules,
      ({ podSelector, namespaceSelector }) => isNegative(podSelector) || isNegative(namespaceSelector),
    ),
  ],
  'pod-addresses': (rules, _, { podCidrs }) =>
    rules
      .filter(({ peers }) => !peers.some(({ namespaceSelector }) => namespaceSelector))
      .flatMap((rule) =>
        peersWhere([rule], ({ ipBlock }) => ipBlock !== undefined && holdsPods(ipBlock.cidr, podCidrs)),
      ),
  'both-families': (rules) => {
    const families = rules.flatMap(({ peers }) => peers.flatMap(({ ipBlock }) => familyOf(ipBlock?.cidr) ?? []));
    return new Set(families).size > 1 ? ['spec'] : [];
  },
  'many-ports': (rules) =>
    rules
      .filter(({ peers, ports }) => ports.length > MOST_PORTS && peers.some(({ ipBlock }) => ipBlock))
      .map(({ path }) => child(path, 'ports')),
  'service-labels': (rules) =>
    peersWhere(
      rules.filter(({ egress }) => egress),
      ({ podSelector }) => conditionsOf(podSelector) > 1,
    ),
};

function rulesOf({ spec }: NetworkPolicyManifest): RuleAt[] {
  const rule = (egress: boolean, index: number, peers: readonly NetworkPolicyPeer[] | undefined, ports: unknown) => {
    const path = item(egress ? 'spec.egress' : 'spec.ingress', index);
    const peersAt = child(path, egress ? 'to' : 'from');
    return { path, egress, peersAt, peers: peers ?? [], ports: (ports ?? []) as readonly NetworkPolicyPort[] };
  };
  return [
    ...(spec.ingress ?? []).map(({ from, ports }, index) => rule(false, index, from, ports)),
    ...(spec.egress ?? []).map(({ to, ports }, index) => rule(true, index, to, ports)),
  ];
}

function portsWhere(rules: readonly RuleAt[], uses: (port: NetworkPolicyPort) => boolean): FieldPath[] {
  return rules.flatMap(({ path, ports }) =>
    ports.flatMap((port, index) => (uses(port) ? [item(child(path, 'ports'), index)] : [])),
  );
}

function peersWhere(rules: readonly RuleAt[], uses: (peer: NetworkPolicyPeer) => boolean): FieldPath[] {
  return rules.flatMap(({ peersAt, peers }) =>
    peers.flatMap((peer, index) => (uses(peer) ? [item(peersAt, index)] : [])),
  );
}

function isNegative(selector: LabelSelector | undefined): boolean {
  return (selector?.matchExpressions ?? []).some(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist');
}

function conditionsOf(selector: LabelSelector | undefined): number {
  return Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length;
}

function holdsPods(cidr: unknown, podCidrs: readonly string[]): boolean {
  const block = typeof cidr === 'string' ? parseCidr(cidr)?.cidr : undefined;
  return block !== undefined && podCidrs.some((pods) => rangesMeet(block, parseCidr(pods)?.cidr));
}

function familyOf(cidr: unknown): string | undefined {
  return typeof cidr === 'string' ? parseCidr(cidr)?.cidr.family : undefined;
}
