import type { ClusterPolicy } from '../cluster/cluster';
import { POLICY_FEATURES } from '../cni/deviation';
import { entry, type FieldPath } from '../policy/validation/finding';
import { SILENCE_ANNOTATION } from '../policy/warning';
import { aboutPolicy, type LintFinding, type RuleFinding } from './lint-rule';

/** What findings of objects that the API server would refuse, or that cannot be read, go by. They are accepted one object at a time. */
export const INVALID = 'invalid';

/** A finding that is known and accepted. */
export interface Silence {
  /** The id of the rule. */
  readonly rule: string;
  /**
   * What it is accepted of: `NetworkPolicy shop/web`, `shop/web` for an object of any kind, or `shop/*` for a namespace and all in it.
   * @default - everything
   */
  readonly object?: string;
  /** Why that is right; never empty. */
  readonly reason: string;
}

/** A finding, and why it is accepted. */
export interface SilencedFinding {
  readonly finding: LintFinding;
  readonly reason: string;
}

/** What `checkCluster` found: the findings that count, those that are accepted, and the silences without a finding. */
export interface CheckResult {
  readonly findings: readonly LintFinding[];
  readonly silenced: readonly SilencedFinding[];
  /** Those that silence nothing: what they are about was fixed, or never was. */
  readonly unused: readonly Silence[];
}

/** Takes away the findings that are silenced. */
export function applySilences(all: readonly LintFinding[], silences: readonly Silence[]): CheckResult {
  const byRule = new Map<string, Silence[]>();
  for (const silence of silences) byRule.set(silence.rule, [...(byRule.get(silence.rule) ?? []), silence]);
  const used = new Set<Silence>();
  const findings: LintFinding[] = [];
  const silenced: SilencedFinding[] = [];
  for (const finding of all) {
    const by = (byRule.get(finding.rule) ?? []).filter((silence) => isAbout(silence, finding));
    for (const silence of by) used.add(silence);
    const [first] = by;
    if (first === undefined) findings.push(finding);
    else silenced.push({ finding, reason: first.reason });
  }
  return { findings, silenced, unused: silences.filter((silence) => !used.has(silence)) };
}

function isAbout({ object }: Silence, { rule, object: title }: LintFinding): boolean {
  if (object === undefined) return rule !== INVALID;
  if (object === title) return true;
  const name = title.slice(title.indexOf(' ') + 1);
  return object.endsWith('/*') ? `${name}/`.startsWith(object.slice(0, -1)) : name === object;
}

/** Annotations that silence single features of a plugin: the rule for plugins reads those itself. */
const OF_FEATURES = POLICY_FEATURES.map((feature) => `cni-${feature}`);

/** The silences that policies bear themselves, and those among them that give no reason and so silence nothing. */
export function annotatedSilences(policies: readonly ClusterPolicy[]): {
  readonly silences: readonly Silence[];
  readonly withoutReason: readonly RuleFinding[];
} {
  const silences: Silence[] = [];
  const withoutReason: RuleFinding[] = [];
  for (const policy of policies) {
    for (const [key, reason] of Object.entries(policy.manifest.metadata?.annotations ?? {})) {
      if (!key.startsWith(SILENCE_ANNOTATION)) continue;
      const rule = key.slice(SILENCE_ANNOTATION.length);
      if (typeof reason !== 'string' || reason.trim() === '') {
        withoutReason.push(aboutPolicy(policy, annotationPath(key), 'this silence has no reason'));
      } else if (!OF_FEATURES.includes(rule)) {
        silences.push({ rule, object: `NetworkPolicy ${policy.id}`, reason: reason.trim() });
      }
    }
  }
  return { silences, withoutReason };
}

function annotationPath(key: string): FieldPath {
  return entry('metadata.annotations', key);
}
