import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * The licences of the packages that these files belong to.
 * @param first the line before them
 * @throws for a package that has no text of its licence
 */
export function licencesOf(files: readonly string[], root: string, first: string): string {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => licenceOf(join(root, folder)));
  return `${first}\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const file = readdirSync(folder).find((one) => /^licen[cs]e([.-]|$)/i.test(one));
  if (file === undefined) throw new Error(`${name} ${version} comes without the text of its licence, ${license}`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
