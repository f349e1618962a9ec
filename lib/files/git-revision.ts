import { execFileSync } from 'node:child_process';
import type { Exclusion, InputFile } from './input-file';
import { isManifestName } from './manifest-files';
import { layoutOf } from './repository-layout';
import { UsageError } from './usage-error';

/** What Git may print at once; a repository of manifests is far below. */
const MOST_BYTES = 1 << 30;
const REGULAR_FILE = /^100/;
const LINK = '120000';

/**
 * Whether this names files of a Git revision, such as `main:dist/`, or a whole revision, such as `HEAD~1`. It starts no
 * shell, and what begins with a dash is no revision.
 */
export function isRevision(name: string): boolean {
  if (name.startsWith('-') || name.includes('\0')) return false;
  try {
    git(['rev-parse', '--verify', '--quiet', '--end-of-options', objectOf(name)]);
    return true;
  } catch {
    return false;
  }
}

/**
 * A file of a revision, or all YAML and JSON files of a folder of it.
 * @param isExcluded by paths relative to the folder
 * @throws UsageError where Git cannot read it
 */
export function filesOfRevision(name: string, isExcluded: Exclusion): InputFile[] {
  try {
    const object = objectOf(name);
    if (git(['cat-file', '-t', object]).toString().trim() === 'blob') {
      return [{ name, type: 'text', text: textBehind(object) ?? '' }];
    }
    return filesOfTree(object, name, isExcluded);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { stderr, message } = error as { readonly stderr?: Buffer; readonly message: string };
    throw new UsageError(`${name}: ${stderr?.toString().trim() || message}`);
  }
}

/** A revision by itself is its whole tree; Git knows a folder without the slash at its end. */
function objectOf(name: string): string {
  return name.includes(':') ? name.replace(/(?<!:)\/+$/, '') : `${name}^{tree}`;
}

function filesOfTree(tree: string, name: string, isExcluded: Exclusion): InputFile[] {
  const prefix = name.includes(':') ? name.replace(/(?<!:)\/+$/, '') : `${name}:`;
  const entries = git(['ls-tree', '-r', '-z', '--end-of-options', tree])
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, mode = '', hash = '', path = ''] = /^(\d+) blob ([\da-f]+)\t(.*)$/s.exec(line) ?? [];
      const file = prefix.endsWith(':') ? `${prefix}${path}` : `${prefix}/${path}`;
      return isManifestName(path) && (REGULAR_FILE.test(mode) || mode === LINK) ? [{ mode, hash, path, file }] : [];
    });
  const files = entries.filter(({ mode }) => mode !== LINK);
  const contents = files.length === 0 ? [] : readBlobs(files.map(({ hash }) => hash));
  const texts = new Map(files.map(({ path }, index) => [path, contents[index]]));
  const layout = layoutOf([...texts.keys()], (path) => texts.get(path));
  return entries.flatMap(({ mode, path, file }): InputFile[] => {
    const why = isExcluded(path, false) ? 'excluded' : layout(path);
    if (why !== undefined) return [{ name: file, type: 'passed-over', why }];
    if (mode === LINK) return behindLink(file);
    const text = texts.get(path);
    return text === undefined ? [] : [{ name: file, type: 'text', text }];
  });
}

/** The file that a link leads to; nothing where that is a folder. */
function behindLink(file: string): InputFile[] {
  const text = textBehind(file);
  if (text === null) return [{ name: file, type: 'passed-over', why: 'dangling-link' }];
  return text === undefined ? [] : [{ name: file, type: 'text', text }];
}

/** A file, or the one that a link leads to; undefined where that is a folder, and null where it is nothing in the revision. */
function textBehind(file: string): string | undefined | null {
  const output = file.includes('\n') ? Buffer.from('') : git(['cat-file', '--batch', '--follow-symlinks'], `${file}\n`);
  const end = output.indexOf('\n');
  const [, type, size] = output.subarray(0, end).toString().split(' ');
  if (type === 'tree') return undefined;
  if (type !== 'blob') return null;
  return output.subarray(end + 1, end + 1 + Number(size)).toString('utf8');
}

/** Many blobs by one process: of each a line with its size, its bytes, and a line end. */
function readBlobs(hashes: readonly string[]): string[] {
  const output = git(['cat-file', '--batch'], `${hashes.join('\n')}\n`);
  let at = 0;
  return hashes.map(() => {
    const end = output.indexOf('\n', at);
    const size = Number(output.subarray(at, end).toString().split(' ')[2]);
    const text = output.subarray(end + 1, end + 1 + size).toString('utf8');
    at = end + 1 + size + 1;
    return text;
  });
}

function git(args: readonly string[], input?: string): Buffer {
  return execFileSync('git', args, { input, maxBuffer: MOST_BYTES, stdio: ['pipe', 'pipe', 'pipe'] });
}
