import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../files/usage-error';
import { type FlowLog, type FlowLogOptions, FlowLogReader } from '../flows/flow-log';
import { FLOW_FORMATS } from '../flows/formats/all-formats';
import { closestNames, didYouMean } from '../policy/did-you-mean';
import { quote } from '../policy/unknown-value';
import type { Io } from './io';
import { printWarning } from './print-error';

/** What the command line says about flow logs. */
export interface FlowOptions {
  /** Files, or `-` for standard input. */
  readonly flows: readonly string[];
  readonly format?: string;
  /** `PREFIX` or `PREFIX=allowed`. */
  readonly logPrefix?: readonly string[];
  readonly since?: string;
}

/**
 * Reads flow logs piece by piece: files, compressed ones, and standard input.
 * @throws UsageError for what cannot be read, and where nothing of it is a record
 */
export async function readFlows(options: FlowOptions, io: Io, now = Date.now()): Promise<FlowLog> {
  const reader = new FlowLogReader(readerOptions(options, now));
  for (const name of new Set(options.flows)) await readInto(reader, name, io);
  const log = reader.result();
  const { records, lines, unreadable, skipped, firstUnreadable } = log.counts;
  if (lines === 0)
    throw new UsageError(`${options.flows.join(', ')}: the log is empty`, 'look whether what writes it has failed');
  if (records === 0 && skipped.size === 0 && unreadable > 0) {
    throw new UsageError(
      `${options.flows.join(', ')}: no line is of a format that is read; the first: ${quote(firstUnreadable?.text ?? '')}`,
      `the formats are ${FLOW_FORMATS.map(({ name }) => name).join(', ')}`,
    );
  }
  if (unreadable > 0) printWarning(io, `${unreadable} of ${lines} lines of the log are of no format that is read`);
  for (const [source, number] of log.counts.lost) {
    printWarning(io, `the log says that ${source} lost ${number} records: what they held is not known`);
  }
  return log;
}

function readerOptions({ format, logPrefix = [], since }: FlowOptions, now: number): FlowLogOptions {
  const found = format === undefined ? undefined : FLOW_FORMATS.find(({ name }) => name === format);
  if (format !== undefined && found === undefined) {
    const names = FLOW_FORMATS.map(({ name }) => name);
    throw new UsageError(
      `no format ${quote(format)}${didYouMean(closestNames(format, names))}`,
      `the formats are ${names.join(', ')}`,
    );
  }
  return {
    ...(found && { format: found }),
    logPrefixes: logPrefix.map((text) => {
      const allowed = text.endsWith('=allowed');
      return {
        prefix: text.replace(/=(allowed|denied)$/, ''),
        verdict: allowed ? ('allowed' as const) : ('denied' as const),
      };
    }),
    ...(since !== undefined && { since: sinceTime(since, now) }),
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `2h` and the like before now, or a time as in RFC 3339. */
function sinceTime(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * (UNITS[unit] as number);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(
      `--since ${quote(text)} is no time`,
      'write 30m, 2h or 7d, or a time such as 2026-11-28T10:00:00Z',
    );
  return time;
}

async function readInto(reader: FlowLogReader, name: string, io: Io): Promise<void> {
  if (name === '-') {
    await readStream(reader, Readable.from([Buffer.from(io.stdin())]));
    return;
  }
  try {
    await readStream(reader, await opened(name));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') {
      printWarning(io, `${name}: the compressed file is cut off; what is before that is read`);
      return;
    }
    throw new UsageError(`${name}: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
}

const GZIP = [0x1f, 0x8b];

/** A file, unpacked where its first bytes say that it is compressed. */
async function opened(name: string): Promise<Readable> {
  const head = createReadStream(name, { end: 1 });
  const bytes: number[] = [];
  for await (const chunk of head) bytes.push(...(chunk as Buffer));
  const file = createReadStream(name, { highWaterMark: 1 << 20 });
  if (!GZIP.every((byte, index) => bytes[index] === byte)) return file;
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  return file.pipe(unpacked);
}

/** A line may be so long and no longer. */
const LONGEST = 32 * 1024 * 1024;
/** A value that is written over many lines is read whole, and so may be no larger. */
const LARGEST_VALUE = 512 * 1024 * 1024;

/**
 * Reads lines. Where the first holds an opening bracket alone, all of it is one value of JSON over many lines, and read as
 * such.
 * @throws UsageError where such a value is too large
 */
async function readStream(reader: FlowLogReader, stream: Readable): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  /** Pieces of a text that is one value. */
  const whole: string[] = [];
  let size = 0;
  let isFirst = true;
  for await (const chunk of stream) {
    const text = rest + decoder.write(chunk as Buffer);
    rest = '';
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0 && whole.length === 0; end = text.indexOf('\n', start)) {
      const line = text.slice(start, text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end);
      if (isFirst && /^\ufeff?\s*[[{]\s*$/.test(line)) break;
      isFirst &&= line.trim() === '';
      reader.addLine(line);
      start = end + 1;
    }
    rest = text.slice(start);
    if (whole.length > 0 || (isFirst && /^\ufeff?\s*[[{]\s*\n/.test(rest))) {
      size += rest.length;
      if (size > LARGEST_VALUE)
        throw new UsageError('a value of JSON of more than 512 MiB', 'write a record a line, as jq -c does');
      whole.push(rest);
      rest = '';
    } else if (rest.length > LONGEST) {
      reader.addLine('a line of more than 32 MiB');
      rest = '';
    }
  }
  rest += decoder.end();
  if (whole.length > 0) addWhole(reader, whole.join('') + rest);
  else if (rest !== '') reader.addLine(rest.replace(/\r$/, ''));
}

const CARRIAGE_RETURN = 13;

function addWhole(reader: FlowLogReader, text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    addPieces(reader, text);
    return;
  }
  reader.addValue(value);
}

/**
 * A text of several values, each over many lines, as `jq .` prints them, or a list that is cut off. A value begins with a bracket
 * alone in a line, and ends with the next that stands as far to the right.
 */
function addPieces(reader: FlowLogReader, text: string): void {
  let begun: string[] = [];
  let end = '';
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (begun.length === 0) {
      const [, indent] = /^(\s*)\{\s*$/.exec(line) ?? [];
      if (indent === undefined) reader.addLine(line);
      else {
        begun = [line];
        end = `${indent}}`;
      }
      continue;
    }
    begun.push(line.trim());
    if (line.trimEnd() !== end && line.trimEnd() !== `${end},`) continue;
    reader.addLine(begun.join(''));
    begun = [];
  }
  if (begun.length > 0) reader.addLine(begun.join(''));
}
