import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const document = readFileSync(join(__dirname, '../../docs/semantics.md'), 'utf8');
const tests = readdirSync(__dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(__dirname, file), 'utf8'));

const documented = [...document.matchAll(/^\*\*(\d+)\. /gm)].map(([, number]) => Number(number));
const tested = tests.flatMap((text) =>
  [...text.matchAll(/^describe\(['"]rule (\d+): /gm)].map(([, number]) => Number(number)),
);

test('docs/semantics.md states the rules 1 to 49, in order', () => {
  expect(documented).toEqual(Array.from({ length: 49 }, (_, index) => index + 1));
});

test('every rule of docs/semantics.md has one place where it is tested, and nothing else is called a rule', () => {
  expect(tested.sort((a, b) => a - b)).toEqual(documented);
});

test('every rule says where it comes from', () => {
  const rules = document.split(/^\*\*\d+\. /m).slice(1);
  expect(rules.filter((rule) => !/^Source: /m.test(rule)).map((rule) => rule.split('\n')[0])).toEqual([]);
});
