import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Consumer, consumers } from './consumer';
import { run } from './steps';

/** A test runner as users have it: with the package, and without cdk8s. */
export interface Runner {
  readonly name: string;
  readonly packages: readonly string[];
  /** Test files by their names, and the command that runs each. */
  readonly tests: readonly { readonly file: string; readonly code: string; readonly command: readonly string[] }[];
  /** What must compile, and what must not. */
  readonly typeTests: string;
  /** The packages of types that a project names. */
  readonly types: readonly string[];
  readonly consumers: readonly Consumer[];
}

const compiler = ['typescript@~6.0.3', '@types/node@20'];

const facts = `
const text = 'apiVersion: networking.k8s.io/v1\\nkind: NetworkPolicy\\nmetadata: {name: deny}\\nspec: {policyTypes: [Ingress]}';
const flow = Flow.from(Pods.all().inAnyNamespace()).to(Pods.all().inNamespace('default')).on(Port.all());
test('the policy denies', () => {
  expect(text).toDeny(flow);
  expect(() => expect(text).toAllow(flow)).toThrow('isolated by default/deny');
});
`;

export const runners: readonly Runner[] = [
  {
    name: 'jest',
    packages: ['jest@30', '@types/jest@30', ...compiler],
    tests: [
      {
        file: 'policy.test.js',
        code: `require('ringfence/jest'); const { Flow, Pods, Port } = require('ringfence'); ${facts}`,
        command: ['node', 'node_modules/jest/bin/jest.js', '--testMatch', '**/*.test.js'],
      },
      {
        file: 'policy.test.mjs',
        code: `import 'ringfence/jest'; import { Flow, Pods, Port } from 'ringfence'; ${facts}`,
        command: ['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--testMatch', '**/*.test.mjs'],
      },
    ],
    typeTests: 'test/types/matchers-jest.types.ts',
    types: ['node', 'jest'],
    consumers,
  },
  {
    name: 'vitest',
    packages: ['vitest@3', ...compiler],
    tests: [
      {
        file: 'policy.test.mjs',
        code: `import 'ringfence/vitest'; import { Flow, Pods, Port } from 'ringfence'; import { expect, test } from 'vitest'; ${facts}`,
        command: ['node', 'node_modules/vitest/vitest.mjs', 'run'],
      },
    ],
    typeTests: 'test/types/matchers-vitest.types.mts',
    types: ['node'],
    consumers: consumers.filter(({ format }) => format === 'ESM'),
  },
];

/** @throws with what the runner prints where a test fails */
export function runTests(project: string, { tests }: Runner): void {
  for (const { file, code, command } of tests) {
    writeFileSync(join(project, file), code);
    const [program, ...args] = command;
    run(program as string, args, project);
  }
}
