import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { jest } = require('./package.json');

/** A floor of lib/, and the folders and files of test/ that are about it: each floor has to be held by its own tests. */
const TESTS = {
  policy: ['policy'],
  dialects: ['dialects', 'semantics', 'lint/calico.test.ts', 'lint/cilium.test.ts'],
  // Stages, answers that depend and entries are asked for by policies of several APIs, so the tests of these APIs hold them too.
  reachability: ['reachability', 'semantics', 'dialects', 'codegen/grant.test.ts'],
};
const floor = process.env.FLOOR ?? 'policy';
process.env.TEST_FOLDERS = TESTS[floor].join();

/** `npm run mutation` runs this for both floors; docs/mutation.md says what came of it. */
export default {
  mutate: [`lib/${floor}/**/*.ts`],
  // Most strings are words for people. Those that decide something are compared somewhere, and the comparison is mutated.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What is made while a module loads is covered by every test at once, and would run all of them.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  // A machine that does something else beside must not make a slow mutant look like one that hangs.
  timeoutMS: 30_000,
  dryRunTimeoutMinutes: 60,
  concurrency: Number(process.env.CONCURRENCY ?? 2),
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    // The one file requires the others by name, which jest does not follow.
    enableFindRelatedTests: false,
    config: {
      ...jest,
      reporters: [],
      testEnvironment: require.resolve('./test/mutation/until-first-failure.cjs'),
      testMatch: ['<rootDir>/test/mutation/tests-of-a-floor.ts'],
    },
  },
  ignorePatterns: ['.stryker-tmp', 'reports', 'build'],
  tempDirName: `.stryker-tmp/${floor}`,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation-${floor}.json` },
  // `SAMPLE=0.1` takes a tenth of the mutants.
  ...(process.env.SAMPLE !== undefined && {
    plugins: ['@stryker-mutator/*', require.resolve('./test/mutation/sample.mjs')],
    checkers: ['sample'],
    reporters: ['clear-text', 'progress-append-only', 'sample'],
  }),
};
