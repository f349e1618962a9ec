import { javascript, typescript } from 'projen';

/** What users import besides `ringfence` itself, each a folder of build/. */
const entryPoints = ['cdk8s', 'pulumi', 'policy-pack', 'matchers', 'jest', 'vitest'];

/** The entry points that do something when they are imported: a bundler must not leave them out. */
const sideEffects = [
  'build/library/jest.js',
  'build/library/vitest.js',
  'build/library/vitest.mjs',
  'build/cli/main.js',
];

/** The engines and test runners, and what they need. No project needs them all, so each is optional. */
const peers = {
  '@pulumi/kubernetes': '^4.19.0',
  '@pulumi/pulumi': '^3.142.0',
  cdk8s: '^2.70.0',
  constructs: '^10.4.0',
  jest: '^29.0.0 || ^30.0.0',
  vitest: '^3.0.0 || ^4.0.0 || ^5.0.0',
};

const project = new typescript.TypeScriptProject({
  name: 'ringfence',
  description:
    'Typed network boundaries for Kubernetes: say who may talk to whom, get NetworkPolicies that do what was said',
  keywords: ['kubernetes', 'networkpolicy', 'network-policy', 'cdk8s', 'security', 'zero-trust', 'gitops'],
  license: 'Apache-2.0',
  authorName: 'The ringfence authors',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  github: false,
  depsUpgrade: false,
  release: false,
  sampleCode: false,
  package: false,
  eslint: false,

  // Compiling in place would make jest load stale .js files; hence a source folder and a build folder.
  srcdir: 'lib',
  libdir: 'build',
  testdir: 'test',
  entrypoint: 'build/library/index.js',
  entrypointTypes: 'build/index.d.ts',
  typescriptVersion: '~6.0.3',

  deps: ['@hpcc-js/wasm-graphviz@^1.29.2', 'fastest-levenshtein@^1.0.16', 'ipaddr.js@^2.5.0', 'js-yaml@^5.5.0'],
  peerDeps: Object.entries(peers).map(([name, range]) => `${name}@${range}`),
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    '@arethetypeswrong/cli@^0.18.5',
    '@jest/globals@^30',
    '@microsoft/api-extractor@^7.60.1',
    // What only the command needs is bundled with it (tools/bundle-cli.ts).
    '@pnpm/tabtab@^0.5.4',
    'commander@^14.0.0',
    'ignore@^7.0.5',
    'picocolors@^1.1.1',
    'yaml@^2.9.1',
    'ajv@^8.17.0',
    'axe-core@^4.14.1',
    '@grpc/grpc-js@^1.14.0',
    '@pulumi/kubernetes@4.34.2',
    '@pulumi/policy@^1.21.0',
    // The last that runs on Node 20.
    '@pulumi/pulumi@3.248.0',
    '@stryker-mutator/core@^9.6.1',
    '@stryker-mutator/jest-runner@^9.6.1',
    '@swc/core@^1.16.22',
    '@swc/jest@^0.2.39',
    '@types/google-protobuf@^3.15.5',
    '@types/node@^20',
    '@types/sarif@^2.1.7',
    'cdk8s@^2.70.106',
    'cdk8s-cli@^2.207.0',
    'cdk8s-plus-28@2.5.6',
    // The last that runs on Node 20.
    'concurrently@^9.2.5',
    'constructs@^10.8.1',
    'dependency-cruiser@^17.3.9',
    'esbuild@^0.28.2',
    'fast-check@^4.10.2',
    'jest-environment-node@^30',
    'google-protobuf@^3.21.4',
    'knip@^6.44.2',
    'playwright-core@^1.65.1',
    // The page of `ringfence report`, which holds it (tools/bundle-page.ts).
    'preact@^11.2.0',
    'publint@^0.3.25',
    'tsx',
    'typedoc@^0.28.20',
    // The last that runs on Node 20.
    'vitest@^3.2.4',
  ],

  tsconfig: {
    include: ['lib/**/*.mts'],
    // The command and the page are bundled; of them the compiler writes nothing.
    exclude: ['lib/cli', 'lib/page'],
    compilerOptions: {
      target: 'ES2022',
      lib: ['es2022'],
      module: 'node16',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
      types: ['node'],
      rootDir: 'lib',
      stripInternal: true,
      inlineSourceMap: false,
      inlineSources: false,
      // The declarations that vitest gives to CommonJS do not compile by themselves.
      skipLibCheck: true,
    },
  },
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    include: ['examples/**/*.ts', 'bench/**/*.ts', 'lib/**/*.mts', 'lib/**/*.tsx', 'test/**/*.mts'],
    exclude: ['build'],
    compilerOptions: {
      rootDir: '.',
      // The declarations of @pulumi/policy do not compile by themselves.
      skipLibCheck: true,
      types: ['node', 'jest'],
      jsx: javascript.TypeScriptJsxMode.REACT_JSX,
      jsxImportSource: 'preact',
      isolatedModules: true,
      paths: {
        ringfence: ['./lib/index.ts'],
        'ringfence/vitest': ['./lib/vitest/index.mts'],
        'ringfence/*': ['./lib/*/index.ts'],
      },
    },
  },

  jestOptions: {
    jestVersion: '^30.0.0',
    junitReporting: false,
    passWithNoTests: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false,
      // Against hanging for good; how fast things are is for the bench to say.
      testTimeout: 120_000,
      testMatch: ['<rootDir>/@(test|examples)/**/*.test.ts'],
      // jest would leave one processor idle, which on two is half of them.
      maxWorkers: '100%',
      testEnvironment: '<rootDir>/test/support/environment.cjs',
      // Copies that a run of mutants leaves behind.
      modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
      moduleNameMapper: {
        '^ringfence$': '<rootDir>/lib/index.ts',
        '^ringfence/(.*)$': '<rootDir>/lib/$1/index.ts',
        '^typescript$': '<rootDir>/test/support/late-typescript.cjs',
      },
    },
  },

  biome: true,
  biomeOptions: {
    biomeConfig: {
      files: { includes: ['bench/**', 'examples/**', 'tools/**', '!**/dist', '!**/*.md'] },
      formatter: { indentStyle: javascript.biome_config.IndentStyle.SPACE, indentWidth: 2, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
      overrides: [
        {
          // A grid of a million cells has no element of HTML; axe judges the page itself (test/browser).
          includes: ['lib/page/**'],
          linter: {
            rules: {
              a11Y: { useSemanticElements: 'off', useFocusableInteractive: 'off', noNoninteractiveTabindex: 'off' },
              style: { noDescendingSpecificity: 'off' },
            },
          },
        },
        {
          includes: ['test/**', '!test/support/property.ts'],
          plugins: ['./test/support/only-through-runs.grit'],
          linter: {
            rules: {
              style: {
                noRestrictedImports: {
                  level: 'error',
                  options: {
                    paths: {
                      'fast-check': {
                        allowImportNames: ['default'],
                        message: 'Import fc, so that only-through-runs.grit sees what is called.',
                      },
                    },
                  },
                },
              },
            },
          },
        },
      ],
    },
  },

  gitignore: [
    '/dist/',
    '/docs/api/',
    '/examples/*/dist/',
    '!/examples/scenario-20/dist/',
    '!/examples/gitops/dist/',
    '/examples/*/package-lock.json',
    '/.stryker-tmp/',
    '/reports/',
  ],
  npmignoreEnabled: false,
});

