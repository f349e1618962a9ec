// Loaded before a program (`node --require`): runs its TypeScript, and takes ringfence from lib/. tsx does so too, but looks
// into every file of the packages that a program loads, which is most of the time that a program of Pulumi takes to start.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const { version } = require('@swc/core/package.json');

const lib = join(__dirname, '../../lib');
const cache = join(__dirname, '../../node_modules/.cache/run-typescript');
const options = {
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
};

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformed(readFileSync(filename, 'utf8'), filename), filename);
};

/** A program of a test loads two hundred files that the program before has loaded as well. */
function transformed(source, filename) {
  const hash = createHash('sha256').update(JSON.stringify([source, options, version]));
  const file = join(cache, `${hash.digest('hex')}.js`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { ...options, filename });
    mkdirSync(cache, { recursive: true });
    // Programs run side by side, and none may read what another has half written.
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
    return code;
  }
}

/** What Pulumi loads to send functions to its engine. No program of a test has one, and it is a third of their start. */
const LATE = new Set(['@npmcli/arborist', 'typescript']);
const load = Module._load;
Module._load = function (request, ...others) {
  if (!LATE.has(request)) return load.call(this, request, ...others);
  // As a module of ES, it is handed on and not copied.
  const get = (_, name) => name === '__esModule' || load.call(this, request, ...others)[name];
  return new Proxy({}, { get });
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...others) {
  const isOurs = request === 'ringfence' || request.startsWith('ringfence/');
  const file = isOurs ? join(lib, request.slice('ringfence'.length), 'index.ts') : request;
  return resolveFilename.call(this, file, ...others);
};
