const { task } = require('./task.cjs');

const { name } = task();
if (name !== undefined) require(name);