const commonJs = (name: string) => ({ types: `./build/${name}/index.d.ts`, default: `./build/library/${name}.js` });
project.package.addField('exports', {
  '.': { types: './build/index.d.ts', default: './build/library/index.js' },
  ...Object.fromEntries(entryPoints.map((name) => [`./${name}`, commonJs(name)])),
  // vitest is ESM. CommonJS gets the types of it, which a test in TypeScript may need, and vitest's own error.
  './vitest': {
    import: { types: './build/vitest/index.d.mts', default: './build/library/vitest.mjs' },
    require: commonJs('vitest'),
  },
  './package.json': './package.json',
});
// For the compiler with `moduleResolution: node`, as in the projects of `cdk8s init`: it does not read `exports`.
project.package.addField('typesVersions', {
  '*': Object.fromEntries(entryPoints.map((name) => [name, [`build/${name}/index.d.ts`]])),
});
project.package.addField('files', [
  // Of what the compiler writes, the declarations: users run what is bundled.
  'build/**/*.d.ts',
  'build/**/*.d.mts',
  'build/library',
  'build/cli',
  'build/page',
  'pulumi-package',
  'docs/*.md',
  'docs/*.schema.json',
  'docs/**/*.png',
  'docs/**/*.svg',
  '!docs/api',
  'CHANGELOG.md',
  'SECURITY.md',
]);
// kubectl calls the second as its plugin, and the third to complete what follows `kubectl ringfence`.
for (const name of ['ringfence', 'kubectl-ringfence', 'kubectl_complete-ringfence']) {
  project.package.addBin({ [name]: 'build/cli/main.js' });
}
project.package.addField(
  'sideEffects',
  sideEffects.map((file) => `./${file}`),
);
project.package.addField('version', '0.1.0');
project.package.addField('type', 'commonjs');
project.package.addField(
  'peerDependenciesMeta',
  Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }])),
);

