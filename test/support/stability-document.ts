import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './generated-sections';

const root = join(__dirname, '../..');

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
}

/** What docs/stability.md states as facts, by the name of its section. */
export function stabilitySections(): Record<string, string> {
  const { engines, peerDependencies } = json<Manifest>('package.json');
  const { packages } = json<Lockfile>('package-lock.json');
  const locked = (name: string) => packages[`node_modules/${name}`]?.version ?? 'none';
  const versions = markdownTable(
    ['', 'supported', 'tested'],
    [
      ['Node', engines.node, '20'],
      ['TypeScript', '5.4 and later', locked('typescript')],
      ...Object.entries(peerDependencies).map(([name, range]) => [`\`${name}\``, `${range}`, locked(name)]),
    ],
  );
  return { versions };
}
