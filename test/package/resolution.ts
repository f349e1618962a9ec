import { join } from 'node:path';
import { type ModuleResolution, resolutionOptions } from './compiler';
import { ownFile, projectWith, write } from './project';
import { check, run } from './steps';
import type { Tarball } from './tarball';
import { COMPILERS, JEST } from './versions';

/** Each entry point in the fewest words that fail where its types are not found. */
const FILES: Readonly<Record<string, string>> = {
  root: `import { Pods, validateNetworkPolicy } from 'ringfence';
export const found: number = validateNetworkPolicy(Pods.all()).length;`,
  cdk8s: `import { App, Chart } from 'cdk8s';
import { DefaultDenyNamespace } from 'ringfence/cdk8s';
export const deny: Chart = new DefaultDenyNamespace(new Chart(new App(), 'chart'), 'deny', { namespace: 'shop' }).node.scope as Chart;
// @ts-expect-error
new DefaultDenyNamespace(new Chart(new App(), 'chart'), 'deny', { namespace: 1 });`,
  pulumi: `import type { ComponentResource } from '@pulumi/pulumi';
import { DefaultDenyNamespace } from 'ringfence/pulumi';
export const deny: ComponentResource = new DefaultDenyNamespace('deny', { namespace: 'shop' });
// @ts-expect-error
new DefaultDenyNamespace('deny', { namespace: 1 });`,
  'policy-pack': `import { reachabilityPolicy } from 'ringfence/policy-pack';
// @ts-expect-error
reachabilityPolicy(1);`,
  matchers: `import { matchers } from 'ringfence/matchers';
export const isolate: (this: never, subject: unknown, pods: 'shop', direction: 'both') => { pass: boolean } = matchers.toIsolate;
// @ts-expect-error
matchers.toHold;`,
  jest: `import 'ringfence/jest';
expect('').toIsolate('shop', 'ingress');
// @ts-expect-error
expect('').toIsolate('shop');`,
  vitest: `import 'ringfence/vitest';
import { expect } from 'vitest';
expect('').toIsolate('shop', 'ingress');
// @ts-expect-error
expect('').toIsolate('shop');`,
  package: `import manifest = require('ringfence/package.json');
export const version: string = manifest.version;`,
};

/** How a compiler can resolve; 7 no longer has node10. */
function resolutionsOf(major: number): readonly ModuleResolution[] {
  return major >= 7 ? ['node16', 'nodenext', 'bundler'] : ['node10', 'node16', 'nodenext', 'bundler'];
}

const MODULES = { node10: 'commonjs', node16: 'node16', nodenext: 'nodenext', bundler: 'preserve' };

const PEERS = [
  'cdk8s',
  'constructs',
  '@pulumi/pulumi@3.248.0',
  '@pulumi/kubernetes@4.34.2',
  '@pulumi/policy',
  `jest@${JEST.current}`,
  `@types/jest@${JEST.current}`,
  'vitest@3',
  '@types/node@20',
];

/** Every entry point under every compiler and way to resolve, from CommonJS and from ESM; and where Node finds each. */
export async function checkResolution({ file }: Tarball, work: string): Promise<void> {
  const project = join(work, 'resolution');
  const compilers = COMPILERS.map((version) => `typescript-${version}@npm:typescript@${version}`);
  await projectWith(project, [file, ...PEERS, ...compilers]);
  write(project, { ...sources('ts'), ...sources('cts'), ...sources('mts') });
  await Promise.all([
    check('Node finds every entry point, from CommonJS and from ESM', () => resolveAtRunTime(project)),
    ...COMPILERS.map((version) => ({ version, major: Number.parseInt(version, 10) })).flatMap(({ version, major }) =>
      resolutionsOf(major).map((moduleResolution) =>
        check(`every entry point has its types: TypeScript ${version}, moduleResolution ${moduleResolution}`, () => {
          // Without `exports` the compiler knows no formats; with it the name of a file says which it has.
          const extensions = moduleResolution === 'node10' ? ['ts'] : ['cts', 'mts'];
          const name = `tsconfig.${version}.${moduleResolution}.json`;
          const compilerOptions = {
            ...resolutionOptions(moduleResolution, major),
            module: MODULES[moduleResolution],
            target: 'es2022',
            strict: true,
            noEmit: true,
            resolveJsonModule: true,
            // The declarations of some of these peers do not compile together. Other checks compile ours.
            skipLibCheck: true,
            types: ['node', 'jest'],
          };
          write(project, {
            [name]: { compilerOptions, files: extensions.flatMap((one) => Object.keys(sources(one))) },
          });
          return run('node', [`node_modules/typescript-${version}/bin/tsc`, '-p', name], project);
        }),
      ),
    ),
  ]);
}

function sources(extension: string): Record<string, string> {
  return Object.fromEntries(Object.entries(FILES).map(([name, code]) => [`${extension}/${name}.${extension}`, code]));
}

async function resolveAtRunTime(project: string): Promise<void> {
  const { name, exports } = JSON.parse(ownFile('package.json')) as { name: string; exports: Record<string, unknown> };
  const entries = Object.keys(exports).map((entry) => entry.replace('.', name));
  if (entries.length !== Object.keys(FILES).length)
    throw new Error(`not only ${Object.keys(FILES).join()} are exported`);
  write(project, {
    'resolve.cjs': `const { existsSync } = require('node:fs');
for (const entry of ${JSON.stringify(entries)}) if (!existsSync(require.resolve(entry))) throw new Error(entry);`,
    'resolve.mjs': `import { existsSync } from 'node:fs';
for (const entry of ${JSON.stringify(entries)}) if (!existsSync(new URL(import.meta.resolve(entry)))) throw new Error(entry);`,
  });
  await Promise.all(['resolve.cjs', 'resolve.mjs'].map((file) => run('node', [file], project)));
}
