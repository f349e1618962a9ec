import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { docBlocks } from './test/support/doc-blocks';

/** The few tests that have to run under vitest, on the build, as users load it; everything else runs under jest. */
export default defineConfig({
  test: { include: ['test/vitest/*.test.mts'] },
  plugins: [documents()],
  resolve: {
    alias: [
      { find: /^ringfence$/, replacement: build('index.js') },
      { find: /^ringfence\/vitest$/, replacement: build('vitest/index.mjs') },
      { find: /^ringfence\/(.*)$/, replacement: build('$1/index.js') },
    ],
  },
});

function build(file: string): string {
  return fileURLToPath(new URL(`build/${file}`, import.meta.url));
}

/** The blocks of docs/ that are for vitest, as modules: `virtual:documents.mts` imports them all. */
function documents() {
  const ids = /^virtual:documents(-\d+)?\.mts$/;
  const docs = new URL('docs/', import.meta.url);
  const blocks = readdirSync(docs)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => docBlocks(file, readFileSync(new URL(file, docs), 'utf8')))
    .filter(({ vitest }) => vitest);
  return {
    name: 'documents',
    resolveId: (id: string) => (ids.test(id) ? id : undefined),
    load(id: string) {
      const [whole, number] = ids.exec(id) ?? [];
      if (whole === undefined) return undefined;
      if (number !== undefined) return blocks[Number(number.slice(1))]?.code;
      return blocks.map((_, index) => `import 'virtual:documents-${index}.mts';`).join('\n');
    },
  };
}
