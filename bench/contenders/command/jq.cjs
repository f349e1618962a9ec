const { spawnSync } = require('node:child_process');
const { task } = require('../task.cjs');

/** `jq -c .` over a file, whose output goes nowhere. */
const { status, error } = spawnSync('jq', ['-c', '.', task().file], { stdio: ['ignore', 'ignore', 'inherit'] });
if (error !== undefined || status !== 0) throw error ?? new Error(`jq ended with ${status}`);
