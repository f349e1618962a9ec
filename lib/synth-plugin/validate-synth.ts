import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Cluster } from '../cluster/cluster';
import { ClusterBuilder } from '../cluster/cluster-builder';
import { mapAt, stringAt } from '../cluster/json';
import type { Source } from '../cluster/source';
import { readText } from '../cluster/text/read-text';
import { UsageError } from '../files/usage-error';
import { checkCluster } from '../lint/check-cluster';
import type { LintFinding } from '../lint/lint-rule';
import { isAtLeast, SEVERITIES } from '../lint/lint-rule';
import { LINT_RULES } from '../lint/rules';
import { addTo, grouped } from '../policy/grouped';
import { escapeControls } from '../policy/unknown-value';
import { isMap } from '../policy/validation/structure';
import { checkDocument } from '../report/check-document';
import { summaryOf } from '../report/check-text';
import { ignoredLines, unjudgedLines } from '../report/unjudged-lines';
import { readSettings, type Settings } from '../settings/settings';
import type { RingfenceValidationProps, SynthContext, SynthViolation } from './synth-context';

type Resource = SynthViolation['violatingResources'][number];

/**
 * Checks what cdk8s wrote and reports it to cdk8s-cli.
 * @public required where it is called, so that it is loaded only then
 */
export function validateSynth({ manifests, metadata, report }: SynthContext, props: RingfenceValidationProps): void {
  const settings = readSettings(props.config);
  const least = props.failOn ?? settings.failOn ?? 'error';
  if (!SEVERITIES.includes(least)) throw new UsageError(`failOn: ${least}: write one of ${SEVERITIES.join(', ')}`);
  const { cluster, objects } = readManifests(manifests, settings);
  const result = checkCluster(cluster, settings);
  for (const [rule, findings] of grouped(result.findings, ({ rule }) => rule)) {
    report.addViolation(violationOf(rule, findings, (finding) => resourceOf(finding, objects, metadata)));
  }
  const fails = result.findings.some(({ severity }) => isAtLeast(severity, least));
  report.submit(fails ? 'failure' : 'success', {
    found: summaryOf(checkDocument(result, cluster)),
    'fails on': least,
    ...metadataOf('not judged', unjudgedLines(cluster)),
    ...metadataOf('ignored', ignoredLines(cluster)),
  });
}

/** Nothing where there is nothing to say; cdk8s-cli prints it as it is. */
function metadataOf(name: string, lines: readonly string[]): Record<string, string> {
  return lines.length === 0 ? {} : { [name]: escapeControls(lines.join('; ')) };
}

/** An object that was written: what it is called, and where. */
interface WrittenObject {
  readonly name: string;
  readonly file: string;
}

/** The objects of a synth. */
interface Objects {
  /** By `file:line:column`. */
  readonly byPlace: ReadonlyMap<string, WrittenObject>;
  /** The files of those that have a name, one for each. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

function readManifests(
  manifests: readonly string[],
  { namespaceLabels, ignoredKinds }: Settings,
): { readonly cluster: Cluster; readonly objects: Objects } {
  const builder = new ClusterBuilder({ namespaceLabels, ignoredKinds });
  const byPlace = new Map<string, WrittenObject>();
  const files = new Map<string, string[]>();
  for (const file of manifests) {
    const text = readFileSync(file, 'utf8');
    builder.addText(text, file);
    for (const read of readText(text, file)) {
      if ('finding' in read || !isMap(read.value)) continue;
      const name = stringAt(mapAt(read.value, 'metadata'), 'name') ?? '';
      byPlace.set(placeOf(read), { name, file });
      addTo(files, name, file);
    }
  }
  return { cluster: builder.build(), objects: { byPlace, files } };
}

/** A rule and whatever has it, each object once. */
function violationOf(
  rule: string,
  findings: readonly LintFinding[],
  resource: (finding: LintFinding) => Omit<Resource, 'locations'>,
): SynthViolation {
  const [{ severity, fix }] = findings as [LintFinding];
  const known = LINT_RULES.find(({ id }) => id === rule);
  const resources = grouped(findings, (finding) => `${placeOf(finding)} ${finding.object}`);
  return {
    ruleName: rule,
    recommendation: escapeControls(`${severity}: ${known?.title ?? 'what the API server would refuse'}`),
    fix: escapeControls(known?.fix ?? fix),
    violatingResources: Array.from(resources.values(), (found) => ({
      ...resource(found[0] as LintFinding),
      locations: found.map(({ path, object, message }) =>
        escapeControls([path || object, message].filter((part) => part).join(': ')),
      ),
    })),
  };
}

/**
 * cdk8s-cli looks the construct up by the name of the object alone. Where several objects have it, that may be the
 * construct of another one: unless it is known to be this one's, the object is named so that none is found.
 */
function resourceOf(
  finding: LintFinding,
  { byPlace, files }: Objects,
  metadata: SynthContext['metadata'],
): Omit<Resource, 'locations'> {
  const own = byPlace.get(placeOf(finding));
  const title = escapeControls(finding.object);
  if (own === undefined) return { resourceName: title, manifestPath: fileOf(finding) };
  const same = files.get(own.name) ?? [];
  const isKnown = same.length === 1 || isOnlyOneOfChart(same, own.file, metadata[own.name]?.path);
  return { resourceName: isKnown ? own.name : title, manifestPath: own.file };
}

/** Whether the construct is of the chart that wrote the file, and nothing else of that chart or of those in it has the name. */
function isOnlyOneOfChart(same: readonly string[], file: string, path: string | undefined): boolean {
  const chart = path?.slice(0, path.indexOf('/'));
  const nameOf = (one: string) => basename(one).replace(/^\d{4}-/, '');
  const ofChart = same.filter((one) => nameOf(one).startsWith(`${chart}.`) || nameOf(one).startsWith(`${chart}-`));
  return nameOf(file).startsWith(`${chart}.`) && ofChart.length === 1;
}

function placeOf({ source }: { readonly source: Source }): string {
  return source.type === 'text' ? `${source.file}:${source.line}:${source.column}` : '';
}

function fileOf({ source }: LintFinding): string {
  return source.type === 'text' ? (source.file ?? '') : '';
}
