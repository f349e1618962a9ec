import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** What all bundles have in common. */
export const BUNDLE = {
  absWorkingDir: join(__dirname, '..'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  write: false,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;
