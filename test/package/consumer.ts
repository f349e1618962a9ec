import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run } from './steps';

/** A way in which a user's project may resolve and load the package. */
export interface Consumer {
  readonly moduleResolution: 'node16' | 'bundler';
  readonly format: 'CommonJS' | 'ESM';
}

export const consumers: readonly Consumer[] = [
  { moduleResolution: 'node16', format: 'CommonJS' },
  { moduleResolution: 'node16', format: 'ESM' },
  { moduleResolution: 'bundler', format: 'CommonJS' },
  { moduleResolution: 'bundler', format: 'ESM' },
];

/** A folder with a package.json and these packages in it. */
export function emptyProject(work: string, name: string, packages: readonly string[]): string {
  const project = join(work, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, version: '1.0.0', private: true }));
  // Without npm's own variables, which say that another project is being worked on.
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages], project, {
    npm_config_local_prefix: project,
  });
  return project;
}

export function runScript(project: string, script: string, options: readonly string[] = []): string {
  return run('node', [...options, '-e', script], project);
}

/** Compiles the example as such a project would, every declaration of its dependencies included. */
export function compileExample(
  project: string,
  { moduleResolution, format }: Consumer,
  code: string,
  types: readonly string[] = ['node'],
): void {
  const modules = { node16: 'node16', bundler: format === 'ESM' ? 'esnext' : 'commonjs' }[moduleResolution];
  writeFileSync(join(project, 'main.ts'), code);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: format === 'ESM' ? 'module' : 'commonjs' }),
  );
  const options = { module: modules, moduleResolution, target: 'es2022', strict: true, outDir: 'out', types };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['main.ts'] }));
  rmSync(join(project, 'out'), { recursive: true, force: true });
  run('npx', ['tsc'], project);
}

/**
 * Compiles the example and runs it.
 * @returns the names of the policies that it wrote, in order
 */
export function runExample(project: string, consumer: Consumer, code: string): string[] {
  compileExample(project, consumer, code);
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  run('node', ['out/main.js'], project);
  return readdirSync(join(project, 'dist')).flatMap((file) =>
    parseAllDocuments(readFileSync(join(project, 'dist', file), 'utf8')).map(
      (document) => document.toJS().metadata.name as string,
    ),
  );
}
