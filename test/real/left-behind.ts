import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { cacheFolder } from './build/binaries';

/** What a run of these tests may leave on the machine. */

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The processes of programs in Go that a run has started. */
export function processesOf(run: string): number[] {
  return processes().filter((pid) => {
    try {
      const isOurs = readlinkSync(`/proc/${pid}/exe`).startsWith(cacheFolder);
      return isOurs && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`RINGFENCE_REAL_RUN=${run}`);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

type NamespaceKind = 'net' | 'pid';

export function namespaceOf(pid: number, kind: NamespaceKind): string {
  return readlinkSync(`/proc/${pid}/ns/${kind}`);
}

/** The processes in a namespace. A namespace that nothing else holds ends with the last one. */
export function processesIn(namespace: string, kind: NamespaceKind): number[] {
  return processes().filter((pid) => {
    try {
      return namespaceOf(pid, kind) === namespace;
    } catch {
      return false;
    }
  });
}

/** The rules and sets of kube-router in the network of this machine. */
export function rulesHere(): string[] {
  const printed = [spawnSync('iptables-save'), spawnSync('ipset', ['list', '-n'])].map(({ stdout }) => String(stdout));
  return printed
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('KUBE-'));
}

export async function until(what: () => boolean): Promise<void> {
  for (let left = 200; !what(); left--) {
    if (left === 0) throw new Error('it did not happen within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
