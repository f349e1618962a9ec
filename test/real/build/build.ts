import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Binary, cacheFolder, kubernetesVersion, moduleFolder, pathOf } from './binaries';

/** Go 1.21 and later get the version that a module asks for; before that there is nothing to work with. */
const LEAST_GO = [1, 21] as const;

/** Why a binary is not there and cannot be built; undefined where it is there, or can be. */
export function buildProblem(binary: Binary): string | undefined {
  if (existsSync(pathOf(binary))) return undefined;
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: withAnyToolchain() });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  if (error || major === undefined) return `Go is needed to build ${binary.name} (https://go.dev/dl)`;
  const isOld = Number(major) === LEAST_GO[0] && Number(minor) < LEAST_GO[1];
  return isOld
    ? `Go ${LEAST_GO.join('.')} or later is needed to build ${binary.name}: this is ${major}.${minor}`
    : undefined;
}

/**
 * Builds the binary unless it is there. It appears at its place when it is whole.
 * @returns how many seconds that took; undefined where it was there
 */
export function build(binary: Binary): number | undefined {
  const path = pathOf(binary);
  if (existsSync(path)) return undefined;
  const start = Date.now();
  mkdirSync(cacheFolder, { recursive: true });
  const folder = mkdtempSync(join(cacheFolder, 'building-'));
  try {
    const args = [
      'build',
      '-trimpath',
      '-buildvcs=false',
      '-ldflags',
      linkerFlags(binary),
      '-o',
      join(folder, binary.name),
    ];
    const { status, error } = spawnSync('go', [...args, `./${binary.name}`], {
      cwd: moduleFolder(binary),
      env: { ...withAnyToolchain(), CGO_ENABLED: '0' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (error || status !== 0) throw error ?? new Error(`go build of ${binary.name} ended with ${status}`);
    mkdirSync(dirname(path), { recursive: true });
    renameSync(join(folder, binary.name), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return (Date.now() - start) / 1000;
}

/** Without what debuggers need, and with the version that programs of Kubernetes say they are of. */
function linkerFlags(binary: Binary): string {
  const version = kubernetesVersion(binary);
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const set = Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-s', '-w', ...(version === undefined ? [] : set)].join(' ');
}

/** A Go that is older than a module asks for gets the right one itself. */
function withAnyToolchain(): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'auto' };
}
