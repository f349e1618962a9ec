import { namesOf } from '../patterns/written';
import { DnsServer } from '../policy/dns-server';
import type { Isolation } from '../policy/isolation';
import type { LabelSelector } from '../policy/manifest';
import type { PodsInNamespace } from '../policy/pods';
import { literalLabels } from '../policy/selector';
import { type Finding, forbidden, required, unsupported } from '../policy/validation/finding';
import { isForWholeNamespace } from './grant-target';

/**
 * Whether a grant protects its target by an ingress policy: always, where the target is isolated for ingress already, or never.
 * The first ingress policy of a pod closes it to everyone else.
 */
export type TargetIngress = 'always' | 'auto' | 'never';

const TARGET_INGRESS: readonly TargetIngress[] = ['always', 'auto', 'never'];

/** What is wrong with a value that was given for it. */
export function checkTargetIngress(value: TargetIngress | undefined): Finding[] {
  return value === undefined || TARGET_INGRESS.includes(value)
    ? []
    : [unsupported('targetIngress', value, TARGET_INGRESS)];
}

/** What is known around the target of a grant. */
export interface TargetSurroundings {
  /** Who is isolated for ingress, by every policy but those that follow from the answer. */
  readonly ingress: Isolation;
  /** Whether the app or program itself declares a workload among these pods. */
  declares(target: PodsInNamespace): boolean;
  /** How the engine writes a default deny of a namespace. */
  denyOf(namespace: string): string;
}

export interface TargetAnswer {
  /** Whether the policies that protect the target are written. */
  readonly protects: boolean;
  readonly findings: readonly Finding[];
}

const PROTECTS: TargetAnswer = { protects: true, findings: [] };
const LEAVES: TargetAnswer = { protects: false, findings: [] };

/** Whether the answer depends on nothing around the grant. */
export function isPlainTarget(mode: TargetIngress | undefined, targets: readonly PodsInNamespace[]): boolean {
  if (mode !== undefined) return mode !== 'auto';
  return !isForWholeNamespace(targets) && !targets.some(isShared);
}

/**
 * Whether a grant protects its target, and what speaks against that where it was not said.
 * @param mode undefined where it was not said, which means always; but not for every pod of a namespace, nor for what others use
 */
export function targetIngress(
  mode: TargetIngress | undefined,
  targets: readonly PodsInNamespace[],
  surroundings: TargetSurroundings,
): TargetAnswer {
  if (mode === 'always') return PROTECTS;
  if (mode === 'never') return LEAVES;
  const verdicts = targets.map((target) => ({
    target,
    verdict: surroundings.ingress.of({ namespace: target.place.name, selector: target.selector }),
  }));
  if (mode === 'auto') {
    const partly = verdicts.find(({ verdict }) => verdict.isolated === 'partly');
    if (partly !== undefined && partly.verdict.isolated === 'partly') {
      const problem = `some of these pods are isolated for ingress by ${namesOf(partly.verdict.by)} and others may not be; a policy for all of them would close those that are not`;
      return { protects: false, findings: [forbidden('to', problem, "say targetIngress: 'always' or 'never'")] };
    }
    return verdicts.some(({ verdict }) => verdict.isolated === 'wholly') ? PROTECTS : LEAVES;
  }
  const findings = verdicts
    .filter(({ verdict }) => verdict.isolated !== 'wholly')
    .flatMap(({ target }) => unsaid(target, surroundings));
  return { protects: true, findings };
}

/** What speaks against closing these pods to everyone else without a word. */
function unsaid(target: PodsInNamespace, { declares, denyOf }: TargetSurroundings): Finding[] {
  const { name } = target.place;
  if (target.all) {
    const problem = `a grant to every pod of namespace ${name} would isolate them all, and nothing isolates them yet`;
    const fix = `select the pods that are meant, isolate the namespace on purpose: ${denyOf(name)}, or say targetIngress: 'always'`;
    return [forbidden('to', problem, fix)];
  }
  if (!isShared(target) || declares(target)) return [];
  const problem = `a grant to pods of ${name} that others use as well would close them to everyone else, and nothing isolates them yet`;
  const fix = "say targetIngress: 'auto', which leaves them as they are, or 'always' where that is meant";
  return [required('targetIngress', problem, fix)];
}

/** Namespaces of the platform, whose pods serve the whole cluster. */
const SHARED_NAMESPACES: readonly string[] = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'istio-system',
  'linkerd',
];

/** Namespaces of OpenShift. */
const OPENSHIFT = 'openshift-';

/** Labels of pods that answer DNS, wherever they are. */
const DNS_LABELS: readonly (readonly [string, string])[] = [
  ...[DnsServer.kubeDns(), DnsServer.openShift()].flatMap(({ peers }) =>
    peers.flatMap((peer) => (peer.type === 'pods' ? literalLabels(peer.selector) : [])),
  ),
  ...['coredns', 'node-local-dns'].flatMap((name): [string, string][] => [
    ['k8s-app', name],
    ['app.kubernetes.io/name', name],
  ]),
];

/** Whether pods are for the whole cluster, such as its DNS server. */
export function isShared({ place: { name }, selector }: PodsInNamespace): boolean {
  if (typeof name !== 'string') return false;
  return (
    SHARED_NAMESPACES.includes(name) ||
    name.startsWith(OPENSHIFT) ||
    DNS_LABELS.some(([key, value]) => demands(selector, key, value))
  );
}

/** Whether a selector demands a label; asked for every grant, so that no selectors are compared for it. */
function demands({ matchLabels, matchExpressions }: LabelSelector, key: string, value: string): boolean {
  return (
    matchLabels?.[key] === value ||
    (matchExpressions !== undefined &&
      literalLabels({ matchExpressions }).some(([own, one]) => own === key && one === value))
  );
}
