import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILERS, JEST, NODES, VITESTS } from '../package/versions';
import { markdownTable } from './generated-sections';

const root = join(__dirname, '../..');

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Test runners, of which several releases are tested. */
const MAJORS: Readonly<Record<string, string>> = {
  jest: Object.values(JEST).join(', '),
  vitest: VITESTS.map(({ major }) => major).join(', '),
};

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
}

/** The release whose API server the validator follows. */
function kubernetes(): string {
  const file = 'lib/policy/validation/validate-network-policy.ts';
  const [, version] = /API server of Kubernetes (\d+\.\d+)/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  if (version === undefined) throw new Error(`${file} names no release of Kubernetes`);
  return version;
}

/** What docs/stability.md states as facts, by the name of its section. */
export function stabilitySections(): Record<string, string> {
  const { engines, peerDependencies } = json<Manifest>('package.json');
  const { packages } = json<Lockfile>('package-lock.json');
  const locked = (name: string) => packages[`node_modules/${name}`]?.version ?? 'none';
  const tested = (name: string) => MAJORS[name] ?? locked(name);
  const versions = markdownTable(
    ['', 'supported', 'tested'],
    [
      ['Kubernetes', 'networking.k8s.io/v1', `the rules of the API server of ${kubernetes()}`],
      ['Node', engines.node, NODES.join(', ')],
      ['TypeScript', `${COMPILERS[0]} and later`, COMPILERS.join(', ')],
      ...Object.entries(peerDependencies).map(([name, range]) => [`\`${name}\``, range, tested(name)]),
    ],
  );
  return { versions };
}
