import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundlePage } from '../../tools/bundle-page';

/** When each file that the page was made of, and each that was written, was last changed. */
type Stamp = Readonly<Record<string, number>>;

const stampFile = join(__dirname, '../../node_modules/.cache/built-page.json');
let isPageBuilt = false;

/**
 * The page is read from build/, where that of these sources has to be. Bundling it takes most of the time of a suite that looks at a
 * page: what another suite bundled of the same files is taken.
 */
export function buildPageOnce(): void {
  if (!isPageBuilt && !isUpToDate()) writeStamp(bundlePage());
  isPageBuilt = true;
}

function isUpToDate(): boolean {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8')) as Stamp;
    return Object.entries(stamp).every(([file, changed]) => statSync(file).mtimeMs === changed);
  } catch {
    return false;
  }
}

function writeStamp(files: readonly string[]): void {
  const stamp: Stamp = Object.fromEntries(files.map((file) => [file, statSync(file).mtimeMs]));
  mkdirSync(dirname(stampFile), { recursive: true });
  // Suites run side by side, and none may read what another has half written.
  writeFileSync(`${stampFile}.${process.pid}`, JSON.stringify(stamp));
  renameSync(`${stampFile}.${process.pid}`, stampFile);
}
