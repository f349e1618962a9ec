import type { Cluster } from '../cluster/cluster';
import type { Source } from '../cluster/source';
import { type LintFinding, SEVERITIES, type Severity } from '../lint/lint-rule';
import type { CheckResult, Silence } from '../lint/silences';
import { type UnjudgedDocuments, unjudgedDocuments } from './unjudged-document';

/** What a check found, as a public format that stays as it is; docs/check.schema.json describes it. */
export interface CheckDocument extends UnjudgedDocuments {
  readonly version: 2;
  /** The gravest first, and those of one severity in the order of files and lines. */
  readonly findings: readonly CheckedFinding[];
  readonly silenced: readonly (CheckedFinding & { readonly reason: string })[];
  readonly unusedSilences: readonly Silence[];
}

export interface CheckedFinding extends CheckedPlace {
  readonly rule: string;
  readonly severity: Severity;
  /** As in `NetworkPolicy shop/web`; empty where what is there could not be read as an object. */
  readonly object: string;
  /** The field of the object; empty for the object as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
  /** Whether `check --fix` fixes it. */
  readonly fixable: boolean;
}

/** A place in a text, or the construct that the object comes from. */
export interface CheckedPlace {
  readonly file?: string;
  /** Lines and columns count from 1. */
  readonly line?: number;
  readonly column?: number;
  readonly construct?: string;
}

/** @param cluster what was checked */
export function checkDocument(
  { findings, silenced, unused }: CheckResult,
  cluster: Pick<Cluster, 'unjudged' | 'ignored' | 'notShown'>,
): CheckDocument {
  return {
    version: 2,
    findings: findings.map(checked).sort(bySeverity),
    silenced: silenced.map(({ finding, reason }) => ({ ...checked(finding), reason })).sort(bySeverity),
    unusedSilences: unused,
    ...unjudgedDocuments(cluster),
  };
}

/** Findings as they are printed, in that order, each with what it was made of. */
export function checkedFindings(findings: readonly LintFinding[]): (readonly [CheckedFinding, LintFinding])[] {
  return findings.map((finding) => [checked(finding), finding] as const).sort(([a], [b]) => bySeverity(a, b));
}

function checked({ rule, severity, object, source, path, message, fix, edits }: LintFinding): CheckedFinding {
  return { rule, severity, object, ...placeOf(source, path), path, message, fix, fixable: edits !== undefined };
}

function placeOf(source: Source, path: string): CheckedPlace {
  switch (source.type) {
    case 'text': {
      const { file, line, column } = source.positionOf(path);
      return { ...(file !== undefined && { file }), line, column };
    }
    case 'construct':
      return { construct: source.path };
    case 'value':
    case 'live':
      return {};
  }
}

function bySeverity(a: CheckedFinding, b: CheckedFinding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || byPlace(a, b);
}

function byPlace(a: CheckedPlace, b: CheckedPlace): number {
  const [one, other] = [a, b].map(({ file = '', construct = '' }) => `${file}\0${construct}`) as [string, string];
  if (one !== other) return one < other ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
