import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built, cacheFolder, DATAPLANE } from './build/binaries';

/** A run that is interrupted, at whatever time, leaves no process, no network namespace and no rule behind. */

const runs = join(cacheFolder, 'runs');

/** The processes of the dataplane that a run has started. */
function processesOf(run: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const isOurs = readlinkSync(`/proc/${pid}/exe`).startsWith(cacheFolder);
        return isOurs && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`RINGFENCE_REAL_RUN=${run}`);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}

function networkOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}

/** The network namespaces of all processes, and the names of others. */
function networks(): Set<string> {
  const names = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ofProcesses = pids.flatMap((pid) => {
    try {
      return [networkOf(Number(pid))];
    } catch {
      return [];
    }
  });
  return new Set([...names, ...ofProcesses]);
}

/** The rules and sets of kube-router in the network of this machine. */
function rulesHere(): string[] {
  const printed = [spawnSync('iptables-save'), spawnSync('ipset', ['list', '-n'])].map(({ stdout }) => String(stdout));
  return printed
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('KUBE-'));
}

async function until(what: () => boolean): Promise<void> {
  for (let left = 200; !what(); left--) {
    if (left === 0) throw new Error('it did not happen within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

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
  const made = processesOf(run)
    .map(networkOf)
    .filter((network) => network !== networkOf(process.pid));
  expect(made).toHaveLength(1);
  runner.kill('SIGKILL');
  await until(() => processesOf(run).length === 0);
  await until(() => !made.some((network) => networks().has(network)));
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