// `npm ci` builds, so that examples and the packed tarball find what package.json's exports name. Not `prepare`: npm
// would warn each user of an install script.
project.setScript('dependencies', 'projen compile');
project.setScript('prepublishOnly', 'projen compile');

project.compileTask.exec('tsx tools/bundle-library.ts');
project.compileTask.exec('tsx tools/bundle-cli.ts');
project.compileTask.exec('tsx tools/bundle-page.ts');

project.addTask('demo', {
  description: 'Synthesize Scenario 20 to examples/scenario-20/dist, and print what its boundary changes and its YAML',
  cwd: 'examples/scenario-20',
  env: { CDK8S_CHECK_UPGRADE: 'false' },
  steps: [{ exec: 'rm -rf dist' }, { exec: 'cdk8s synth' }, { exec: 'tsx demo.ts' }],
});
project.addTask('bench', {
  description: 'Measure what ringfence costs, against plain cdk8s, cdk8s-plus-28 and plain resources of Pulumi',
  steps: [{ spawn: 'compile' }, { exec: 'tsx bench/main.ts', receiveArgs: true }],
});
/** Commands that need nothing of one another, two at a time; what each prints stays together, and all are run where one fails. */
const together = (...commands: readonly string[]) =>
  `concurrently --group --prefix none --max-processes 2 ${commands.map((command) => `"${command}"`).join(' ')}`;
