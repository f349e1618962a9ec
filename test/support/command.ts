import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/run';
import { buildPageOnce } from './built-page';

/** In the order of the help; a test holds it against the help. */
export const COMMANDS = [
  'check',
  'list',
  'import',
  'explain',
  'diff',
  'denials',
  'replay',
  'report',
  'snapshot',
  'doctor',
  'probe',
  'completion',
] as const;

/** What a run of the command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs the command; standard input can be read once, as that of a process. `world` is what else of the world it gets, such as the name by which it is called. With
 * `RINGFENCE_BUILT=1` that is the command in build/, as a process of its own.
 */
export async function ringfence(args: readonly string[], stdin = '', world: Partial<Io> = {}): Promise<Ran> {
  if (process.env.RINGFENCE_BUILT === '1') return ranBuilt(args, stdin, world);
  if (args[0] === 'report' || args.includes('html')) buildPageOnce();
  let [out, err, unread] = ['', '', stdin];
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: () => {
      const text = unread;
      unread = '';
      return text;
    },
    ...world,
  });
  return { code, out, err };
}

function ranBuilt(args: readonly string[], stdin: string, { calledAs = 'ringfence', env }: Partial<Io>): Ran {
  const main = join(mkdtempSync(join(tmpdir(), 'ringfence-built-')), calledAs);
  symlinkSync(join(__dirname, '../../build/cli/main.js'), main);
  const given = { encoding: 'utf8', input: stdin, env: { ...process.env, NO_COLOR: '1', ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], given);
  return { code: status ?? Number.NaN, out: stdout, err: stderr };
}

/** How Node runs TypeScript, with ringfence from lib/. */
export const FROM_SOURCES: readonly string[] = ['--require', join(__dirname, 'run-typescript.cjs')];

/** A folder with these files; paths in messages are cut down to its name by `within`. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function within(folder: string, text: string): string {
  return text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
}
