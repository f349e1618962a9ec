import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from './usage-error';

/** The file of settings; it is no manifest. */
export const SETTINGS_FILE = '.ringfence.yaml';

/** A text with what messages call it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  /** It was found in a folder and holds no manifests, so that nothing reads it. */
  readonly isPassedOver?: boolean;
}

/** Folders that hold no manifests of the project's own. */
const NOT_WALKED: ReadonlySet<string> = new Set(['node_modules', '.git']);
const MANIFESTS = /\.(ya?ml|json)$/i;

/** Whether a file that was found in a folder, and not named, is looked into. */
export function isManifestName(name: string): boolean {
  return (
    MANIFESTS.test(name) && basename(name) !== SETTINGS_FILE && !name.split('/').some((part) => NOT_WALKED.has(part))
  );
}

/**
 * Whether a text that was found in a folder may hold an object of Kubernetes. One that says `kind` nowhere, nor anything
 * with a backslash by which it could be written otherwise, is a package.json, the values of a chart or the like.
 */
export function mayHoldManifests(text: string): boolean {
  return /kind|\\/.test(text);
}

/** Whether a text holds anything: a line that is neither blank nor a comment, nor a marker between documents of YAML. */
export function holdsAnything(text: string): boolean {
  return /^(?![ \t\ufeff]*(?:#.*)?\r?$|(?:---|\.\.\.)[ \t]*(?:#.*)?\r?$)./m.test(text);
}

/**
 * A file, or all YAML and JSON files of a folder, in the order of names.
 * @param each what goes through the files of a folder, so that it can show how far it is
 * @throws UsageError for what cannot be read
 */
export function* textsAt(
  path: string,
  each: (files: readonly string[]) => Iterable<string> = (files) => files,
): Iterable<NamedText> {
  if (!statOf(path).isDirectory()) {
    yield { name: path, text: readFile(path) };
    return;
  }
  for (const file of each(filesIn(path))) {
    const text = readFile(file);
    yield { name: file, text, isPassedOver: !mayHoldManifests(text) };
  }
}

/**
 * In the order of names, so that the output does not depend on the file system. As with kubectl, a link to a file is that file,
 * and a link to a folder is nothing.
 */
function filesIn(folder: string): string[] {
  let entries: ReturnType<typeof entriesOf>;
  try {
    entries = entriesOf(folder);
  } catch (error) {
    throw new UsageError(`${folder}: ${reasonOf(error)}`);
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return NOT_WALKED.has(entry.name) ? [] : filesIn(join(folder, entry.name));
      if (!isManifestName(entry.name)) return [];
      const file = join(folder, entry.name);
      return entry.isFile() || (entry.isSymbolicLink() && statOf(file).isFile()) ? [file] : [];
    });
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