const lint = project.addTask('lint', {
  description: 'Types, style, import directions, and what nothing uses',
  exec: together(
    // What it knows of the run before saves most of the time; a clean clone has none of it.
    'tsc --noEmit -p tsconfig.dev.json --incremental --tsBuildInfoFile node_modules/.cache/dev.tsbuildinfo',
    'biome ci',
    'depcruise lib --config .dependency-cruiser.cjs',
    'knip',
  ),
});
project.addTask('api-report', {
  description: 'Write api/*.api.md, the public surface of each entry point',
  steps: [{ spawn: 'compile' }, { exec: 'tsx tools/api-report.ts --write' }],
});
project.addTask('update-dependencies', {
  description: 'Update what the ranges of package.json allow, then list what is newer',
  steps: [
    { exec: 'npm update --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund', receiveArgs: true },
    // It ends with 1 where anything is newer.
    { exec: 'npm outdated || true' },
  ],
});
project.addTask('docs:api', {
  description: 'Write the API reference to docs/api, as HTML',
  exec: 'typedoc',
});
project.addTask('check-package', {
  description: 'Pack the tarball, judge it with publint and attw, install and run it in projects such as users have',
  steps: [{ spawn: 'compile' }, { exec: 'tsx test/package/check-package.ts', receiveArgs: true }],
});
project.addTask('test-nodes', {
  description: 'The tests of the command, as it is built, on each release of Node that the package supports',
  steps: [{ spawn: 'compile' }, { exec: 'tsx test/package/on-nodes.ts' }],
});
project.addTask('test-browser', {
  description: 'The page that `ringfence report` writes, in Chromium; CHROMIUM names it where it is not on the PATH',
  // The page of the command that is packed.
  env: { RINGFENCE_BUILT: '1' },
  steps: [{ spawn: 'compile' }, { exec: 'jest --ci --testMatch "<rootDir>/test/browser/*.browser.ts"' }],
});
project.addTask('page-pictures', {
  description:
    'Take pictures of every view of the page, for clusters of 12 to 1,000 workloads, into a folder to look at',
  steps: [{ spawn: 'compile' }, { exec: 'tsx tools/page-pictures/main.ts', receiveArgs: true }],
});
project.addTask('test-real', {
  description:
    "Compare ringfence with Kubernetes' own code and with packets under kube-router; needs Go, and root for packets",
  exec: 'tsx test/real/main.ts',
});
project.addTask('test-cluster', {
  description:
    'The commands about a running cluster, on one: real API server, kubectl and kube-router; needs Go, etcd and root',
  // What the command takes is measured as it is packed.
  steps: [{ spawn: 'compile' }, { exec: 'tsx test/real/main.ts cluster' }],
});
project.addTask('mutation', {
  description: 'Break lib/policy, lib/dialects and lib/reachability on purpose and see which tests notice',
  // One seed, so that a mutant meets the same test as the code did; and few runs, of which there are thousands.
  env: { SEED: '1', RUNS_SHARE: '0.1' },
  steps: ['policy', 'dialects', 'reachability'].map((floor) => {
    return { exec: 'stryker run', env: { FLOOR: floor }, receiveArgs: true };
  }),
});
// The types are checked by `tsc`, so that tests only have to be stripped of them: swc does that in a thirtieth of the time.
project.deps.removeDependency('ts-jest');
if (project.jest !== undefined) {
  project.jest.config.transform = {
    '^.+\\.ts$': new javascript.Transform('@swc/jest', {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    }),
    // A module of JavaScript's own kind, which jest does not load.
    '/@hpcc-js/wasm-graphviz/.+\\.js$': new javascript.Transform('@swc/jest', {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
      module: { type: 'commonjs', ignoreDynamic: true },
    }),
  };
  project.jest.config.transformIgnorePatterns = ['/node_modules/(?!@hpcc-js/)'];
}
project.jest?.addReporter(new javascript.JestReporter('<rootDir>/test/support/closing-line.cjs'));

/** Each suite loads hundreds of modules, of which most is garbage soon: with more room for what is new, a tenth of the time is saved. */
const RUN = { NODE_OPTIONS: '--max-semi-space-size=64' };

// The runner's summary has to be the last thing that a test run prints.
project.testTask.reset();
project.testTask.spawn(lint);
project.testTask.spawn(project.compileTask);
project.testTask.exec(together('tsx tools/api-report.ts', 'vitest run'));
project.testTask.exec('jest --ci', { receiveArgs: true, env: RUN });

project.addTask('test:quick', {
  description: 'The tests for daily work: neither properties, hostile input, nor whole programs',
  // --ci comes last, since --testPathIgnorePatterns takes whatever follows it.
  exec: `jest --testPathIgnorePatterns "/node_modules/" "\\.(property|program)\\.test\\.ts$" "/hostile[^/]*\\.test\\.ts$" --ci`,
  receiveArgs: true,
  env: RUN,
});

project.synth();
