import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Exclusion, Exclusions, InputFile } from './input-file';
import { isKustomization, layoutOf } from './repository-layout';
import { UsageError } from './usage-error';

/** The file of settings; it is no manifest. */
export const SETTINGS_FILE = '.ringfence.yaml';

/** Folders that hold no manifests of the project's own. */
const NOT_WALKED: ReadonlySet<string> = new Set(['node_modules', '.git']);
const MANIFESTS = /\.(ya?ml|json)$/i;

/** Whether a file that was found in a folder, and not named, is looked into. */
export function isManifestName(name: string): boolean {
  return (
    (MANIFESTS.test(name) || isKustomization(name)) &&
    basename(name) !== SETTINGS_FILE &&
    !name.split('/').some((part) => NOT_WALKED.has(part))
  );
}

/**
 * A file, or all YAML and JSON files of a folder, in the order of names. What is for other tools, or cannot be opened, comes without
 * its text.
 * @param each what goes through the files of a folder, so that it can show how far it is
 * @throws UsageError where the path itself cannot be read
 */
export function* filesAt(
  path: string,
  exclusionBelow: Exclusions,
  each: <T>(files: readonly T[]) => Iterable<T> = (files) => files,
): Iterable<InputFile> {
  if (!statOf(path).isDirectory()) {
    if (exclusionBelow(dirname(path))(path, false)) yield passedOver(path, 'excluded');
    else if (isKustomization(basename(path))) yield passedOver(path, 'kustomization');
    else yield { name: path, type: 'text', text: readFile(path) };
    return;
  }
  const isExcluded = exclusionBelow(path);
  const found = withoutAliases(filesIn(path, isExcluded));
  const names = new Map(found.map(({ file, place }) => [place, file.name]));
  const layout = layoutOf([...names.keys()], (place) => {
    const file = opened(names.get(place) as string);
    return file.type === 'text' ? file.text : undefined;
  });
  for (const { file, place } of each(found)) {
    const why = layout(place);
    if (file.type !== 'found') yield file;
    else yield why === undefined ? opened(file.name) : passedOver(file.name, why);
  }
}

/** A file that was found, and not opened yet; `link` where it is behind one. */
type Found = { readonly name: string; readonly type: 'found'; readonly link: boolean } | InputFile;

interface Placed {
  readonly file: Found;
  /** Where it is below the folder that the user named, with slashes. */
  readonly place: string;
}

/**
 * In the order of names, so that the output does not depend on the file system. As with kubectl, a link to a file is that file,
 * and a link to a folder is nothing.
 * @param below where the folder is below the one that the user named; that one itself is an error where it cannot be read
 */
function filesIn(folder: string, isExcluded: Exclusion, below = ''): Placed[] {
  let entries: ReturnType<typeof entriesOf>;
  try {
    entries = entriesOf(folder);
  } catch (error) {
    if (below === '') throw new UsageError(`${folder}: ${reasonOf(error)}`);
    return [{ file: { name: folder, type: 'unopened', reason: reasonOf(error) }, place: below }];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): Placed[] => {
      const [name, place] = [join(folder, entry.name), below === '' ? entry.name : `${below}/${entry.name}`];
      if (entry.isDirectory()) {
        if (NOT_WALKED.has(entry.name)) return [];
        return isExcluded(name, true)
          ? [{ file: passedOver(name, 'excluded'), place }]
          : filesIn(name, isExcluded, place);
      }
      const link = entry.isSymbolicLink();
      if (!isManifestName(entry.name) || !(entry.isFile() || link)) return [];
      if (isExcluded(name, false)) return [{ file: passedOver(name, 'excluded'), place }];
      const found: readonly Found[] = link ? behindLink(name) : [{ name, type: 'found', link }];
      return found.map((file) => ({ file, place }));
    });
}

function behindLink(name: string): Found[] {
  try {
    return statSync(name).isFile() ? [{ name, type: 'found', link: true }] : [];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const leadsNowhere = code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR';
    return [leadsNowhere ? passedOver(name, 'dangling-link') : { name, type: 'unopened', reason: reasonOf(error) }];
  }
}

/** A link to a file that was found by itself would give each of its objects twice. */
function withoutAliases(files: readonly Placed[]): readonly Placed[] {
  if (!files.some(({ file }) => file.type === 'found' && file.link)) return files;
  const read = new Set<string>();
  for (const { file } of files) if (file.type === 'found' && !file.link) read.add(realpathSync(file.name));
  return files.filter(({ file }) => {
    if (file.type !== 'found' || !file.link) return true;
    const target = realpathSync(file.name);
    const isNew = !read.has(target);
    read.add(target);
    return isNew;
  });
}

function passedOver(name: string, why: (InputFile & { type: 'passed-over' })['why']): InputFile {
  return { name, type: 'passed-over', why };
}

/** Given whole, so that Node does not make it anew for each of thousands of files. */
const AS_TEXT = { encoding: 'utf8', flag: 'r' } as const;

function opened(name: string): InputFile {
  try {
    return { name, type: 'text', text: readFileSync(name, AS_TEXT) };
  } catch (error) {
    return { name, type: 'unopened', reason: reasonOf(error) };
  }
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/** @throws UsageError where it cannot be read */
export function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'no such file or folder' : message;
}
