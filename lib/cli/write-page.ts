import { writeFileSync } from 'node:fs';
import { UsageError } from '../files/usage-error';
import type { Io } from './io';

/**
 * Writes a page to a file, or to standard output for `-`, and says so.
 * @throws UsageError where the file cannot be written
 */
export function writePage(file: string, html: string, io: Io): void {
  if (file === '-') {
    io.out(html);
    return;
  }
  try {
    writeFileSync(file, html);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  io.err(`wrote ${file} (${sizeText(Buffer.byteLength(html))})\n`);
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
