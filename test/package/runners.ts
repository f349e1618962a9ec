import { join } from 'node:path';
import { COMPILER, type Consumer, compile, titleOf } from './compiler';
import type { Node } from './nodes';
import { ownFile, projectWith, write } from './project';
import { check, run } from './steps';
import type { Tarball } from './tarball';
import { JEST, VITESTS } from './versions';

/** A test runner as users have it: with the package, and without cdk8s. */
interface Runner {
  readonly packages: readonly string[];
  /** The releases of Node that it runs on. */
  readonly runsOn: (major: number) => boolean;
  /** Test files by their names, and the command that runs each. */
  readonly tests: readonly { readonly file: string; readonly code: string; readonly command: readonly string[] }[];
  /** What must compile, and what must not. */
  readonly typeTests: string;
  /** Settings of the compiler that its own declarations ask for. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly consumers: readonly Consumer[];
}

const facts = `
const text = 'apiVersion: networking.k8s.io/v1\\nkind: NetworkPolicy\\nmetadata: {name: deny}\\nspec: {policyTypes: [Ingress]}';
const flow = Flow.from(Pods.all().inAnyNamespace()).to(Pods.all().inNamespace('default')).on(Port.all());
test('the policy denies', () => {
  expect(text).toDeny(flow);
  expect(() => expect(text).toAllow(flow)).toThrow('isolated by default/deny');
});
`;

/** jest 29 is that of `cdk8s init`. */
const jest: Runner = {
  packages: [`jest@${JEST.current}`, `@types/jest@${JEST.current}`, '@types/node@20'],
  runsOn: () => true,
  tests: [
    {
      file: 'policy.test.js',
      code: `require('ringfence/jest'); const { Flow, Pods, Port } = require('ringfence'); ${facts}`,
      command: ['node_modules/jest/bin/jest.js', '--testMatch', '**/*.test.js'],
    },
    {
      file: 'policy.test.mjs',
      code: `import 'ringfence/jest'; import { Flow, Pods, Port } from 'ringfence'; ${facts}`,
      command: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--testMatch', '**/*.test.mjs'],
    },
  ],
  typeTests: 'test/types/matchers-jest.types.ts',
  compilerOptions: { types: ['node', 'jest'] },
  consumers: [
    { moduleResolution: 'node10', format: 'CommonJS' },
    { moduleResolution: 'nodenext', format: 'ESM' },
  ],
};

const vitest = (major: number, node: number): Runner => ({
  packages: [`vitest@${major}`, `@types/node@${node}`],
  runsOn: (running) => running >= node,
  tests: [
    {
      file: 'policy.test.mjs',
      code: `import 'ringfence/vitest'; import { Flow, Pods, Port } from 'ringfence'; import { expect, test } from 'vitest'; ${facts}`,
      command: ['node_modules/vitest/vitest.mjs', 'run'],
    },
  ],
  typeTests: 'test/types/matchers-vitest.types.mts',
  compilerOptions: {},
  consumers: [{ moduleResolution: 'bundler', format: 'ESM' }],
});

export const RUNNERS: readonly Runner[] = [jest, ...VITESTS.map(({ major, node }) => vitest(major, node))];

export async function checkRunner(runner: Runner, { file }: Tarball, nodes: readonly Node[], work: string) {
  const [name = ''] = runner.packages;
  const project = join(work, name);
  await projectWith(project, [file, ...runner.packages, COMPILER]);
  for (const test of runner.tests) write(project, { [test.file]: test.code });
  for (const { major, program } of nodes.filter((node) => runner.runsOn(node.major))) {
    for (const { file: testFile, command } of runner.tests) {
      await check(`Node ${major}: ${testFile} with the matchers passes under ${name}`, () =>
        run(program, command, project),
      );
    }
  }
  for (const consumer of runner.consumers) {
    await check(`the matchers are typed for ${name}: ${titleOf(consumer)}`, () =>
      compile(project, consumer, ownFile(runner.typeTests), runner.compilerOptions),
    );
  }
}
