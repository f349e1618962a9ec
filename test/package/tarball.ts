import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileLinks } from '../support/file-links';
import { ownFile } from './project';
import { check, root, run } from './steps';

export interface Tarball {
  readonly file: string;
  /** The files in it, and the size of the whole in bytes. */
  readonly paths: readonly string[];
  readonly size: number;
}

/** What may stand in each folder of the tarball, and in the folders inside of it that are not listed after it. */
const FOLDERS: Readonly<Record<string, RegExp>> = {
  '': /^(README\.md|CHANGELOG\.md|SECURITY\.md|LICENSE|package\.json)$/,
  build: /\.d\.m?ts$/,
  'build/library': /^[\w-]+\.m?js$/,
  'build/cli': /^[\w-]+\.js$|^LICENSES\.txt$/,
  'build/cli/templates': /^completion\.(bash|zsh|fish|ps1)$/,
  'build/page': /^(page\.(js|css)|LICENSES\.txt)$/,
  'pulumi-package': /^(package\.json|PulumiPlugin\.yaml)$/,
  docs: /\.(md|schema\.json|png|svg)$/,
};

/** What the documents link to and only a clone has. */
const ONLY_IN_A_CLONE = /^(api|examples|bench|docs\/(flows|cilium|calico))(\/|$)|^(ARCHITECTURE|CONTRIBUTING)\.md$/;

export async function pack(folder: string): Promise<Tarball> {
  mkdirSync(folder);
  const options = ['--json', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename, files, size }] = JSON.parse((await run('npm', ['pack', ...options], root)).stdout) as [
    { filename: string; files: { path: string }[]; size: number },
  ];
  return { file: join(folder, filename), paths: files.map(({ path }) => path), size };
}

export async function checkTarball(tarball: Tarball, work: string): Promise<void> {
  await Promise.all([
    check('the tarball has these folders, and in them what belongs there', () => holdsNothingElse(tarball)),
    check('what the compiler wrote is that of a source, and of no older one', () => isOfSources(tarball)),
    check('the links of the documents lead to what the tarball holds', () => hasNoDeadLink(tarball)),
    check('packed twice it is the same bytes, also when all is bundled again', async () => {
      for (const tool of ['bundle-library', 'bundle-cli']) await run('npx', ['tsx', `tools/${tool}.ts`], root);
      const again = await pack(join(work, 'packed-again'));
      if (digestOf(again) !== digestOf(tarball)) throw new Error(`${digestOf(again)} after ${digestOf(tarball)}`);
    }),
    check('publint finds nothing', () => run('npx', ['publint', '--strict', tarball.file], root)),
    check('attw resolves every entry point, from CommonJS and from ESM, with `exports` and without', () =>
      run('npx', ['attw', tarball.file], root),
    ),
  ]);
}

function holdsNothingElse({ paths }: Tarball): void {
  const folders = Object.keys(FOLDERS).reverse();
  const others = paths.filter((path) => {
    const folder = folders.find((one) => one === '' || path.startsWith(`${one}/`)) as string;
    const rest = folder === '' ? path : path.slice(folder.length + 1);
    return !FOLDERS[folder]?.test(rest);
  });
  if (others.length > 0) throw new Error(others.join('\n'));
  const empty = folders.filter((folder) => !paths.some((path) => posix.dirname(path) === (folder || '.')));
  if (empty.length > 0) throw new Error(`nothing is in ${empty.join(', ')}`);
}

function isOfSources({ paths }: Tarball): void {
  const stale = paths.filter((path) => {
    const [, name, kind] = /^build\/(?!(?:library|cli|page)\/)(.*?)\.d\.(m?)ts$/.exec(path) ?? [];
    return name !== undefined && !existsSync(join(root, `lib/${name}.${kind}ts`));
  });
  if (stale.length > 0) throw new Error(`remove build/ and compile: ${stale.join(', ')}`);
}

function hasNoDeadLink({ paths }: Tarball): void {
  const held = new Set(paths.flatMap((path) => [path, posix.dirname(path)]));
  const dead = paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      fileLinks(ownFile(path))
        .map((target) => target.replace(/#.*/, ''))
        .filter((target) => target !== '')
        .map((target) => ({ path, to: posix.join(posix.dirname(path), target) })),
    )
    .filter(({ to }) => !held.has(to) && !ONLY_IN_A_CLONE.test(to));
  if (dead.length > 0) throw new Error(dead.map(({ path, to }) => `${path}: ${to}`).join('\n'));
}

function digestOf({ file }: Tarball): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
