/** Runs examples before properties, and small files before large ones: most mutants are noticed by the first few files. */
module.exports = class QuickFirst {
  sort(tests) {
    const costOf = ({ path, context }) => (path.includes('.property.') ? 1e9 : 0) + context.hasteFS.getSize(path);
    return [...tests].sort((a, b) => costOf(a) - costOf(b));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}

  shard(tests) {
    return tests;
  }
};
