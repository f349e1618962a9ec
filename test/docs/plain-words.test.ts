import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
  ...['gitops', 'online-shop', 'pulumi-scenario-20', 'scenario-20'].map((name) => `examples/${name}/README.md`),
];

/** Words that a reader of the Kubernetes documentation does not meet there, and what to write instead. */
const INSTEAD: readonly (readonly [word: RegExp, instead: string])[] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\b(tell|tells|told)\b/i, 'report, show, say'],
  [/\bnobody\b/i, 'nothing, no pod, no policy'],
  [/\bheard\b/i, 'reported'],
  [/\bthereof\b/i, 'of it'],
  [/\bpromises?\b/i, 'claim'],
  [/\bstands? (behind|beside)\b/i, 'comes after, together with'],
  [/\bhangs? on\b/i, 'depends on'],
];

test.each(pages)('%s is written in plain technical English', (page) => {
  const prose = readFileSync(join(root, page), 'utf8')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  const found = INSTEAD.flatMap(([word, instead]) => {
    const match = word.exec(prose);
    return match === null ? [] : [`"${match[0]}": write ${instead}`];
  });
  expect(found).toEqual([]);
});
