const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadAll } = require('js-yaml');
const { task } = require('../task.cjs');

/** What it takes to read the files and parse them with js-yaml, and do nothing with them. */
const { folder } = task();
for (const file of readdirSync(folder)) loadAll(readFileSync(join(folder, file), 'utf8'));
