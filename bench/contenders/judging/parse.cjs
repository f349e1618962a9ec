const { readFileSync } = require('node:fs');
const { loadAll } = require('js-yaml');
const { report } = require('../usage.cjs');
const { task } = require('../task.cjs');

/** What it takes to parse the manifests with js-yaml, and do nothing with them. */
const text = readFileSync(task().file, 'utf8');
const started = performance.now();
const cpu = process.cpuUsage();
const documents = loadAll(text).length;
const used = process.cpuUsage(cpu);
report({ parse: performance.now() - started, parseCpu: (used.user + used.system) / 1000, documents });
