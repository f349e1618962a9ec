import type { ClusterNamespace } from '../../cluster/cluster';
import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { literalLabels } from '../../policy/selector';
import { namespaceSelectorOf, type PodsRulePeer } from '../../reachability/rules/policy-rules';
import { cachePolicy, pod } from '../examples';
import { asksControllers, type LintContext } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { nearLabel } from '../near-labels';

/** In so many namespaces is looked for pods that have nearly the labels. */
const MOST_NAMESPACES = 100;

export const peerMatchesNothing: LintRule = {
  id: 'peer-matches-nothing',
  severity: 'warning',
  title: 'a peer that no pod matches',
  explanation: `This peer matches nothing that the input declares, so the rule opens nothing. The cause is often a
typing error, or a namespace that lacks the label. It is reported only where the input declares workloads in every
namespace that the peer may mean, and nothing there that makes pods without showing them, such as a Kafka or a HelmRelease, and a pod has nearly the labels that are asked for, or where a namespace has the name that the peer asks for as a label, and does not
have that label.`,
  fix: 'select labels that the pods and their namespace have',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: prxoy}}}]
`,
    pod('shop', 'cache'),
    pod('shop', 'proxy'),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
`,
    pod('shop', 'cache'),
    pod('shop', 'proxy'),
  ),
  *check(linted) {
    const known = new Map<string, string | undefined>();
    for (const { policy, peersPath, read } of linted.rules()) {
      for (const peer of read?.peers ?? []) {
        if (peer.type !== 'pods' || linted.podsAmong(peer).length > 0 || asksControllers(peer.pods)) continue;
        const key = JSON.stringify([peer.pods, peer.namespaces]);
        if (!known.has(key)) known.set(key, whyNoPod(peer, linted));
        const why = known.get(key);
        if (why !== undefined) yield aboutPolicy(policy, `${peersPath}[${peer.index}]`, why);
      }
    }
  },
};

/** Undefined where a pod may be matched that the input does not declare. */
function whyNoPod(peer: PodsRulePeer, linted: LintContext): string | undefined {
  const { namespaces } = linted.cluster;
  const selector = namespaceSelectorOf(peer);
  const { meant, areShown } = linted.namespacesOf(selector);
  if (meant.length > 0) {
    if (!areShown) return undefined;
    const near = nearLabelAmong(meant, peer, linted);
    // Peers are often pods that are yet to come, or that only some set-ups have.
    if (near === undefined) return undefined;
    const where = meant.length === 1 ? `namespace ${meant[0]?.name}` : 'the namespaces that it selects';
    return `no declared pod of ${where} has these labels; there are pods with ${near}`;
  }
  const lacking = literalLabels(selector).find(
    ([key, value]) => key !== NAMESPACE_NAME_LABEL && namespaces.get(value)?.declared,
  );
  if (lacking === undefined) return undefined;
  const [key, name] = lacking;
  return `namespace ${name} is declared without the label ${key}=${name}, and no other declared one has it`;
}

function nearLabelAmong(
  namespaces: readonly ClusterNamespace[],
  { pods }: PodsRulePeer,
  linted: LintContext,
): string | undefined {
  for (const { name } of namespaces.slice(0, MOST_NAMESPACES)) {
    const near = nearLabel(pods, name, linted);
    if (near !== undefined) return near;
  }
  return undefined;
}
