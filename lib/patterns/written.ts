import { type DeferredCheck, runDeferredCheck } from '../policy/deferred-check';
import type { NetworkPolicyManifest } from '../policy/manifest';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace } from '../policy/pods';
import { someOf } from '../policy/texts';
import { escapeControls, quote, textOf } from '../policy/unknown-value';
import type { FieldPath, Finding } from '../policy/validation/finding';
import { validateNetworkPolicy } from '../policy/validation/validate-network-policy';
import type { ClientEgress } from './client-egress-option';

const NAME_FIX =
  "write lower case letters, digits, '-' and '.', in the id of the boundary or in metadata: { name: '...' }";

/** What a pattern wrote: the policies, and what is wrong with what it was given. */
export interface Written<S = string, N = number> {
  readonly manifests: readonly NetworkPolicyManifest<S, N>[];
  readonly findings: readonly Finding[];
  /**
   * What can be judged only when a value is known.
   * @internal
   */
  readonly deferred: readonly DeferredCheck<S>[];
  /**
   * The clients that the policies let in, and what lets them out where they are isolated for egress.
   * @internal
   */
  readonly letsIn?: LetsIn<S, N>;
}

/** Puts the parts of a name together; an engine in which one may be known only later has its own way. */
export type Joined<S> = (...parts: readonly (S | string)[]) => S;

/** Clients that a pattern lets in. The other side of their connections is theirs: a policy in their own namespaces. */
export interface LetsIn<S = string, N = number> {
  readonly clients: readonly { readonly peer: Peer<S>; readonly path: FieldPath }[];
  /** The namespace of the pods that they reach. */
  readonly targetNamespace: S;
  readonly clientEgress: ClientEgress;
  /** The policies that let some of them out. */
  waysOut(open: readonly PodsInNamespace<S>[], joined?: Joined<S>): Written<S, N>;
}

/** A finding, and the policy in which it is; absent where the props were wrong before any policy was written. */
export interface PolicyFinding extends Finding {
  readonly policy?: NetworkPolicyManifest;
}

/**
 * Everything that is wrong with what a pattern wrote: the props, what they say of one another, and each policy as the
 * API server would judge it.
 * @returns no finding where the policies may be written
 * @internal
 */
export function findingsOf({ manifests, findings, deferred }: Written): PolicyFinding[] {
  const found: PolicyFinding[] = [...findings];
  for (const check of deferred) found.push(...runDeferredCheck(check));
  for (const policy of manifests) {
    for (const finding of validateNetworkPolicy(policy)) {
      const isReported = finding.path === 'metadata.namespace' && found.some(({ value }) => value === finding.value);
      if (!isReported) found.push({ ...finding, ...(finding.path === 'metadata.name' && { fix: NAME_FIX }), policy });
    }
  }
  return found;
}

/**
 * The policies that a pattern wrote, for use without an engine.
 * @throws InvalidPolicyError with every finding, if there is one
 */
export function validManifests(written: Written): readonly NetworkPolicyManifest[] {
  const findings = findingsOf(written);
  if (findings.length > 0) throw new InvalidPolicyError(findings);
  return written.manifests;
}

/** Why policies were not written. */
export class InvalidPolicyError extends Error {
  readonly #findings: readonly PolicyFinding[];

  /** @param author who wanted to write them, for the message */
  constructor(findings: readonly PolicyFinding[], author?: string) {
    const what = 'the policies were not written:';
    const first = author === undefined ? what : `${author}: ${what}`;
    super([first, ...findings.map((finding) => `  ${describeFinding(finding)}`)].join('\n'));
    this.name = 'InvalidPolicyError';
    this.#findings = findings;
  }

  /** What is wrong. Not a field, which those who print an error would print beside its message. */
  get findings(): readonly PolicyFinding[] {
    return this.#findings;
  }
}

/** A finding in two lines: which policy, which field and what is wrong with it; then what to write instead. */
export function describeFinding({ policy, path, message, fix }: PolicyFinding): string {
  const where = policy === undefined ? '' : `NetworkPolicy ${nameOf(policy)}: `;
  const what = `${where}${path === '' ? '' : `${path}: `}${message}`;
  return `${escapeControls(what)}\n      ${escapeControls(fix)}`;
}

/** `namespace/name` of a policy. */
function nameOf({ metadata: { namespace, name } }: NetworkPolicyManifest): string {
  return `${textOf(namespace ?? 'default')}/${textOf(name)}`;
}

/** The names of policies for a message; of many the first three. */
export function namesOf(policies: readonly NetworkPolicyManifest[]): string {
  const names = [...new Set(policies.map(nameOf))].sort();
  return someOf(
    names.map((name) => quote(name)),
    3,
  );
}

/**
 * What distinguishes the policies of one boundary: `ingress`, `egress`, or `policy` for one that does both; a number follows
 * the second of a kind.
 */
export function policyId<S, N>(manifests: readonly NetworkPolicyManifest<S, N>[], index: number): string {
  const direction = directionOf(manifests[index] as NetworkPolicyManifest<S, N>);
  const before = manifests.slice(0, index).filter((manifest) => directionOf(manifest) === direction).length;
  return before === 0 ? direction : `${direction}-${before + 1}`;
}

function directionOf<S, N>({ spec: { policyTypes = [] } }: NetworkPolicyManifest<S, N>): string {
  return policyTypes.length === 1 ? (policyTypes[0] as string).toLowerCase() : 'policy';
}
