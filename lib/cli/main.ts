#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { isColorSupported } from 'picocolors';
import { UsageError } from '../files/usage-error';
import { keepCompiledCode } from './kept-code';
import { run } from './run';

keepCompiledCode(process.env);

// The reader of the output may have read enough, as `head` has.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  drained,
  err: (text) => process.stderr.write(text),
  stdin: readStdin,
  stdinPieces: () => process.stdin,
  colour: isColorSupported && process.stdout.isTTY,
  isTerminal: process.stderr.isTTY,
  ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  calledAs: parse(process.argv[1] ?? '').name,
  env: process.env,
  onInterrupt,
}).then((code) => {
  process.exitCode = code;
});

/** The end of this turn of the event loop as well, so that the end of a reader is noticed. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.writableNeedDrain) process.stdout.once('drain', resolve);
    else setImmediate(resolve);
  });
}

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function onInterrupt(handle: () => void): () => void {
  for (const signal of INTERRUPTS) process.on(signal, handle);
  return () => {
    for (const signal of INTERRUPTS) process.off(signal, handle);
  };
}

function readStdin(): string {
  try {
    return readFileSync(0, 'utf8');
  } catch (error) {
    throw new UsageError(`standard input cannot be read: ${(error as Error).message}`);
  }
}
