import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `tsx test/real/bugs/find-bugs.ts`: puts bugs into a copy of ringfence, one after the other, and checks that the comparisons
 * find each. The programs in Go have to be built (`npm run test-real`).
 */

interface Bug {
  readonly what: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

const BUGS: readonly Bug[] = [
  {
    what: 'validation: a port name may have 16 characters',
    file: 'lib/policy/validation/names.ts',
    right: 'byteLength(value) > 15 ?',
    wrong: 'byteLength(value) > 16 ?',
  },
  {
    what: 'evaluation: a peer without a namespace selector is in any namespace',
    file: 'lib/reachability/rules/policy-rules.ts',
    right: 'namespaceSelector ? { selector: namespaceSelector } : { own: namespace }',
    wrong: '{ selector: namespaceSelector ?? {} }',
  },
  {
    what: 'reading: 010 is ten',
    file: 'lib/policy/go-number.ts',
    right: 'octal ? 8 : 10',
    wrong: 'octal ? 10 : 10',
  },
];

const root = join(__dirname, '../../..');
const COPIED = [
  '.gitignore',
  'README.md',
  'docs',
  'examples',
  'lib',
  'package.json',
  'test',
  'tsconfig.dev.json',
  'tsconfig.json',
];

function main(): number {
  const copy = mkdtempSync(join(tmpdir(), 'ringfence-bugs-'));
  try {
    for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const unfound = BUGS.filter((bug) => !isFound(copy, bug));
    for (const { what } of unfound) process.stdout.write(`not found: ${what}\n`);
    return unfound.length === 0 && testsThatFail(copy).length === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function isFound(copy: string, { what, file, right, wrong }: Bug): boolean {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(right)) throw new Error(`${file} does not have ${right}`);
  writeFileSync(path, text.replace(right, wrong));
  const failing = testsThatFail(copy);
  writeFileSync(path, text);
  if (failing.length > 0)
    process.stdout.write(`found: ${what}\n${failing.map((title) => `  by: ${title}\n`).join('')}`);
  return failing.length > 0;
}

function testsThatFail(copy: string): string[] {
  const pattern = '<rootDir>/test/real/(judgement|texts|dataplane).real.ts';
  const output = join(copy, 'results.json');
  const args = [
    join(root, 'node_modules/.bin/jest'),
    '--ci',
    '--json',
    '--outputFile',
    output,
    '--silent',
    '--testMatch',
    pattern,
  ];
  const env = { ...process.env, MUTANTS: '5000', TEXTS: '500', WORLDS: '20' };
  spawnSync(process.execPath, args, { cwd: copy, env, stdio: 'ignore' });
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as {
    testResults: { message: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  return testResults.flatMap(({ assertionResults, message }) => {
    if (assertionResults.length === 0) throw new Error(message);
    return assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  });
}

process.exitCode = main();
