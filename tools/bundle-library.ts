/**
 * Bundles what users import into build/library: few files in place of hundreds, since reading so many takes most of the time of loading.
 * The declarations stay where the compiler writes them.
 */
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { BUNDLE } from './bundle-options';
import { putFiles, splitBundle } from './split-bundle';

const root = join(__dirname, '..');
const outdir = join(root, 'build/library');

/** By the names of their files. */
const ENTRIES: Readonly<Record<string, string>> = {
  index: 'lib/index.ts',
  cdk8s: 'lib/cdk8s/index.ts',
  pulumi: 'lib/pulumi/index.ts',
  'pulumi-package': 'lib/pulumi/package/serve-package.ts',
  'policy-pack': 'lib/policy-pack/index.ts',
  matchers: 'lib/matchers/index.ts',
  jest: 'lib/jest/index.ts',
  vitest: 'lib/vitest/index.ts',
};

async function main(): Promise<void> {
  const options = { outdir, packages: 'external' } as const;
  const { files } = await splitBundle(ENTRIES, { ...options, starts: Object.keys(ENTRIES) });
  const [vitest] = (
    await build({ ...BUNDLE, ...options, entryPoints: { vitest: 'lib/vitest/index.mts' }, plugins: [matchers] })
  ).outputFiles;
  if (vitest === undefined) throw new Error('esbuild wrote no module for vitest');
  putFiles(outdir, [...files, { path: vitest.path.replace(/\.js$/, '.mjs'), text: vitest.text }]);
}

/** The matchers of the module for vitest are those that all other files share. */
const matchers: Plugin = {
  name: 'matchers',
  setup({ onResolve }) {
    onResolve({ filter: /\/matchers\/index\.js$/ }, () => ({ path: './matchers.js', external: true }));
  },
};

void main();
