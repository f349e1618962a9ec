#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { isColorSupported } from 'picocolors';
import { run } from './run';

// Whoever reads the output may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  stdin: () => readFileSync(0, 'utf8'),
  colour: isColorSupported && process.stdout.isTTY,
  isTerminal: process.stderr.isTTY,
}).then((code) => {
  process.exitCode = code;
});
