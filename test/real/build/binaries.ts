import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';

const modules = join(__dirname, '../go');

/** A program in Go that these tests run. */
export interface Binary {
  readonly name: string;
  /** The Go module that it is part of, in the folder go/. */
  readonly module: 'kubernetes' | 'kube-router';
  /** Folders of packages that it is built from too, in go/. */
  readonly shared?: readonly string[];
}

export const JUDGE: Binary = { name: 'judge', module: 'kubernetes' };
export const DATAPLANE: Binary = {
  name: 'dataplane',
  module: 'kube-router',
  shared: ['node', 'kube-router/controller'],
};

/** What runs a cluster, and the programs that it runs there. */
export const CLUSTER: Binary = { name: 'cluster', module: 'kubernetes', shared: ['node'] };
export const KUBECTL: Binary = { name: 'kubectl', module: 'kubernetes' };
export const IN_CLUSTER: readonly Binary[] = [
  { name: 'kube-apiserver', module: 'kubernetes' },
  { name: 'kube-controller-manager', module: 'kubernetes' },
  { name: 'kubelet', module: 'kubernetes', shared: ['node'] },
  { name: 'network-policies', module: 'kube-router', shared: ['node', 'kube-router/controller'] },
];

/** Where everything is kept that these tests build or leave behind: outside of the repository. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ringfence-real');

export function moduleFolder({ module }: Binary): string {
  return join(modules, module);
}

/** The version of Kubernetes that a binary is of, such as v1.36.3; undefined where it is of none. */
export function kubernetesVersion(binary: Binary): string | undefined {
  const text = readFileSync(join(moduleFolder(binary), 'go.mod'), 'utf8');
  return /^\tk8s\.io\/kubernetes (v\S+)$/m.exec(text)?.[1];
}

/** Where the program is, once it is built: in a folder for the very sources and versions that it is built from. */
export function pathOf(binary: Binary): string {
  return join(cacheFolder, versionOf(binary), binary.name);
}

/** @throws where nothing has built it */
export function built(binary: Binary): string {
  const path = pathOf(binary);
  if (!existsSync(path)) throw new Error(`${binary.name} is not built: run npm run test-real or test-cluster`);
  return path;
}

/** The same as long as nothing changes that the program is built from. */
function versionOf(binary: Binary): string {
  const folder = moduleFolder(binary);
  const folders = [join(folder, binary.name), ...(binary.shared ?? []).map((name) => join(modules, name))];
  const files = [join(folder, 'go.mod'), join(folder, 'go.sum'), ...folders.flatMap(sourcesIn)];
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${relative(modules, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  return hash.digest('hex').slice(0, 16);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.go'))
    .sort()
    .map((name) => join(folder, name));
}
