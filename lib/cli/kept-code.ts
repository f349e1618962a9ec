import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Io } from './io';

/** What Node has from 22 on. */
type KeepCode = (folder: string) => unknown;

/**
 * From Node 22 on what was compiled is kept between runs, which saves a fifth of a short one. Code comes from there, so it is a folder of
 * the user alone, and not the one below all temporary files that Node would take: another user may have put code into that.
 * `NODE_DISABLE_COMPILE_CACHE` turns it off, and `NODE_COMPILE_CACHE` names another folder; where none can be written, nothing is kept.
 */
export function keepCompiledCode(env: NonNullable<Io['env']>, keep: KeepCode | undefined = ofNode()): void {
  const isSaid = (name: string) => env[name] !== undefined && env[name] !== '';
  if (keep === undefined || isSaid('NODE_DISABLE_COMPILE_CACHE') || isSaid('NODE_COMPILE_CACHE')) return;
  try {
    const cache = cacheOf(env);
    const folder = join(cache, 'ringfence');
    // In the home of another user, which sudo may leave set, nothing is made.
    if (!isAbsolute(cache) || !isOwn(existsSync(cache) ? cache : dirname(cache))) return;
    // One by one: made together, Node never ends where a folder takes none, as /proc does.
    for (const one of [cache, folder]) makeFolder(one);
    if (isOwn(folder)) keep(folder);
  } catch {
    // It is only slower without.
  }
}

function ofNode(): KeepCode | undefined {
  return (nodeModule as { enableCompileCache?: KeepCode }).enableCompileCache;
}

/** Where programs of a user keep what they can make again: https://specifications.freedesktop.org/basedir/latest/. */
function cacheOf({ XDG_CACHE_HOME = '', LOCALAPPDATA = '' }: NonNullable<Io['env']>): string {
  if (process.platform === 'win32' && isAbsolute(LOCALAPPDATA)) return LOCALAPPDATA;
  return isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Whether it is a folder of the user, and no link to one, into which no other user can put anything. Windows says neither whose it is nor
 * who may write, and keeps other users out by itself.
 */
function isOwn(folder: string): boolean {
  const stat = lstatSync(folder);
  const user = process.getuid?.();
  return stat.isDirectory() && (user === undefined || (stat.uid === user && (stat.mode & 0o022) === 0));
}
