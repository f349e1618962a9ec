import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

/** One line a check; the first that fails ends the run with its reason. */
export async function check(title: string, body: () => unknown): Promise<void> {
  try {
    await body();
    console.log(`ok      ${title}`);
  } catch (error) {
    console.log(`FAILED  ${title}\n${(error as Error).message}`);
    process.exit(1);
  }
}

/** What a program printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** How many programs run at a time: each of them, an installation or a compiler, keeps a core busy. */
const MOST = Math.max(2, Math.floor(availableParallelism() / 2));
const children = new Set<ChildProcess>();
let running = 0;
const waiting: (() => void)[] = [];

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Runs a program, where need be after others, and returns what it prints.
 * @throws with all of its output where it fails
 */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Output> {
  if (running === MOST) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await ran(program, args, cwd, env);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

function ran(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const fail = (why: unknown) =>
      reject(new Error(`${program} ${args.join(' ')} failed in ${cwd} (${why})\n${stdout}\n${stderr}`));
    child.on('error', fail);
    child.on('close', (status) => {
      children.delete(child);
      if (status === 0) resolve({ stdout, stderr });
      else fail(status);
    });
  });
}
