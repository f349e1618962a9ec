import type { Finding } from 'ringfence';
import { quote } from '../../../lib/policy/unknown-value';
import type { CreateAnswer } from './ask-judge';
import { quoted } from './go-text';
import { KNOWN_DIFFERENCES } from './known-differences';

/** What Kubernetes and ringfence say of one policy, where it is not the same. */
export interface Difference {
  /** What only Kubernetes says. */
  readonly kubernetes: readonly string[];
  /** What only ringfence says. */
  readonly ringfence: readonly string[];
}

/** How often each known difference was met. */
export type Met = Map<string, number>;

/**
 * Compares verdict, field paths and messages, all of them, apart from what is known.
 * @returns undefined where they are the same
 */
export function differenceOf(
  manifest: unknown,
  answer: CreateAnswer,
  findings: readonly Finding[],
  met: Met,
): Difference | undefined {
  const { decoding } = answer;
  const isKnown = (line: string) => {
    const known = KNOWN_DIFFERENCES.find(({ isOne }) => isOne(line, manifest, answer));
    if (known !== undefined) met.set(known.name, (met.get(known.name) ?? 0) + 1);
    return known !== undefined;
  };
  if (decoding !== undefined) {
    return isAtPlaceOf(decoding, findings) ? undefined : { kubernetes: [decoding], ringfence: findings.map(lineOf) };
  }
  const unmatched = [...findings];
  const kubernetes = [
    ...(answer.strict ?? []).filter((line) => !taken(unmatched, (finding) => isUnknownField(line, finding))),
    ...(answer.causes ?? [])
      .map(({ field, message }) => `${field}: ${message}`)
      .filter((line) => !taken(unmatched, (finding) => isSameLine(line, finding))),
    // Where ringfence finds nothing wrong at all, there is no excuse.
  ].filter((line) => findings.length === 0 || !isKnown(line));
  const ringfence = unmatched.map(lineOf).filter((line) => !isKnown(line));
  return kubernetes.length + ringfence.length === 0 ? undefined : { kubernetes, ringfence };
}

export function lineOf({ path, message }: Finding): string {
  return `${path}: ${message}`;
}

/** Takes the first one out of the list that has the property. */
function taken<T>(list: T[], has: (one: T) => boolean): boolean {
  const index = list.findIndex(has);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

/**
 * Where a value has the wrong type, Go reports the first and stops, and names no index: ringfence has to refuse something at
 * that place, or inside of it. Where Go names no place, it has to refuse something.
 */
function isAtPlaceOf(decoding: string, findings: readonly Finding[]): boolean {
  const place = /Go struct field \w*\.(\S+) of type/.exec(decoding)?.[1];
  if (place === undefined) return findings.length > 0;
  return findings.some(({ path }) => `${withoutIndices(path)}.`.startsWith(`${place}.`));
}

/** Neither the indices of lists nor the keys of maps of texts. */
function withoutIndices(path: string): string {
  return path.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*(?:"|\.\.\.))\]/g, '');
}

/** `unknown field "spec.x"` of strict decoding. */
function isUnknownField(line: string, { reason, path }: Finding): boolean {
  if (reason !== 'Unknown field') return false;
  const said = line.replace(/^unknown field "(.*)"$/s, '$1');
  const plain = plainPath(path);
  const escaped = quoted(plain).slice(1, -1);
  if (said === plain || said === escaped) return true;
  return path.includes('...]') && (startsAlike(said, plain) || startsAlike(said, escaped));
}

/** The path with the keys in brackets as Go prints them, behind a dot. */
function plainPath(path: string): string {
  return path.replace(/\[("(?:[^"\\]|\\.)*)(?:"|\.\.\.)\]/g, (_, key: string, at: number) => {
    const dot = at === 0 ? '' : '.';
    try {
      return dot + JSON.parse(`${key}"`);
    } catch {
      return dot + key.slice(1);
    }
  });
}

/** ringfence shortens long keys. */
function startsAlike(one: string, other: string): boolean {
  return one.slice(0, 80) === other.slice(0, 80);
}

/** The same path, reason, value and detail. ringfence shortens values; of lists and maps Go prints what it made of them. */
function isSameLine(line: string, { path, reason, message, value }: Finding): boolean {
  if (line === `${path}: ${message}`) return true;
  const start = `${path}: ${reason}: `;
  const own = `${reason}: ${quote(value)}: `;
  if (!line.startsWith(start) || !message.startsWith(own)) return false;
  const detail = message.slice(own.length);
  // Values of a type of their own, such as policyTypes, are printed as JSON.
  if (typeof value === 'string') {
    return [quoted(value), JSON.stringify(value)].some((printed) => line === `${start}${printed}: ${detail}`);
  }
  return typeof value === 'object' && line.endsWith(`: ${detail}`);
}
