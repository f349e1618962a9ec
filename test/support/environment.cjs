const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

const METHODS = ['run', 'enterWith'];

/**
 * Where tests run, for each file of them anew. Jest and the SDK of Pulumi make an AsyncLocalStorage for each file, and whatever waits in
 * the process carries each that was ever used: after two hundred files that was a tenth of the whole time. They are let go with the file.
 */
module.exports = class extends TestEnvironment {
  #used = new Set();
  #methods = METHODS.map((name) => AsyncLocalStorage.prototype[name]);

  async setup() {
    const used = this.#used;
    for (const [index, name] of METHODS.entries()) {
      const method = this.#methods[index];
      AsyncLocalStorage.prototype[name] = function (...args) {
        used.add(this);
        return method.apply(this, args);
      };
    }
    await super.setup();
  }

  async teardown() {
    await super.teardown();
    for (const [index, name] of METHODS.entries()) AsyncLocalStorage.prototype[name] = this.#methods[index];
    for (const storage of this.#used) storage.disable();
  }
};
