import type { ClusterPolicy, ClusterService } from '../../cluster/cluster';
import { cniWarnings } from '../../cni/cni-warnings';
import { cilium } from '../../cni/profiles/plugins';
import { selectorMatches } from '../../policy/selector';
import type { FieldPath } from '../../policy/validation/finding';
import { type PolicyWarning, silenceOf } from '../../policy/warning';
import type { PodsRulePeer } from '../../reachability/rules/policy-rules';
import { cachePolicy } from '../examples';
import { isEmpty, type LintContext } from '../lint-context';
import { aboutPolicy, type LintRule, type RuleFinding } from '../lint-rule';

export const cniFeatures: LintRule = {
  id: 'cni-features',
  severity: 'warning',
  title: 'what the network plugin ignores or reads differently',
  explanation: `Plugins differ from the specification and from each other: a range of ports may become one port, a
block may match no pod, a named port may not be resolved, and the API server accepts the policy all the same. It is
reported only where the settings or --cni name the plugin of the cluster; docs/platforms.md has the facts and their
sources. An annotation such as ringfence/silence-cni-end-port silences one feature alone.`,
  examplesNote: 'The examples are for Cilium 1.16.',
  fix: 'write it in another way, as the message says',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}], ports: [{port: 6379, endPort: 6381}]}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}], ports: [{port: 6379}, {port: 6380}, {port: 6381}]}]
`),
  examplesWith: { cni: cilium({ version: '1.16' }) },
  *check(linted) {
    const { cni, policies } = linted;
    if (cni === undefined) return;
    const ofServices = cni.deviations.find(({ feature }) => feature === 'service-labels');
    for (const policy of policies) {
      for (const warning of cniWarnings(policy.manifest, cni)) {
        if (warning.id !== SERVICE_LABELS) yield* unlessSilenced(policy, warning);
      }
      if (ofServices === undefined) continue;
      for (const [path, service] of missedServices(policy, linted)) {
        const message = `${cni.title}: ${ofServices.fact} (${ofServices.source}); this peer does not match the selector of Service ${service.namespace}/${service.name}`;
        yield* unlessSilenced(policy, { id: SERVICE_LABELS, path, message, fix: ofServices.fix });
      }
    }
  },
};

/** The one feature that is judged by what is declared: by the Services in front of the pods of a peer. */
const SERVICE_LABELS = 'cni-service-labels';

function* unlessSilenced(policy: ClusterPolicy, { id, path, message, fix }: PolicyWarning): Iterable<RuleFinding> {
  if (!silenceOf(policy.manifest, id)?.trim()) yield aboutPolicy(policy, path, message, { fix });
}

/** The peers that select pods behind a Service by other labels than those that the Service selects by. */
function* missedServices(policy: ClusterPolicy, linted: LintContext): Iterable<[FieldPath, ClusterService]> {
  for (const { direction, peersPath, read } of linted.rulesIn(policy)) {
    if (direction !== 'Egress') continue;
    for (const peer of read?.peers ?? []) {
      if (peer.type !== 'pods' || isEmpty(peer.pods)) continue;
      const missed = missedBy(peer, linted);
      if (missed !== undefined) yield [`${peersPath}[${peer.index}]`, missed];
    }
  }
}

function missedBy(peer: PodsRulePeer, linted: LintContext): ClusterService | undefined {
  for (const { endpoints } of linted.podsAmong(peer)) {
    const [pod] = endpoints;
    if (pod === undefined) continue;
    const missed = linted
      .servicesOf(pod)
      .find(({ headless, selector }) => !headless && !selectorMatches(peer.pods, selector));
    if (missed !== undefined) return missed;
  }
  return undefined;
}
