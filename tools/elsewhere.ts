import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild';

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

/** A source that has a file of its own in the bundle is loaded from there. */
export function fileElsewhere(source: string, path: string): Plugin {
  return {
    name: 'file-elsewhere',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async (args) => {
        if (isAsked(args)) return undefined;
        return (await pathOf(build, args)) === source ? { path, external: true } : undefined;
      });
    },
  };
}

/** What is loaded only when it is needed stands in `commands.js`; the sources that are loaded so are added to `found`. */
export function commandsElsewhere(found: Set<string>): Plugin {
  return {
    name: 'commands-elsewhere',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async (args) => {
        const { kind, importer, path } = args;
        if (isAsked(args) || kind !== 'require-call' || !importer.endsWith('.ts') || path.endsWith('.json'))
          return undefined;
        found.add(await pathOf(build, args));
        return { path: './commands.js', external: true };
      });
    },
  };
}

/** Marks what a plugin asks of esbuild itself, so that no plugin answers. */
const ASKED = Symbol();

const isAsked = ({ pluginData }: OnResolveArgs) => pluginData === ASKED;

async function pathOf({ resolve }: PluginBuild, { path, kind, importer, resolveDir }: OnResolveArgs): Promise<string> {
  return (await resolve(path, { kind, importer, resolveDir, pluginData: ASKED })).path;
}
