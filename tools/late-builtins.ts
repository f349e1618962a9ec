/** What of Node takes long to load, a tenth of the start of a command together, and few runs need. */
const LATE = ['child_process', 'crypto', 'readline', 'string_decoder', 'zlib'];

const LOADED = new RegExp(`^( *(?:var|const) \\w+ = )require\\("(?:node:)?(${LATE.join('|')})"\\);$`, 'gm');

const LATER = 'const builtinLater = (load) => new Proxy({}, { get: (_, name) => load()[name] });';

/** A file in CommonJS that loads these parts of Node where it first uses them, and not at its start. */
export function withLateBuiltins(text: string): string {
  const late = text.replace(LOADED, '$1builtinLater(() => require("node:$2"));');
  // After what starts a program, and after what makes it strict.
  return late === text ? text : late.replace(/^(#!.*\n)?("use strict";\n)?/, `$&${LATER}\n`);
}
