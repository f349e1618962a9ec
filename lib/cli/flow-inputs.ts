import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../files/usage-error';
import { type FlowLog, type FlowLogOptions, FlowLogReader } from '../flows/flow-log';
import { FLOW_FORMATS } from '../flows/formats/all-formats';
import { timeFrom } from '../flows/formats/json-fields';
import { ValuesOverLines } from '../flows/values-over-lines';
import { closestNames, didYouMean } from '../policy/did-you-mean';
import { quote } from '../policy/unknown-value';
import { count } from '../report/flows/flow-log-document';
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

/** @throws UsageError where standard input would have to be the manifests and the log */
export function checkStandardInput(
  paths: readonly (string | undefined)[],
  { flows }: Pick<FlowOptions, 'flows'>,
): void {
  if (flows.includes('-') && paths.includes('-'))
    throw new UsageError('standard input cannot be both the manifests and the log', 'give one of them as a file');
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
  if (unreadable > 0)
    printWarning(
      io,
      `${unreadable} of ${lines} lines of the log ${unreadable === 1 ? 'is' : 'are'} of no format that is read`,
    );
  for (const [source, number] of log.counts.lost) {
    printWarning(io, `the log says that ${source} lost ${count(number, 'record')}: what they held is not known`);
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
  const time = timeFrom(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (time === undefined)
    throw new UsageError(
      `--since ${quote(text)} is no time`,
      'write 30m, 2h or 7d, or a time such as 2026-11-28T10:00:00Z',
    );
  return time;
}

async function readInto(reader: FlowLogReader, name: string, io: Io): Promise<void> {
  const title = name === '-' ? 'standard input' : name;
  const source = name === '-' ? stdinOf(io) : createReadStream(name, { highWaterMark: 1 << 20 });
  try {
    await readStream(reader, await unpacked(source, title));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') {
      printWarning(
        io,
        `${title}: the compressed ${name === '-' ? 'log' : 'file'} is cut off; what is before that is read`,
      );
      return;
    }
    if (code === 'EISDIR') throw new UsageError(`${title} is a folder`, 'name the files in it, each with --flows');
    throw new UsageError(`${title}: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
}

function stdinOf(io: Io): AsyncIterable<Uint8Array> {
  return io.stdinPieces?.() ?? Readable.from([Buffer.from(io.stdin())]);
}

const GZIP = [0x1f, 0x8b];
const MOST_FIRST_BYTES = 4;
/** What files begin with that are compressed in another way. */
const OTHERS: readonly (readonly [string, readonly number[]])[] = [
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];

/**
 * What is read, unpacked where its first bytes say that it is compressed.
 * @throws UsageError where it is so in a way that is not read
 */
async function unpacked(source: AsyncIterable<Uint8Array>, title: string): Promise<AsyncIterable<Uint8Array>> {
  const pieces = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let next = await pieces.next();
  while (next.done !== true && head.length + next.value.length < MOST_FIRST_BYTES) {
    head = Buffer.concat([head, next.value]);
    next = await pieces.next();
  }
  if (next.done !== true) head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  const begins = (bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte);
  const [other] = OTHERS.find(([, bytes]) => begins(bytes)) ?? [];
  if (other !== undefined)
    throw new UsageError(`${title} is compressed with ${other}`, 'unpack it, or compress it with gzip');
  const all = Readable.from(chained(head, pieces));
  if (!begins(GZIP)) return all;
  const gunzip = createGunzip();
  all.on('error', (error) => gunzip.destroy(error));
  return all.pipe(gunzip);
}

async function* chained(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
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
async function readStream(reader: FlowLogReader, stream: AsyncIterable<Uint8Array>): Promise<void> {
  let decoder: StringDecoder | undefined;
  let rest = '';
  /** Pieces of a text that is one value. */
  const whole: string[] = [];
  let size = 0;
  let isFirst = true;
  const values = new ValuesOverLines((line) => reader.addLine(line));
  for await (const chunk of stream) {
    // Windows PowerShell writes what is redirected into a file so.
    decoder ??= new StringDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf16le' : 'utf8');
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0 && whole.length === 0; end = text.indexOf('\n', start)) {
      // What is left of the piece before is put before the first line alone, so that no whole piece is copied.
      const ended = rest + text.slice(start, end);
      const line = ended.charCodeAt(ended.length - 1) === CARRIAGE_RETURN ? ended.slice(0, -1) : ended;
      if (isFirst && /^\ufeff?\s*[[{]\s*$/.test(line)) break;
      isFirst &&= line.trim() === '';
      values.addLine(line);
      rest = '';
      start = end + 1;
    }
    rest += text.slice(start);
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
  rest += decoder?.end() ?? '';
  if (whole.length > 0) addWhole(reader, whole.join('') + rest);
  else if (rest !== '') values.addLine(rest.replace(/\r$/, ''));
  values.end();
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

/** A text of several values, each over many lines, or a list that is cut off. */
function addPieces(reader: FlowLogReader, text: string): void {
  const values = new ValuesOverLines((line) => reader.addLine(line));
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) values.addLine(line);
  values.end();
}
