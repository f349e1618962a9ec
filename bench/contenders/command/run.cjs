const { join } = require('node:path');
const { task } = require('../task.cjs');

/** The command over files, as a user runs it, but what it prints is not read, nor whether it found something. */
const main = join(__dirname, '../../../build/cli/main.js');
process.argv = [process.argv[0], main, ...task().args];
process.stdout.write = () => true;
process.on('exit', () => {
  process.exitCode = 0;
});
require(main);
