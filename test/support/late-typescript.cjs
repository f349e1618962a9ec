// What the SDK of Pulumi loads to send functions to its engine, and no test does: as large as all of ringfence and its tests together, it
// was a fifth of the time of each suite that loads the SDK. It is read where something is asked of it.
const { join } = require('node:path');

const read = () => require(join(__dirname, '../../node_modules/typescript/lib/typescript.js'));

module.exports = new Proxy(
  {},
  {
    get(_, name) {
      // As a module of ES, it is handed on and not copied.
      if (name === '__esModule') return true;
      return name === 'default' ? read() : read()[name];
    },
  },
);
