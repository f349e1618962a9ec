// Loaded before a program (`node --require`): runs its TypeScript, and takes ringfence from lib/. tsx does so too, but looks
// into every file of the packages that a program loads, which is most of the time that a program of Pulumi takes to start.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const lib = join(__dirname, '../../lib');
const options = {
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
};

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...others) {
  const isOurs = request === 'ringfence' || request.startsWith('ringfence/');
  const file = isOurs ? join(lib, request.slice('ringfence'.length), 'index.ts') : request;
  return resolveFilename.call(this, file, ...others);
};
