const { task } = require('../task.cjs');

/** The command over files, as a user runs it, but that nobody reads what it prints. */
const { run } = require('../../../build/cli/run.js');
run(task().args, { out: () => undefined, err: () => undefined, stdin: () => '' });
