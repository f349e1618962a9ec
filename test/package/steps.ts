import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

/** One line a check; the first that fails ends the run with its reason. */
export function check(title: string, body: () => unknown): void {
  try {
    body();
    console.log(`ok      ${title}`);
  } catch (error) {
    console.log(`FAILED  ${title}\n${(error as Error).message}`);
    process.exit(1);
  }
}

/**
 * Runs a command and returns what it prints.
 * @throws with all of its output where it fails
 */
export function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined || status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed (${error?.message ?? status})\n${stdout}\n${stderr}`);
  }
  return stdout;
}
