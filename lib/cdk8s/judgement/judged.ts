import type { Chart } from 'cdk8s';
import type { IConstruct, IValidation } from 'constructs';
import type { CniProfile } from '../../cni/cni-profile';
import type { Client } from '../../grants/client-egress';
import type { TargetIngress } from '../../grants/target-ingress';
import type { ClientEgress } from '../../patterns/client-egress-option';
import type { PolicyOptions } from '../../patterns/policy-options';
import type { PolicyFinding } from '../../patterns/written';
import { findingsOf, type LetsIn, type Written } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import type { PodsInNamespace } from '../../policy/pods';
import type { PortWord } from '../../policy/port';
import { unquotedNumbers } from '../../policy/unquoted-numbers';
import type { Finding } from '../../policy/validation/finding';
import { unreadable } from '../../policy/validation/finding';
import type { PolicyWarning } from '../../policy/warning';
import type { ContractTerms } from '../../reachability/claims/contract';
import type { PolicyObject } from '../constructs/policy-object';
import type { Inventory } from './inventory';

/** What a boundary has to write, and what is wrong with it. */
export interface BoundaryDraft {
  readonly manifests: readonly NetworkPolicyManifest[];
  readonly findings: readonly PolicyFinding[];
  /** What is doubtful in it, as far as the boundary is settled. */
  readonly warnings?: readonly PolicyWarning[];
  /** The clients that it lets in, which the policies of other boundaries may not let out. */
  readonly letsIn?: LetsIn;
}

/** What the judgement of an app needs of a boundary. */
export interface JudgedBoundary extends IConstruct, IValidation {
  /** Whether users have put a `validate` of theirs in place of ours. */
  readonly _validatesItself: boolean;
  readonly _chart: Chart;
  readonly _policyObjects: readonly PolicyObject[];
  readonly _draft: BoundaryDraft;
  /** What it writes by itself, whatever else is in the app. */
  readonly _ownDraft: BoundaryDraft;
  /** Leaves out policies that another chart writes already, and takes in again those that were left out before. */
  _leaveOut(manifests: ReadonlySet<NetworkPolicyManifest>): void;
  /** The network plugin that the boundary's own props name. */
  readonly _cni: CniProfile | undefined;
  _write(draft: BoundaryDraft): void;
}

/** A construct that claims something of the policies of the app. */
export interface JudgedContract extends IConstruct {
  _read(): ReadContract;
}

/** What a contract claims, and by which network plugin it is judged. */
export interface ReadContract {
  readonly contract: IConstruct;
  readonly terms: ContractTerms;
  readonly cni: CniProfile | undefined;
  readonly findings: readonly Finding[];
}

/** A grant whose clients and target are known: words, in place of the constructs that were given. */
export interface ResolvedGrant {
  readonly id: string;
  readonly targets: readonly PodsInNamespace[];
  readonly clients: readonly Client[];
  readonly ports: readonly PortWord[];
  readonly clientEgress: ClientEgress;
  /** Whether the target is protected; undefined where it was not said. */
  readonly targetIngress: TargetIngress | undefined;
  readonly options: PolicyOptions;
  /** What is wrong with the clients or the target; the grant is not settled then. */
  readonly findings: readonly Finding[];
  /** The policies that protect the target, without any that open a client's way out. */
  readonly ingress: BoundaryDraft;
}

/** A boundary that depends on what else is in the app. */
export interface JudgedGrant extends JudgedBoundary {
  _resolve(inventory: Inventory): ResolvedGrant;
}

export function isGrant(boundary: JudgedBoundary): boundary is JudgedGrant {
  return '_resolve' in boundary;
}

/** A grant, with its clients and target in words. */
export interface SettledGrant {
  readonly grant: JudgedGrant;
  readonly resolved: ResolvedGrant;
}

/** The boundaries of an app after their grants were settled. */
export interface SettledApp {
  readonly boundaries: readonly JudgedBoundary[];
  readonly contracts: readonly JudgedContract[];
  readonly inventory: Inventory;
  readonly grants: readonly SettledGrant[];
}

const NO_FINDINGS: readonly Finding[] = [];

/** What of a sound policy kubectl would read otherwise, as cdk8s writes it. */
export function misreadIn(policy: NetworkPolicyManifest): PolicyFinding[] {
  return unquotedNumbers(policy).map((finding) => ({ ...finding, policy }));
}

/**
 * Runs a pattern and judges what it wrote; what a pattern cannot even read becomes a finding, not a crash.
 * @param read what was wrong with the props before the pattern saw them
 */
export function draftOf(write: () => Written, read: readonly Finding[] = NO_FINDINGS): BoundaryDraft {
  try {
    const written = write();
    const all = read.length === 0 ? written : { ...written, findings: [...read, ...written.findings] };
    const findings = findingsOf(all);
    const { manifests, letsIn } = written;
    const judged = findings.length > 0 ? findings : manifests.flatMap(misreadIn);
    return letsIn === undefined ? { manifests, findings: judged } : { manifests, findings: judged, letsIn };
  } catch (error) {
    return { manifests: [], findings: [unreadable('props', error, 'check the types of the props')] };
  }
}
