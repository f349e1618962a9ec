const { TestEnvironment } = require('jest-environment-node');

/** Skips what follows a failure: one test that notices a mutant is enough. */
module.exports = class UntilFirstFailure extends TestEnvironment {
  #failed = false;

  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure') this.#failed = true;
    else if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
  }
};
