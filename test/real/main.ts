import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Binary, cacheFolder } from './build/binaries';
import { build, buildProblem } from './build/build';
import { allFigures, forgetFigures } from './figures';
import { LANES, type Part } from './parts';

/**
 * `npm run test-real`: compares ringfence with Kubernetes' own code and with packets. `npm run test-cluster`: runs its commands on a
 * cluster. What is missing is an error where `CI` is set; elsewhere the rest is run, and the last line says what was not.
 */

/** Of this process, so that what it leaves behind is known from what other runs need. */
function runId(): string {
  if (process.platform !== 'linux') return String(process.pid);
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  return `${process.pid}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

function main(lane: keyof typeof LANES): number {
  const start = Date.now();
  spawnSync(join(__dirname, 'clean-up.sh'), { stdio: 'inherit' });
  forgetFigures();
  const ready = LANES[lane].map((part) => ({ part, problems: problemsOf(part) }));
  const lacking = ready.filter(({ problems }) => problems.length > 0);
  const reports = lacking.map(({ part, problems }) => `${part.name} is not tested: ${problems.join('; ')}`);
  if (lacking.length > 0 && process.env.CI) {
    process.stderr.write(`${reports.join('\n')}\n`);
    return 1;
  }
  const parts = ready.filter(({ problems }) => problems.length === 0).map(({ part }) => part);
  const seconds = buildAll(new Set(parts.flatMap(({ binaries }) => binaries)));
  const status = parts.length === 0 ? 0 : runTests(parts);
  process.stdout.write(`\n${allFigures()}`);
  process.stdout.write(`${'seconds'.padEnd(24)} ${(Date.now() - start) / 1000}, ${seconds} of them for building\n`);
  for (const report of reports) process.stdout.write(`${report}\n`);
  return status;
}

function problemsOf({ binaries, missing }: Part): string[] {
  return [...binaries.flatMap((binary) => buildProblem(binary) ?? []), ...missing()];
}

function buildAll(binaries: Iterable<Binary>): number {
  let seconds = 0;
  for (const binary of binaries) {
    const took = build(binary);
    if (took !== undefined) process.stdout.write(`built ${binary.name} in ${took} s\n`);
    seconds += took ?? 0;
  }
  return seconds;
}

function runTests(parts: readonly Part[]): number {
  const id = runId();
  const run = join(cacheFolder, 'runs', id);
  mkdirSync(join(cacheFolder, 'runs'), { recursive: true });
  writeFileSync(run, '');
  try {
    const pattern = `<rootDir>/test/real/(${parts.map(({ tests }) => tests).join('|')}).real.ts`;
    const { status } = spawnSync(process.execPath, ['node_modules/.bin/jest', '--ci', '--testMatch', pattern], {
      stdio: 'inherit',
      // One seed for all tests, so that it repeats the whole run.
      env: { SEED: String(Date.now() % 2 ** 31), ...process.env, RINGFENCE_REAL_RUN: id },
    });
    return status ?? 1;
  } finally {
    rmSync(run, { force: true });
  }
}

process.exitCode = main(process.argv[2] === 'cluster' ? 'cluster' : 'real');
