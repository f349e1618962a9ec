import { goNumber } from './go-number';
import type { NetworkPolicyManifest } from './manifest';
import { entry, type FieldPath, type Finding, invalid, item } from './validation/finding';

/**
 * Texts such as `0o17` and `0X1F`, which printers of YAML 1.1 write without quotes, as cdk8s does, and which kubectl reads as
 * numbers: a label would be refused, a named port would be another port.
 */
export function unquotedNumbers(manifest: NetworkPolicyManifest): Finding[] {
  const findings: Finding[] = [];
  // Nearly no policy has one: where each text stands is not written down for all of them.
  if (holdsOne(manifest)) findIn(manifest, '', findings);
  return findings;
}

function holdsOne(value: unknown): boolean {
  if (typeof value === 'string') return isUnquotedNumber(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsOne);
  const map = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(map)) if (isUnquotedNumber(key) || holdsOne(map[key])) return true;
  return false;
}

function findIn(value: unknown, path: FieldPath, findings: Finding[]): void {
  if (typeof value === 'string') {
    if (isUnquotedNumber(value)) findings.push(findingAt(path, value));
  } else if (Array.isArray(value)) {
    value.forEach((one, index) => {
      findIn(one, item(path, index), findings);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      if (isUnquotedNumber(key)) findings.push(findingAt(path, key));
      findIn(field, entry(path, key), findings);
    }
  }
}

/** The numbers of YAML 1.1, which its printers put into quotes where a text looks like one. */
const OF_YAML = [
  /^[-+]?\d[\d_]*$/,
  /^[-+]?0b[01_]+$/,
  /^[-+]?0x[\da-fA-F_]+$/,
  /^[-+]?(?:\d[\d_]*)?\.[\d_]*$/,
  /^[-+]?(?:\d[\d_]*)?(?:\.[\d_]*)?[eE][-+]?\d+$/,
];

const NINE = '9'.charCodeAt(0);

/** No number that matters is as long as this. */
const LONGEST = 64;

/** Whether kubectl reads a text without quotes as a number, and YAML 1.1 does not. */
export function isUnquotedNumber(text: string): boolean {
  // Nearly all texts begin with a letter, which signs, digits and the point come before.
  if (text.length < 3 || text.length > LONGEST || text.charCodeAt(0) > NINE) return false;
  return goNumber(text) !== undefined && !OF_YAML.some((number) => number.test(text));
}

function findingAt(path: FieldPath, text: string): Finding {
  const detail = 'cdk8s writes this without quotes, and kubectl reads a number';
  return invalid(path, text, detail, 'use another text, such as one that begins with a letter');
}
