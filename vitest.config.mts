import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The few tests that have to run under vitest, on the build, as users load it; everything else runs under jest. */
export default defineConfig({
  test: { include: ['test/vitest/*.test.mts'] },
  resolve: {
    alias: [
      { find: /^ringfence\/vitest$/, replacement: build('vitest/index.mjs') },
      { find: /^ringfence\/(.*)$/, replacement: build('$1/index.js') },
    ],
  },
});

function build(file: string): string {
  return fileURLToPath(new URL(`build/${file}`, import.meta.url));
}
