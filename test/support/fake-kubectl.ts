import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';

/** What a recorded cluster holds, and what its API server refuses. */
export interface RecordedCluster {
  readonly objects?: readonly unknown[];
  /** Further kinds that are served: version, kind, resource, and whether they are in namespaces. */
  readonly kinds?: readonly (readonly [version: string, kind: string, resource: string, namespaced: boolean])[];
  /** `pods`, or `data/pods` for one namespace. */
  readonly forbidden?: readonly string[];
  /** Objects a page. */
  readonly page?: number;
  /** Lines on standard error. */
  readonly warnings?: readonly string[];
  /** What is answered at a path in place of what the objects say. */
  readonly answers?: Readonly<Record<string, { readonly text?: string; readonly error?: string }>>;
}

/** A program that answers as kubectl does for a cluster. */
export interface FakeKubectl {
  readonly program: string;
  /** The arguments of each call so far. */
  calls(): readonly (readonly string[])[];
}

/** Makes a program that stands for kubectl. */
export function fakeKubectl(cluster: RecordedCluster): FakeKubectl {
  const { program, calls } = serveKubectl('recorded', cluster);
  return { program, calls: () => calls().map(({ args }) => args) };
}

/** A program that answers from a world. */
export interface ServedKubectl {
  readonly program: string;
  /** Each call so far. */
  calls(): readonly KubectlCall[];
  /** Ends it before the tests of the file do. */
  stop(): void;
}

interface KubectlCall {
  readonly args: readonly string[];
  /** What came on its standard input. */
  readonly input: string;
}

let server: { readonly process: ChildProcess; readonly folder: string } | undefined;
const made: string[] = [];

afterAll(() => {
  server?.process.kill('SIGKILL');
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-kubectl-'));
  made.push(folder);
  return folder;
}

/** Makes a program that stands for kubectl in a world of kubectl-server.cjs, which runs until the tests of this file have ended. */
export function serveKubectl(world: 'recorded' | 'canary', options: object): ServedKubectl {
  if (server === undefined) {
    const folder = newFolder();
    server = { folder, process: fork(join(__dirname, 'kubectl-server.cjs'), [folder], { execArgv: [] }) };
  }
  const folder = newFolder();
  writeFileSync(join(folder, 'world.json'), JSON.stringify({ world, options }));
  const program = join(folder, 'kubectl');
  writeFileSync(program, kubectl(folder, join(server.folder, 'port')), { mode: 0o755 });
  const calls = join(folder, 'calls');
  return {
    program,
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').map(readCall) : []),
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const kubectl = (folder: string, port: string) => `#!/bin/bash
{ until read -r port <'${port}'; do sleep 0.01; done; } 2>/dev/null
input=
for one in "$@"; do if [ "$one" = --filename=- ]; then input=$(cat; echo x); input=\${input%x}; fi; done
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf '%s\\0' '${folder}' "$#" "$@" "$input" >&3
read -r code name <&3
if [ -s "$name.out" ]; then cat "$name.out"; fi
if [ -s "$name.err" ]; then cat "$name.err" >&2; fi
exit "$code"
`;

const readCall = (line: string) => JSON.parse(line) as KubectlCall;

/** Any other program of Node in the place of kubectl. */
export function otherProgram(script: string): string {
  const program = join(newFolder(), 'kubectl');
  writeFileSync(program, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  return program;
}

/** The objects of manifests, and the Namespaces that are named. */
export function objectsOf(yaml: string, ...namespaces: readonly string[]): unknown[] {
  const declared = namespaces.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  }));
  return [...declared, ...readText(yaml)];
}

function readText(yaml: string): unknown[] {
  return loadAll(yaml).filter((one) => one !== null && one !== undefined);
}
