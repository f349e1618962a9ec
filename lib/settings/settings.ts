import { existsSync } from 'node:fs';
import { stringMapAt } from '../cluster/json';
import { type IgnoredKinds, readIgnoredKinds } from '../cluster/kinds/ignored-kinds';
import { describeSource, type Source } from '../cluster/source';
import { readText as objectsOf } from '../cluster/text/read-text';
import { cniNamed } from '../cni/cni';
import type { CniProfile } from '../cni/cni-profile';
import { unknownCni } from '../cni/read-cni';
import { readFile, SETTINGS_FILE } from '../files/manifest-files';
import { UsageError } from '../files/usage-error';
import { SEVERITIES, type Severity } from '../lint/lint-rule';
import { INVALID, type Silence } from '../lint/silences';
import { parseCidr } from '../policy/cidr';
import type { StringMap } from '../policy/manifest';
import { escapeControls } from '../policy/unknown-value';
import { child, entry, type FieldPath, invalid, required, unsupported } from '../policy/validation/finding';
import { dnsLabelProblems } from '../policy/validation/names';
import { field, type JsonMap, Structure } from '../policy/validation/structure';
import { checkLabels } from '../policy/validation/validate-selector';

/** What `.ringfence.yaml` says; docs/lint.md describes it. */
export interface Settings {
  readonly failOn?: Severity;
  /** Files and folders that are passed over, as in .gitignore. */
  readonly exclude?: readonly string[];
  readonly cni?: CniProfile;
  /** The blocks of pods and of Services. */
  readonly podCidrs?: readonly string[];
  readonly serviceCidrs?: readonly string[];
  /** The labels of namespaces that the manifests do not declare, by name. */
  readonly namespaceLabels: ReadonlyMap<string, StringMap>;
  /** Kinds of policies that are not judged and do not matter, by `Kind.group`, each with the reason. */
  readonly ignoredKinds: IgnoredKinds;
  /** Other severities, by the ids of rules. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly silences: readonly Silence[];
}

const NONE: Settings = { namespaceLabels: new Map(), ignoredKinds: new Map(), severities: new Map(), silences: [] };

/**
 * The settings of a file, or of the folder where the command runs.
 * @throws UsageError with all that is wrong with them
 */
export function readSettings(file?: string): Settings {
  if (file === undefined && !existsSync(SETTINGS_FILE)) return NONE;
  const path = file ?? SETTINGS_FILE;
  const problems: string[] = [];
  let settings = NONE;
  for (const read of objectsOf(readFile(path), path)) {
    if ('finding' in read) problems.push(`${describeSource(read.source)}: ${read.finding.message}`);
    else settings = settingsIn(read.value, read.source, problems);
  }
  if (problems.length > 0) throw new UsageError(problems.map(escapeControls));
  return settings;
}

function settingsIn(value: unknown, source: Source, problems: string[]): Settings {
  const structure = new Structure();
  const map = structure.map(value, '', 'failOn: warning') ?? {};
  structure.onlyFields(
    map,
    ['failOn', 'exclude', 'cni', 'podCidrs', 'serviceCidrs', 'namespaceLabels', 'unjudged', 'severities', 'silences'],
    '',
  );
  const settings = {
    failOn: severityIn(structure, map, 'failOn', ''),
    exclude: stringsIn(structure, map, 'exclude'),
    cni: cniIn(structure, map),
    podCidrs: cidrsIn(structure, map, 'podCidrs'),
    serviceCidrs: cidrsIn(structure, map, 'serviceCidrs'),
    namespaceLabels: namespaceLabelsIn(structure, map),
    ignoredKinds: readIgnoredKinds(structure, map, 'unjudged'),
    severities: severitiesIn(structure, map),
    silences: silencesIn(structure, map),
  };
  for (const { path, message, fix } of structure.findings) {
    problems.push(`${describeSource(source, path)}: ${path === '' ? '' : `${path}: `}${message}; ${fix}`);
  }
  return settings;
}

function severityIn(structure: Structure, map: JsonMap, name: string, path: FieldPath): Severity | undefined {
  const value = field(map, name);
  if (value === undefined) return undefined;
  const severity = SEVERITIES.find((known) => known === value);
  if (severity === undefined) structure.add(unsupported(child(path, name), value, SEVERITIES));
  return severity;
}

function cniIn(structure: Structure, map: JsonMap): CniProfile | undefined {
  const name = structure.stringField(map, 'cni', '');
  if (name === undefined) return undefined;
  const profile = cniNamed(name);
  if (profile === undefined) structure.add(unknownCni(name, 'cni'));
  return profile;
}

function stringsIn(structure: Structure, map: JsonMap, name: string): string[] | undefined {
  if (field(map, name) === undefined) return undefined;
  const strings: string[] = [];
  structure.eachString(structure.listField(map, name, ''), name, (text) => strings.push(text));
  return strings;
}

function cidrsIn(structure: Structure, map: JsonMap, name: string): string[] | undefined {
  if (field(map, name) === undefined) return undefined;
  const cidrs: string[] = [];
  structure.eachString(structure.listField(map, name, ''), name, (text, path) => {
    if (parseCidr(text) === undefined)
      structure.add(invalid(path, text, 'must be a valid CIDR', 'write 10.244.0.0/16'));
    else cidrs.push(text);
  });
  return cidrs;
}

function namespaceLabelsIn(structure: Structure, map: JsonMap): Map<string, StringMap> {
  const given = structure.mapField(map, 'namespaceLabels', '', '{shop: {team: a}}') ?? {};
  const known: [string, StringMap][] = [];
  for (const name of Object.keys(given)) {
    const path = entry('namespaceLabels', name);
    structure.reject(path, name, dnsLabelProblems(name), 'write the name of a namespace, such as shop');
    checkLabels(structure, given[name], path);
    known.push([name, stringMapAt(given, name)]);
  }
  return new Map(known);
}

function severitiesIn(structure: Structure, map: JsonMap): Map<string, Severity> {
  const severities = new Map<string, Severity>();
  const given = structure.mapField(map, 'severities', '', '{selects-no-pod: error}') ?? {};
  for (const rule of Object.keys(given)) {
    checkRule(structure, rule, child('severities', rule));
    const severity = severityIn(structure, given, rule, 'severities');
    if (severity !== undefined) severities.set(rule, severity);
  }
  return severities;
}

function silencesIn(structure: Structure, map: JsonMap): Silence[] {
  const silences: Silence[] = [];
  const example = '{rule: wide-open-ingress, object: shop/web, reason: the shop is public}';
  structure.eachMap(map, 'silences', '', example, (_, silence, path) => {
    structure.onlyFields(silence, ['rule', 'object', 'reason'], path);
    const rule = structure.stringField(silence, 'rule', path) ?? '';
    if (rule === '') structure.add(required(child(path, 'rule'), '', 'name the rule'));
    else checkRule(structure, rule, child(path, 'rule'), [INVALID]);
    const object = structure.stringField(silence, 'object', path);
    if (rule === INVALID && object === undefined) {
      structure.add(required(child(path, 'object'), '', 'name the object, such as NetworkPolicy shop/web'));
    }
    const reason = structure.stringField(silence, 'reason', path)?.trim() ?? '';
    if (reason === '') structure.add(required(child(path, 'reason'), '', 'say why this is right'));
    silences.push({ rule, ...(object !== undefined && { object }), reason });
  });
  return silences;
}

function checkRule(structure: Structure, rule: string, path: FieldPath, others: readonly string[] = []): void {
  // The rules are loaded where one is named: who only lists connections does not pay for them.
  const { LINT_RULES }: typeof import('../lint/rules') = require('../lint/rules');
  const ids = [...others, ...LINT_RULES.map(({ id }) => id)];
  if (!ids.includes(rule)) structure.add(unsupported(path, rule, ids));
}
