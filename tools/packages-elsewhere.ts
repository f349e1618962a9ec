import type { Plugin } from 'esbuild';

/** Packages that have files of their own in the bundle, by their names, are loaded from there. */
export function packagesElsewhere(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'packages-elsewhere',
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ path }) => {
        const file = files[path];
        return file === undefined ? undefined : { path: `./${file}`, external: true };
      });
    },
  };
}
