import { mkdirSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Io } from './io';

/** What Node has from 22 on. */
type KeepCode = (folder: string) => unknown;

/**
 * From Node 22 on what was compiled is kept between runs, which saves a third of a short one. Code comes from there, so it is a folder of
 * the user alone, and not the one below all temporary files that Node would take: another user may have put code into that.
 * `NODE_DISABLE_COMPILE_CACHE` turns it off, and `NODE_COMPILE_CACHE` names another folder; where none can be written, nothing is kept.
 */
export function keepCompiledCode(env: NonNullable<Io['env']>, keep: KeepCode | undefined = ofNode()): void {
  const isSaid = (name: string) => env[name] !== undefined && env[name] !== '';
  if (keep === undefined || isSaid('NODE_DISABLE_COMPILE_CACHE') || isSaid('NODE_COMPILE_CACHE')) return;
  try {
    const cache = cacheOf(env);
    if (!isAbsolute(cache)) return;
    const folder = join(cache, 'ringfence');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
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

/** Windows says neither, and keeps other users out of the folder by itself. */
function isOwn(folder: string): boolean {
  const user = process.getuid?.();
  if (user === undefined) return true;
  const { uid, mode } = statSync(folder);
  return uid === user && (mode & 0o022) === 0;
}
