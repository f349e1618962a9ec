import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';

const modules = join(__dirname, '../go');

/** A program in Go that these tests run. */
export interface Binary {
  readonly name: 'judge' | 'dataplane';
  /** The Go module that it is part of, in the folder go/. */
  readonly module: string;
  /** What it is built from, in the module. */
  readonly packageFolder: string;
}

export const JUDGE: Binary = { name: 'judge', module: 'kubernetes', packageFolder: 'judge' };
export const DATAPLANE: Binary = { name: 'dataplane', module: 'kube-router', packageFolder: 'dataplane' };

/** Where everything is kept that these tests build or leave behind: outside of the repository. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ringfence-real');

export function moduleFolder({ module }: Binary): string {
  return join(modules, module);
}

/** Where the program is, once it is built: in a folder for the very sources and versions that it is built from. */
export function pathOf(binary: Binary): string {
  return join(cacheFolder, versionOf(binary), binary.name);
}

/** @throws where nothing has built it */
export function built(binary: Binary): string {
  const path = pathOf(binary);
  if (!existsSync(path)) throw new Error(`${binary.name} is not built: run npm run test-real`);
  return path;
}

/** The same as long as nothing changes that the program is built from. */
function versionOf(binary: Binary): string {
  const folder = moduleFolder(binary);
  const files = ['go.mod', 'go.sum', ...sourcesIn(join(folder, binary.packageFolder), folder)];
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(folder, file)))
      .update('\n');
  return hash.digest('hex').slice(0, 16);
}

function sourcesIn(folder: string, from: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.go'))
    .sort()
    .map((name) => relative(from, join(folder, name)));
}
