import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './build/binaries';

/** What a run counted, for its last lines. */

const folder = join(cacheFolder, 'figures');

export function forgetFigures(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Keeps one line; those of one run are printed in the order of their names. */
export function figure(name: string, line: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${line}\n`);
}

export function allFigures(): string {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .sort()
    .map((name) => `${name.replace(/^\d+ /, '').padEnd(24)} ${readFileSync(join(folder, name), 'utf8')}`)
    .join('');
}
