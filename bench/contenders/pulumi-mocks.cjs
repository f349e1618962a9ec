const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { runtime } = require('@pulumi/pulumi');

const policies = [];

/** Mocks in the place of an engine, so that only what happens in the program is measured. */
exports.start = () =>
  runtime.setMocks({
    call: ({ inputs }) => inputs,
    newResource: ({ type, name, inputs }) => {
      if (type === 'kubernetes:networking.k8s.io/v1:NetworkPolicy') policies.push(inputs);
      return { id: name, state: inputs };
    },
  });

/** Waits until everything is registered, and writes down which policies were, each a document of JSON, which is YAML. */
exports.finish = async (outdir) => {
  await runtime.disconnect();
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, 'policies.yaml'), policies.map((policy) => `---\n${JSON.stringify(policy)}\n`).join(''));
};
