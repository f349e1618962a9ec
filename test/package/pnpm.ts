import { join } from 'node:path';
import { docBlocks } from '../support/doc-blocks';
import { COMPILER, compile } from './compiler';
import type { Node } from './nodes';
import { ownFile, projectWith, write } from './project';
import { writesPolicies } from './run-time';
import { check, run } from './steps';
import type { Tarball } from './tarball';
import { JEST } from './versions';

const TEST = `require('ringfence/jest');
const { Flow, Pods, Port } = require('ringfence');
test('nothing is denied', () => {
  expect('{apiVersion: v1, kind: Namespace, metadata: {name: shop}}').toAllow(Flow.from(Pods.all().inAnyNamespace()).to(Pods.all().inNamespace('shop')).on(Port.all()));
});
`;

/** The package where each package sees only what it declares: as pnpm lays out node_modules. */
export async function checkPnpm({ file }: Tarball, [node]: readonly Node[], work: string): Promise<void> {
  const tools = join(work, 'pnpm');
  await projectWith(tools, ['pnpm@10']);
  const project = join(work, 'with-pnpm');
  write(project, { 'package.json': { name: 'consumer', private: true }, 'policy.test.js': TEST });
  const packages = [
    file,
    'cdk8s',
    'constructs',
    `jest@${JEST.current}`,
    `@types/jest@${JEST.current}`,
    COMPILER,
    '@types/node@20',
  ];
  await check('pnpm installs the package', () =>
    run('node', [join(tools, 'node_modules/pnpm/bin/pnpm.cjs'), 'add', '--prefer-offline', ...packages], project),
  );
  const [example] = docBlocks('README.md', ownFile('README.md'));
  await check('pnpm: the first example of the README compiles', () =>
    compile(
      project,
      { moduleResolution: 'nodenext', format: 'CommonJS' },
      `import 'ringfence/jest';\n${example?.code}`,
      {
        types: ['node', 'jest'],
      },
    ),
  );
  await compile(project, { moduleResolution: 'nodenext', format: 'CommonJS' }, example?.code ?? '');
  await check('pnpm: it writes its policies', () => writesPolicies(project, node as Node, 'out/main.js'));
  await check('pnpm: a test with the matchers passes under jest', () =>
    run('node', ['node_modules/jest/bin/jest.js', '--testMatch', '**/*.test.js'], project),
  );
  await check('pnpm: the command runs', () => run('node_modules/.bin/ringfence', ['--version'], project));
}
