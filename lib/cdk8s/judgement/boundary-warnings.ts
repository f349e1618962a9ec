import type { CniProfile } from '../../cni/cni-profile';
import { notEnforced } from '../../cni/cni-warnings';
import { policyWarnings } from '../../cni/policy-warnings';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { escapeControls } from '../../policy/unknown-value';
import type { Finding } from '../../policy/validation/finding';
import { type PolicyWarning, silenceAnnotation, silenceOf } from '../../policy/warning';
import type { ReadSettings } from '../../settings/boundary-settings';
import { settingsOf } from '../constructs/app-settings';
import { sameAt } from './error-lines';
import type { JudgedBoundary } from './judged';
import { type OwnPolicy, ownPolicies } from './written-policies';

/** A warning of a construct. */
export interface BoundaryWarning extends PolicyWarning {
  /** The path of the construct that writes the policy. */
  readonly construct: string;
  /** The policy, as `namespace/name`. */
  readonly policy: string;
}

const NONE: readonly PolicyWarning[] = [];
const NO_SILENCE: Readonly<Record<string, string>> = {};

/** What a boundary is warned of, and does not silence; nothing where it is wrong. */
export function boundaryWarnings(
  boundary: JudgedBoundary,
  policies: readonly OwnPolicy[],
  { cni, silence = NO_SILENCE }: ReadSettings,
): BoundaryWarning[] {
  if (boundary._draft.findings.length > 0) return [];
  const found: BoundaryWarning[] = [];
  const [first] = boundary._draft.manifests;
  for (const warning of boundary._draft.warnings ?? NONE) {
    if (first !== undefined && isSilenced(warning.id, first, silence)) continue;
    found.push({ ...warning, construct: boundary.node.path, policy: first === undefined ? '' : policyName(first) });
  }
  for (const { manifest, object } of policies) {
    for (const warning of policyWarnings(manifest, boundary._cni ?? cni)) {
      if (Object.hasOwn(silence, warning.id)) continue;
      found.push({ ...warning, construct: object.node.path, policy: policyName(manifest) });
    }
  }
  return found;
}

/** Whether the settings around a boundary, or its policy itself, silence a warning. */
export function isSilenced(
  id: string,
  policy: NetworkPolicyManifest,
  silence: Readonly<Record<string, string>>,
): boolean {
  return Object.hasOwn(silence, id) || Boolean(silenceOf(policy, id)?.trim());
}

/** Keeps in the policies of a boundary why warnings that concern them are silenced around it. */
export function keepSilences(boundary: JudgedBoundary): void {
  const { cni, silence = {} } = settingsOf(boundary);
  if (boundary._draft.findings.length > 0 || Object.keys(silence).length === 0) return;
  for (const { manifest, object } of ownPolicies(boundary)) {
    for (const { id } of policyWarnings(manifest, boundary._cni ?? cni)) {
      if (Object.hasOwn(silence, id)) object.metadata.addAnnotation(silenceAnnotation(id), silence[id] as string);
    }
  }
}

/** Network plugins that enforce nothing, each reported once, at the first boundary that relies on it. */
export function unenforced(boundaries: readonly JudgedBoundary[]): (readonly [JudgedBoundary, Finding])[] {
  const reported = new Set<CniProfile>();
  return boundaries.flatMap((boundary) => {
    const { cni } = settingsOf(boundary);
    // What a boundary says itself, its pattern judges.
    if (cni === undefined || boundary._cni !== undefined || reported.has(cni)) return [];
    reported.add(cni);
    const finding = notEnforced(cni);
    return finding === undefined ? [] : [[boundary, finding] as const];
  });
}

/** A warning in two lines: which construct and policy, which field and what of it; then what to write instead. */
export function warningText({ construct, policy, id, path, message, fix }: BoundaryWarning): string {
  const what = `warning ${id} at ${construct}: NetworkPolicy ${policy}: ${path}: ${message}`;
  return `${escapeControls(what)}\n      ${escapeControls(fix)}`;
}

/** What is equal for the same warning of another construct. */
export function sameWarning({ id, path, message, fix }: BoundaryWarning): string {
  return [id, path, message, fix].join('\n');
}

/** Warnings as texts: the same one of many policies once, with where the others are. */
export function warningTexts(warnings: readonly BoundaryWarning[]): string[] {
  const groups = new Map<string, BoundaryWarning[]>();
  for (const warning of warnings) {
    const group = groups.get(sameWarning(warning)) ?? [];
    groups.set(sameWarning(warning), group);
    group.push(warning);
  }
  return [...groups.values()].map(([first, ...others]) => {
    const text = warningText(first as BoundaryWarning);
    return others.length === 0 ? text : `${text}\n      ${sameAt(others.map(({ construct }) => construct))}`;
  });
}

export function policyName({ metadata: { namespace = 'default', name } }: NetworkPolicyManifest): string {
  return `${namespace}/${name}`;
}
