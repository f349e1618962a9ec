import { createRequire } from 'node:module';

const { jest } = createRequire(import.meta.url)('./package.json');

/** `npm run mutation`: no full run was finished yet; it takes hours on two cores. */
export default {
  mutate: ['lib/policy/**/*.ts', 'lib/reachability/**/*.ts'],
  // Most strings are words for people. Those that decide something are compared somewhere, and the comparison is mutated.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What is made while a module loads is covered by every test at once, and would run all of them.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      ...jest,
      reporters: [],
      testMatch: ['policy', 'semantics', 'reachability', 'codegen'].map((floor) => `<rootDir>/test/${floor}/**/*.test.ts`),
    },
  },
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: 'reports/mutation.json' },
};
