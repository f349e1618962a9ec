import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { write } from './project';
import { run } from './steps';

export type ModuleResolution = 'node10' | 'node16' | 'nodenext' | 'bundler';

/** A way in which a user's project may resolve and load the package. */
export interface Consumer {
  readonly moduleResolution: ModuleResolution;
  readonly format: 'CommonJS' | 'ESM';
}

/** The compiler that users of the day have. */
export const COMPILER = 'typescript@~6.0.3';

export const CONSUMERS: readonly Consumer[] = [
  { moduleResolution: 'node10', format: 'CommonJS' },
  { moduleResolution: 'node16', format: 'CommonJS' },
  { moduleResolution: 'nodenext', format: 'ESM' },
  { moduleResolution: 'bundler', format: 'ESM' },
];

export function titleOf({ moduleResolution, format }: Consumer): string {
  return `moduleResolution ${moduleResolution}, ${format}`;
}

/** What a compiler needs to hear before it resolves so; from TypeScript 6 on, that `node10` is wanted indeed. */
export function resolutionOptions(
  moduleResolution: ModuleResolution,
  typescript: number,
): Readonly<Record<string, unknown>> {
  const isOld = moduleResolution === 'node10' && typescript >= 6;
  return { moduleResolution, ...(isOld && { ignoreDeprecations: '6.0' }) };
}

/** Compiles `main.ts` as such a project would, every declaration of its dependencies included, to `out/main.js`. */
export async function compile(
  project: string,
  { moduleResolution, format }: Consumer,
  code: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const ownModules = { node10: 'commonjs', node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' };
  const compilerOptions = {
    ...resolutionOptions(moduleResolution, 6),
    module: ownModules[moduleResolution],
    target: 'es2022',
    strict: true,
    rootDir: '.',
    outDir: 'out',
    types: ['node'],
    ...options,
  };
  rmSync(join(project, 'out'), { recursive: true, force: true });
  write(project, {
    'main.ts': code,
    'package.json': { name: 'consumer', private: true, type: format === 'ESM' ? 'module' : 'commonjs' },
    'tsconfig.json': { compilerOptions, files: ['main.ts'] },
  });
  await run('npx', ['tsc'], project);
}
