import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keepCompiledCode } from '../../lib/cli/kept-code';

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'ringfence-cache-'));
});

afterEach(() => {
  rmSync(cache, { recursive: true, force: true });
});

/** The folder in which code is kept; undefined where none is. */
function folderOf(env: Readonly<Record<string, string>>): string | undefined {
  let kept: string | undefined;
  keepCompiledCode(env, (folder) => {
    kept = folder;
  });
  return kept;
}

describe('compiled code', () => {
  test('is kept in a folder that only its user can write to', () => {
    expect(folderOf({ XDG_CACHE_HOME: cache })).toBe(join(cache, 'ringfence'));
    expect(statSync(join(cache, 'ringfence')).mode & 0o077).toBe(0);
  });

  test('is not kept where it is turned off, nor anywhere else than the user wants it', () => {
    expect(folderOf({ XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '1' })).toBeUndefined();
    expect(folderOf({ XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '/elsewhere' })).toBeUndefined();
    expect(existsSync(join(cache, 'ringfence'))).toBe(false);
  });

  test('is not kept in a folder into which others may put code', () => {
    mkdirSync(join(cache, 'ringfence'));
    chmodSync(join(cache, 'ringfence'), 0o777);
    expect(folderOf({ XDG_CACHE_HOME: cache })).toBeUndefined();
  });

  test('is not kept behind a link, which may lead elsewhere later', () => {
    mkdirSync(join(cache, 'own'), { mode: 0o700 });
    symlinkSync(join(cache, 'own'), join(cache, 'ringfence'));
    expect(folderOf({ XDG_CACHE_HOME: cache })).toBeUndefined();
  });

  test('is not kept where another user owns the folder, and nothing is made in the home of one', () => {
    const other = process.getuid?.() === 0 ? join(cache, 'other') : '/';
    if (other !== '/') {
      mkdirSync(other, { mode: 0o755 });
      chownSync(other, 12_345, 12_345);
    }
    expect(folderOf({ XDG_CACHE_HOME: other })).toBeUndefined();
    expect(folderOf({ XDG_CACHE_HOME: join(other, 'cache') })).toBeUndefined();
    expect(existsSync(join(other, 'ringfence')) || existsSync(join(other, 'cache'))).toBe(false);
  });

  test('is kept where the folder around is not there yet', () => {
    expect(folderOf({ XDG_CACHE_HOME: join(cache, 'new') })).toBe(join(cache, 'new/ringfence'));
  });

  test.each(['/proc', '/dev/null', '/nowhere/at/all'])('is not kept where %s takes no folder', (place) => {
    expect(folderOf({ XDG_CACHE_HOME: place })).toBeUndefined();
  });

  test('is not kept where no folder can be made', () => {
    writeFileSync(join(cache, 'ringfence'), '');
    expect(folderOf({ XDG_CACHE_HOME: cache })).toBeUndefined();
  });
});
