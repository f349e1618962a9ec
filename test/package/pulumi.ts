import { join } from 'node:path';
import { docBlocks } from '../support/doc-blocks';
import { COMPILER, type Consumer, compile, titleOf } from './compiler';
import type { Node } from './nodes';
import { ownFile, projectWith, write } from './project';
import { check, run } from './steps';
import type { Tarball } from './tarball';

/** As `pulumi new` makes it today, and as it did before. */
const CONSUMERS: readonly Consumer[] = [
  { moduleResolution: 'nodenext', format: 'CommonJS' },
  { moduleResolution: 'node10', format: 'CommonJS' },
];

/** Runs the program against Pulumi's mocks, and prints the policies that it registers. */
const RUNNER = `const { runtime } = require('@pulumi/pulumi');
const names = [];
runtime.setMocks({
  call: ({ inputs }) => inputs,
  newResource: ({ type, name, inputs }) => {
    if (type === 'kubernetes:networking.k8s.io/v1:NetworkPolicy') names.push(name);
    return { id: name, state: inputs };
  },
});
require('./out/main.js');
process.on('exit', () => {
  const other = Object.keys(require.cache).find((file) => /node_modules.(cdk8s|constructs)/.test(file));
  console.log(other ?? names.sort().join());
});`;

const POLICIES = 'cart-egress,cart-ingress,shop/allow-dns,shop/default-deny-egress,shop/default-deny-ingress';

/** The first program of docs/pulumi.md, in a project that has no cdk8s. */
export async function checkPulumi({ file }: Tarball, nodes: readonly Node[], work: string): Promise<void> {
  const project = join(work, 'with-pulumi');
  await projectWith(project, [file, '@pulumi/pulumi@3.248.0', '@pulumi/kubernetes@4.34.2', COMPILER, '@types/node@20']);
  const [program] = docBlocks('docs/pulumi.md', ownFile('docs/pulumi.md'));
  for (const consumer of CONSUMERS) {
    await check(`the first program of docs/pulumi.md compiles: ${titleOf(consumer)}`, () =>
      compile(project, consumer, program?.code ?? ''),
    );
    write(project, { 'run.cjs': RUNNER });
    for (const node of nodes) {
      await check(
        `Node ${node.major}: it registers its policies and loads no cdk8s: ${titleOf(consumer)}`,
        async () => {
          const { stdout } = await run(node.program, ['run.cjs'], project);
          if (stdout.trim() !== POLICIES) throw new Error(stdout);
        },
      );
    }
  }
  await check('ringfence/pulumi can be imported by name from ESM', () =>
    run('node', ['--input-type=module', '-e', "import { Pods } from 'ringfence/pulumi'; Pods.all()"], project),
  );
}
