import type { PolicyType } from '../policy/manifest';
import type { Peer } from '../policy/peer';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { type FieldPath, invalid, item, required } from '../policy/validation/finding';
import { isMap } from '../policy/validation/structure';
import { checkOptions, policyManifest } from './policy-options';
import { type RenderedRule, ruleFields, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** One rule of `ingress`. */
export interface IngressRule<S = string, N = number> {
  /** The peers that may connect: any of these, or everyone, which is written `'anywhere'`. */
  readonly from: Peer<S> | readonly Peer<S>[] | 'anywhere';
  /** On which ports of the protected pods; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** One rule of `egress`. */
export interface EgressRule<S = string, N = number> {
  /** The peers that the pods may connect to: any of these, or everyone, which is written `'anywhere'`. */
  readonly to: Peer<S> | readonly Peer<S>[] | 'anywhere';
  /** On which ports of the destination; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** The options of `networkPolicy`. */
export interface NetworkPolicyOptions<S = string, N = number> extends WorkloadOptions<S> {
  /**
   * What may connect to the pods; an empty list denies everything.
   * @default - the policy does not isolate ingress
   */
  readonly ingress?: readonly IngressRule<S, N>[];
  /**
   * What the pods may connect to; an empty list denies everything.
   * @default - the policy does not isolate egress
   */
  readonly egress?: readonly EgressRule<S, N>[];
}

/** One policy, for what no pattern covers. `policyTypes` follows from which of `ingress` and `egress` are given. */
export function networkPolicy<S, N>(name: S, options: NetworkPolicyOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'ingress', 'egress']);
  const ingress = rulesOf(renderer, options.ingress, 'ingress', 'from');
  const egress = rulesOf(renderer, options.egress, 'egress', 'to');
  if (ingress === undefined && egress === undefined) {
    renderer.findings.push(
      required(
        'ingress',
        'neither ingress nor egress was given, which Kubernetes takes for a denial of all ingress',
        'write ingress: [] if that is meant',
      ),
    );
  }
  const policyTypes: PolicyType[] = [
    ...(ingress ? (['Ingress'] as const) : []),
    ...(egress ? (['Egress'] as const) : []),
  ];
  const namespace = renderer.namespace(options.namespace, 'namespace');
  const manifest = policyManifest(renderer, namespace, name, options, {
    podSelector: renderer.subject(options.pods, 'pods'),
    policyTypes,
    ...(ingress && ruleFields('Ingress', ingress)),
    ...(egress && ruleFields('Egress', egress)),
  });
  return { manifests: [manifest], findings: renderer.findings, deferred: renderer.deferred };
}

function rulesOf<S, N>(
  renderer: Renderer<S, N>,
  rules: readonly (IngressRule<S, N> | EgressRule<S, N>)[] | undefined,
  path: FieldPath,
  peersField: 'from' | 'to',
): RenderedRule<S, N>[] | undefined {
  if (rules === undefined) return undefined;
  if (!Array.isArray(rules)) {
    renderer.findings.push(
      invalid(path, rules, 'must be a list of rules', `write ${path}: [{ ${peersField}: ..., ports: [...] }]`),
    );
    return [];
  }
  return Array.from(rules).flatMap((rule, index) => {
    const at = item(path, index);
    if (!isMap(rule)) {
      renderer.findings.push(invalid(at, rule, 'must be a rule', `write { ${peersField}: ..., ports: [...] }`));
      return [];
    }
    const peers = rule[peersField] as Peer<S> | readonly Peer<S>[] | 'anywhere';
    return [
      {
        peers: peers === 'anywhere' ? undefined : renderer.peers(peers, `${at}.${peersField}`),
        ports: renderer.ports(rule.ports as readonly PortWord<S, N>[], `${at}.ports`),
      },
    ];
  });
}
