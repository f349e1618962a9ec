/**
 * The floors of the house (ARCHITECTURE.md): a file imports from its own folder and from lower floors only.
 * What is below files and settings takes values and gives values: no engine, no file, no console, no network.
 */
const floors = [
  ['policy', 'cni'],
  ['dialects'],
  ['cluster', 'copies'],
  ['reachability'],
  ['patterns'],
  ['grants'],
  ['codegen', 'lint', 'compliance'],
  ['flows'],
  ['report'],
  ['files', 'live', 'settings', 'page'],
  ['cdk8s', 'pulumi', 'policy-pack', 'matchers', 'cli', 'synth-plugin', 'jest', 'vitest'],
];
const inFolders = (folders) => `^lib/(${folders.join('|')})/`;

const upwards = floors.slice(0, -1).map((folders, index) => ({
  name: `${folders.join('-')}-imports-nothing-above`,
  severity: 'error',
  from: { path: inFolders(folders) },
  to: { path: inFolders(floors.slice(index + 1).flat()) },
}));

/** Within `reachability/` too: from the sets that answers are made of, to the facade and what is claimed of it. */
const ranks = [
  'sets/',
  'pods/',
  'unknowns/',
  'answers/',
  'rules/',
  'stages/',
  'engine\\.ts',
  '(connections|open-for-some)\\.ts',
  '(all-pairs|proof)/',
  '(explanation|difference|entries)/|exposure\\.ts',
  'reachability\\.ts',
  'claims/',
];
const inRanks = (some) => `^lib/reachability/(${some.join('|')})`;

const upwardsInReachability = ranks.slice(0, -1).map((rank, index) => ({
  name: `reachability-${rank.replace(/[^a-z-]+/g, '-').replace(/-(ts)?$/, '')}-imports-nothing-above`,
  severity: 'error',
  from: { path: inRanks([rank]) },
  to: { path: inRanks(ranks.slice(index + 1)) },
}));

module.exports = {
  forbidden: [
    ...upwards,
    ...upwardsInReachability,
    {
      name: 'patterns-know-nothing-of-clusters',
      severity: 'error',
      from: { path: '^lib/patterns/' },
      to: { path: '^lib/(cluster|reachability)/' },
    },
    {
      name: 'values-in-values-out',
      comment: 'Only engines, adapters, files and settings touch an engine, a file or the network.',
      severity: 'error',
      from: { path: `${inFolders(floors.slice(0, -2).flat())}|^lib/index` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-engine-below-the-engines',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(cdk8s|pulumi|policy-pack)/' },
      to: { path: 'node_modules/(cdk8s|constructs|@pulumi)' },
    },
    {
      name: 'cdk8s-knows-nothing-of-pulumi',
      severity: 'error',
      from: { path: '^lib/cdk8s/' },
      to: { path: '^lib/pulumi/|node_modules/@pulumi' },
    },
    {
      name: 'pulumi-knows-nothing-of-cdk8s',
      severity: 'error',
      from: { path: '^lib/pulumi/' },
      to: { path: '^lib/cdk8s/|node_modules/(cdk8s|constructs)/' },
    },
    {
      name: 'only-registrations-know-a-test-runner',
      comment: 'The matchers are plain functions, so that each runner registers the same ones.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(jest|vitest)/' },
      to: { path: 'node_modules/(@?jest|@?vitest|expect)' },
    },
    {
      name: 'never-cdk8s-plus',
      comment: 'Its load doubles that of cdk8s, and it ties users to one Kubernetes release.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: 'node_modules/cdk8s-plus' },
    },
    {
      name: 'no-network',
      comment: 'Nothing opens a connection, as SECURITY.md says.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(node:)?(net|tls|dns|dgram|https?|http2|inspector|dns/promises)$', dependencyTypes: ['core'] },
    },
    {
      name: 'two-files-start-programs',
      comment: 'Git, which reads a revision, and kubectl, which reads a cluster; SECURITY.md names what is started.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '/(git-revision|live/kubectl)\\.ts$' },
      to: { path: '^(node:)?(child_process|cluster|worker_threads)$', dependencyTypes: ['core'] },
    },
    {
      name: 'the-library-imports-what-users-install',
      comment: 'What only the command or the page imports is bundled with it; users do not get it as a package.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(cli|page)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'], pathNot: '/@jest/globals/' },
    },
    {
      name: 'the-page-is-bundled-by-itself',
      comment: 'A browser runs it: what it shows reaches it as JSON, and of the library it takes types and the two files named here.',
      severity: 'error',
      from: { path: '^lib/page/' },
      to: {
        path: '.',
        pathNot: '^lib/page/|^lib/report/page/(row-ranges|node-badges)|node_modules/preact/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-a-browser-runs-the-page',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/page/' },
      to: { path: '^lib/page/|node_modules/preact/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
