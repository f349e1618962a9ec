import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built, cacheFolder, DATAPLANE } from './build/binaries';
import { namespaceOf, processesIn, processesOf, rulesHere, until } from './left-behind';

/** A run that is interrupted, at whatever time, leaves no process, no network namespace and no rule behind. */

const runs = join(cacheFolder, 'runs');

/** Another process that has started the dataplane, as a run of these tests does, and waits. */
function runInterrupted(run: string): ChildProcess {
  const program = `require('node:child_process').spawn(${JSON.stringify(built(DATAPLANE))}); setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['-e', program], { env: { ...process.env, RINGFENCE_REAL_RUN: run } });
}

test('a run that is killed takes everything along', async () => {
  const rules = rulesHere();
  const run = `killed-${process.pid}`;
  const runner = runInterrupted(run);
  // The process that starts the namespaces, and the one inside of them.
  await until(() => processesOf(run).length === 2);
  // It starts programs in there, and a moment shows two.
  const networks = new Set(processesOf(run).map((pid) => namespaceOf(pid, 'net')));
  networks.delete(namespaceOf(process.pid, 'net'));
  const made = [...networks];
  expect(made).toHaveLength(1);
  runner.kill('SIGKILL');
  await until(() => processesOf(run).length === 0);
  await until(() => made.every((network) => processesIn(network, 'net').length === 0));
  expect(rulesHere()).toEqual(rules);
}, 60_000);

test('the script ends what a run has left that is gone, and nothing of one that goes on', async () => {
  mkdirSync(runs, { recursive: true });
  const gone = spawnSync(process.execPath, ['-e', '']);
  const ofGone = `${gone.pid}-1`;
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  const ofThis = `${process.pid}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  const children = [ofGone, ofThis].map((run) => {
    writeFileSync(join(runs, run), '');
    return spawn(built(DATAPLANE), { env: { ...process.env, RINGFENCE_REAL_RUN: run } });
  });
  await until(() => processesOf(ofGone).length === 2 && processesOf(ofThis).length === 2);
  expect(spawnSync(join(__dirname, 'clean-up.sh')).status).toBe(0);
  await until(() => processesOf(ofGone).length === 0);
  expect(processesOf(ofThis)).toHaveLength(2);
  expect([existsSync(join(runs, ofGone)), existsSync(join(runs, ofThis))]).toEqual([false, true]);
  for (const child of children) child.kill('SIGKILL');
  await until(() => processesOf(ofThis).length === 0);
  spawnSync('rm', [join(runs, ofThis)]);
}, 60_000);
