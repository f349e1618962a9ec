/** Bundles the application of the page (lib/page) into build/page, from where the command puts it into the page. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { licencesOf } from './licences';

const root = join(__dirname, '..');
const outdir = join(root, 'build/page');

/** Writes the script, the style and the licences of what the script holds; returns what was read and what was written. */
export function bundlePage(): string[] {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: { page: 'lib/page/page-main.tsx', style: 'lib/page/style/page.css' },
    outdir,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.2'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    logLevel: 'warning',
  });
  const textOf = (name: string) => {
    const file = outputFiles.find(({ path }) => path.endsWith(name));
    if (file === undefined) throw new Error(`esbuild wrote no ${name}`);
    return file.text.trim();
  };
  const script = textOf('page.js');
  const style = textOf('style.css');
  if (/<\/script|<!--/i.test(script) || /<\//.test(style)) throw new Error('the page would end within its own script');
  mkdirSync(outdir, { recursive: true });
  const licences = licencesOf(Object.keys(metafile.inputs), root, 'This page holds code of these packages.');
  const inputs = Object.keys(metafile.inputs).map((name) => join(root, name));
  return [...inputs, put('page.js', script), put('page.css', style), put('LICENSES.txt', licences)];
}

/** At once, so that what reads it meanwhile reads the whole. */
function put(name: string, text: string): string {
  const temporary = join(outdir, `.${name}.${process.pid}`);
  const file = join(outdir, name);
  writeFileSync(temporary, text);
  renameSync(temporary, file);
  return file;
}

if (require.main === module) bundlePage();
