import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { docBlocks } from '../support/doc-blocks';
import type { Node } from './nodes';
import { ownFile, write } from './project';
import { writesPolicies } from './run-time';
import { check } from './steps';

/** A bundle of a project's code: what has effects is in it, what is not used is not, and it runs. */
export async function checkBundling(project: string, [node]: readonly Node[]): Promise<void> {
  const bundle = async (name: string, code: string, options: BuildOptions = {}) => {
    write(project, { [`${name}.mts`]: code });
    const outfile = join(project, `bundle/${name}.cjs`);
    const external = ['@jest/globals', 'vitest'];
    const common = { bundle: true, platform: 'node', external, outfile, logLevel: 'silent' } satisfies BuildOptions;
    await build({ ...common, entryPoints: [join(project, `${name}.mts`)], ...options });
    return readFileSync(outfile, 'utf8');
  };
  for (const runner of ['jest', 'vitest']) {
    await check(`esbuild keeps import 'ringfence/${runner}'`, async () => {
      const code = await bundle(runner, `import 'ringfence/${runner}';`, { format: 'esm' });
      if (!/\bexpect\.extend\(/.test(code)) throw new Error(code);
    });
  }
  await check('esbuild leaves out what is not used', async () => {
    const code = await bundle('unused', "import { Pods } from 'ringfence'; import 'ringfence/cdk8s'; console.log(1);");
    if (code.length > 500) throw new Error(`${code.length} bytes`);
  });
  await check('a bundle of the first example of the README writes its policies', async () => {
    await bundle('example', docBlocks('README.md', ownFile('README.md'))[0]?.code ?? '');
    await writesPolicies(project, node as Node, 'bundle/example.cjs');
  });
}
