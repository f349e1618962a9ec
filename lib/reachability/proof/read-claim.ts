import { runDeferredCheck } from '../../policy/deferred-check';
import type { Flow } from '../../policy/flow';
import {
  NETWORK_POLICY_API_VERSION,
  NETWORK_POLICY_KIND,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
} from '../../policy/manifest';
import type { AbsolutePeer } from '../../policy/peer';
import type { PortWord } from '../../policy/port';
import { Renderer } from '../../policy/render';
import { kindOf } from '../../policy/unknown-value';
import { type Finding, invalid, unreadable } from '../../policy/validation/finding';
import { isMap } from '../../policy/validation/structure';
import { validateNetworkPolicy } from '../../policy/validation/validate-network-policy';
import { type PodsRulePeer, type RulePeer, type RulePorts, rulePeerOf, rulePortsOf } from '../rules/policy-rules';

/** A flow as the engine takes it: the peers and ports of a rule that would say it. */
export interface FlowClaim {
  readonly from: RulePeer;
  readonly to: RulePeer;
  readonly ports: RulePorts;
}

/** Why a claim was not judged: it says less than it seems to, or nothing at all. */
export class InvalidClaimError extends Error {
  readonly #findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(
      [
        'the claim cannot be judged:',
        ...findings.map(({ path, message, fix }) => `  ${path}: ${message}\n      ${fix}`),
      ].join('\n'),
    );
    this.name = 'InvalidClaimError';
    this.#findings = findings;
  }

  /** What is wrong. Not a field, which those who print an error would print beside its message. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }
}

/**
 * Reads a flow.
 * @throws InvalidClaimError with every finding: an empty selector in a claim would cover everyone
 */
export function readFlow(flow: Flow): FlowClaim {
  const read = new ClaimReader();
  const claim = read.flow(flow, 'flow');
  read.finish();
  return claim as FlowClaim;
}

/**
 * Reads pods about which something is claimed, and the flows that they may have.
 * @param name what the pods are to the claim
 * @throws InvalidClaimError with every finding
 */
export function readBoundaryClaim(name: string, pods: AbsolutePeer, flows: readonly Flow[]): BoundaryClaim {
  const read = new ClaimReader();
  const peer = read.pods(pods, name);
  const claims = read.flows(flows);
  read.finish();
  return { pods: peer as PodsRulePeer, flows: claims as FlowClaim[] };
}

export interface BoundaryClaim {
  readonly pods: PodsRulePeer;
  readonly flows: readonly FlowClaim[];
}

/**
 * Reads the name of a namespace about which something is claimed.
 * @throws InvalidClaimError
 */
export function readNamespace(name: string): string {
  const read = new ClaimReader();
  read.namespace(name);
  read.finish();
  return name;
}

class ClaimReader {
  private readonly renderer = new Renderer<string, number>();
  private readonly findings: Finding[] = [];

  flows(flows: readonly Flow[]): (Partial<FlowClaim> | undefined)[] {
    if (Array.isArray(flows)) return Array.from(flows, (flow, index) => this.flow(flow, `flows[${index}]`));
    const fix = 'write flows: [...], or [] for none';
    this.findings.push(invalid('flows', flows, `must be a list, not ${kindOf(flows)}`, fix));
    return [];
  }

  flow(flow: Flow, path: string): Partial<FlowClaim> | undefined {
    if (!isMap(flow) || flow.type !== 'flow') {
      this.findings.push(
        invalid(path, flow, `must be a flow, not ${kindOf(flow)}`, 'write Flow.from(...).to(...).on(Port.tcp(6379))'),
      );
      return undefined;
    }
    const { from, to, ports } = flow as Flow;
    return {
      from: this.peer(from, `${path}.from`),
      to: this.peer(to, `${path}.to`),
      ports: this.ports(ports, `${path}.on`),
    };
  }

  pods(word: AbsolutePeer, path: string): PodsRulePeer | undefined {
    const peer = this.peer(word, path);
    if (peer?.type !== 'addresses') return peer;
    const fix = "write Pods.labelled({ app: 'web' }).inNamespace('shop')";
    this.findings.push(invalid(path, word, 'must be pods, since policies protect nothing else', fix));
    return undefined;
  }

  private peer(word: AbsolutePeer, path: string): RulePeer | undefined {
    if ((word as { place?: { in?: unknown } } | undefined)?.place?.in === 'same-namespace') {
      this.findings.push(
        invalid(path, 'the same namespace', 'means nothing outside of a policy', "write .inNamespace('shop')"),
      );
      return undefined;
    }
    if (Array.isArray(word)) {
      this.findings.push(invalid(path, word, 'must be one peer, not a list', 'write a flow for each'));
      return undefined;
    }
    const peer = this.rendered(word, path);
    if (peer === undefined) return undefined;
    const findings = this.judged({ from: [peer] }, 'spec.ingress[0].from[0]', path);
    return findings === 0 ? rulePeerOf(peer, 0, '') : undefined;
  }

  /** What is no word at all may throw anything. */
  private rendered(word: AbsolutePeer, path: string): NetworkPolicyPeer | undefined {
    try {
      return this.renderer.peers(word, path)[0];
    } catch (error) {
      this.findings.push(
        unreadable(path, error, "write Pods.labelled({ app: 'web' }).inNamespace('shop') or an IpBlock"),
      );
      return undefined;
    }
  }

  private ports(words: readonly PortWord[], path: string): RulePorts | undefined {
    const ports = this.renderer.ports(words, path);
    return this.judged({ ports }, 'spec.ingress[0].ports', path) === 0 ? rulePortsOf(ports) : undefined;
  }

  namespace(name: string): void {
    if (typeof name === 'string') this.renderer.namespace(name, 'namespace');
    else this.findings.push(invalid('namespace', name, `must be a name, not ${kindOf(name)}`, "write 'shop'"));
  }

  finish(): void {
    const findings = [
      ...this.renderer.findings,
      ...this.renderer.deferred.flatMap((check) => runDeferredCheck(check)),
      ...this.findings,
    ];
    if (findings.length > 0) throw new InvalidClaimError(findings);
  }

  /** Judges a part of a rule as the API server would; the paths are those of the claim. */
  private judged(rule: object, written: string, path: string): number {
    const policy: NetworkPolicyManifest = {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { name: 'claim' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [rule] },
    };
    const findings = validateNetworkPolicy(policy);
    this.findings.push(...findings.map((finding) => ({ ...finding, path: finding.path.replace(written, path) })));
    return findings.length;
  }
}
