const { closeSync, openSync, writeSync } = require('node:fs');
const { clusterText } = require('./cluster.cjs');
const { task } = require('../task.cjs');

/** Writes the manifests of a cluster to a file. */
const { file, ...cluster } = task();
const descriptor = openSync(file, 'w');
for (const text of clusterText(cluster)) writeSync(descriptor, text);
closeSync(descriptor);
