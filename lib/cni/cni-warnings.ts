import { parseCidr, rangesMeet } from '../policy/cidr';
import { apiServerByEntity } from '../policy/cilium-instead';
import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
} from '../policy/manifest';
import { type ManifestRule, peersPath, portsPath, rulePath, rulesOfManifest } from '../policy/manifest-rules';
import { policyTypesOf } from '../policy/policy-types';
import { selectorsExclude } from '../policy/selector';
import { type FieldPath, type Finding, forbidden, item } from '../policy/validation/finding';
import type { PolicyWarning } from '../policy/warning';
import type { CniProfile } from './cni-profile';
import type { PolicyFeature } from './deviation';

/** How many ports of one block the VPC CNI keeps. */
const MOST_PORTS = 24;

/** Where a policy uses what the network plugin ignores or reads differently, with the fact and its source. */
export function cniWarnings(manifest: NetworkPolicyManifest, profile: CniProfile): PolicyWarning[] {
  if (profile.deviations.length === 0) return [];
  const rules = rulesOfManifest(manifest.spec);
  return profile.deviations.flatMap(({ feature, fact, fix, source }) =>
    USES[feature](rules, manifest, profile).map(
      (path): PolicyWarning => ({
        id: `cni-${feature}`,
        path,
        message: `${profile.title}: ${fact} (${source})`,
        fix: feature === 'pod-addresses' ? `${fix}${apiServerFix(path, rules, manifest, profile)}` : fix,
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
    `${title} enforces no NetworkPolicy with these settings: every policy would be accepted, and nothing would be denied`,
    `switch it on${since}: ${enforcement.switchedOn} (${enforcement.source}); then set it in the profile`,
  );
}

/** Where TLS to an API server goes: to the ClusterIP of its Service, and to the addresses behind it. */
const API_SERVER_PORTS: readonly unknown[] = [443, 6443];

/** The policy to write where a block looks like the address of the API server, and the plugin knows that by itself. */
function apiServerFix(
  path: FieldPath,
  rules: readonly ManifestRule[],
  manifest: NetworkPolicyManifest,
  { policyApis }: CniProfile,
): string {
  if (!policyApis?.includes('cilium.io')) return '';
  const isOfApiServer = ({ direction, peers = [], ports = [] }: ManifestRule) =>
    direction === 'Egress' &&
    peers.length > 0 &&
    peers.every(({ ipBlock }) => isSingleAddress(ipBlock?.cidr)) &&
    ports.length > 0 &&
    ports.every(({ port, endPort }) => API_SERVER_PORTS.includes(port) && endPort === undefined);
  const alike = rules.filter(isOfApiServer);
  if (!alike.some((rule) => path.startsWith(`${rulePath(rule)}.`))) return '';
  const ports = [...new Set(alike.flatMap((rule) => (rule.ports ?? []).map(({ port }) => Number(port))))];
  return `; for the API server apply this as well: ${JSON.stringify(apiServerByEntity(manifest, ports))}`;
}

type Uses = (rules: readonly ManifestRule[], manifest: NetworkPolicyManifest, profile: CniProfile) => FieldPath[];

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
  'pod-addresses': (rules, _, { podCidrs, ipBlocksMatchNodes }) =>
    rules
      .filter(({ peers }) => !peers?.some(({ namespaceSelector }) => namespaceSelector))
      .flatMap((rule) =>
        peersWhere(
          [rule],
          ({ ipBlock }) =>
            ipBlock !== undefined &&
            holdsPods(ipBlock.cidr, podCidrs) &&
            // A single address is that of a node, such as the API server's.
            !(ipBlocksMatchNodes && isSingleAddress(ipBlock.cidr)),
        ),
      ),
  'both-families': (rules) => {
    const families = rules.flatMap(({ peers = [] }) => peers.flatMap(({ ipBlock }) => familyOf(ipBlock?.cidr) ?? []));
    return new Set(families).size > 1 ? ['spec'] : [];
  },
  'many-ports': (rules) =>
    rules
      .filter(({ peers = [], ports = [] }) => ports.length > MOST_PORTS && peers.some(({ ipBlock }) => ipBlock))
      .map(portsPath),
  'service-labels': (rules) =>
    peersWhere(
      rules.filter(({ direction }) => direction === 'Egress'),
      ({ podSelector }) => conditionsOf(podSelector) > 1,
    ),
  'both-directions': opensOwnIngress,
  // Which pods have the name no policy says.
  'unknown-port-names': (rules) => portsWhere(rules, ({ port }) => typeof port === 'string'),
  'except-among-blocks': exceptionsAmongBlocks,
};

/** Egress rules of a policy for both directions, if their peers may be pods that it selects. */
function opensOwnIngress(rules: readonly ManifestRule[], { metadata, spec }: NetworkPolicyManifest): FieldPath[] {
  if (new Set(policyTypesOf(spec)).size < 2) return [];
  const here = { matchLabels: { [NAMESPACE_NAME_LABEL]: metadata.namespace ?? 'default' } };
  const mayBeOwn = ({ ipBlock, podSelector = {}, namespaceSelector = here }: NetworkPolicyPeer) =>
    ipBlock !== undefined ||
    (!selectorsExclude(podSelector, spec.podSelector ?? {}) && !selectorsExclude(namespaceSelector, here));
  return rules
    .filter(({ direction, peers }) => direction === 'Egress' && (!peers?.length || peers.some(mayBeOwn)))
    .map(rulePath);
}

/** Exceptions in rules that have other blocks of the same family too. */
function exceptionsAmongBlocks(rules: readonly ManifestRule[]): FieldPath[] {
  return rules.flatMap((rule) => {
    const families = (rule.peers ?? []).flatMap(({ ipBlock }) => familyOf(ipBlock?.cidr) ?? []);
    const isAmong = (family: string | undefined) => families.filter((one) => one === family).length > 1;
    return peersWhere([rule], ({ ipBlock }) => (ipBlock?.except ?? []).length > 0 && isAmong(familyOf(ipBlock?.cidr)));
  });
}

function portsWhere(rules: readonly ManifestRule[], uses: (port: NetworkPolicyPort) => boolean): FieldPath[] {
  return rules.flatMap((rule) =>
    (rule.ports ?? []).flatMap((port, index) => (uses(port) ? [item(portsPath(rule), index)] : [])),
  );
}

function peersWhere(rules: readonly ManifestRule[], uses: (peer: NetworkPolicyPeer) => boolean): FieldPath[] {
  return rules.flatMap((rule) =>
    (rule.peers ?? []).flatMap((peer, index) => (uses(peer) ? [item(peersPath(rule), index)] : [])),
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

/** Whether a block holds one address. */
function isSingleAddress(cidr: unknown): boolean {
  return typeof cidr === 'string' && /(^[^:]+\/32|:.*\/128)$/.test(cidr);
}

function familyOf(cidr: unknown): string | undefined {
  return typeof cidr === 'string' ? parseCidr(cidr)?.cidr.family : undefined;
}
