import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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

/** A program that answers as kubectl does for this cluster. */
export interface FakeKubectl {
  readonly program: string;
  /** The arguments of each call so far. */
  calls(): readonly (readonly string[])[];
}

/** Makes a program that stands for kubectl. */
export function fakeKubectl(cluster: RecordedCluster): FakeKubectl {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-kubectl-'));
  const recorded = join(folder, 'cluster.json');
  writeFileSync(recorded, JSON.stringify(cluster));
  const program = programOf(
    folder,
    `require(${JSON.stringify(join(__dirname, 'kubectl-answers.cjs'))})(${JSON.stringify(recorded)})`,
  );
  const calls = `${recorded}.calls`;
  return {
    program,
    calls: () =>
      existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as string[])
        : [],
  };
}

/** Any other program in the place of kubectl. */
export function otherProgram(script: string): string {
  return programOf(mkdtempSync(join(tmpdir(), 'ringfence-kubectl-')), script);
}

function programOf(folder: string, script: string): string {
  const program = join(folder, 'kubectl');
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
