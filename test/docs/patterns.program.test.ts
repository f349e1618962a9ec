import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdk8s from 'ringfence/cdk8s';
import * as pulumi from 'ringfence/pulumi';
import { documentedConstructs, fileOf, patternDocument } from '../support/pattern-document';

const root = join(__dirname, '../..');
const path = join(root, 'docs/patterns.md');

test('docs/patterns.md is what the code says; WRITE_DOCS=1 writes it', () => {
  const document = patternDocument();
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, document);
  expect(readFileSync(path, 'utf8')).toBe(document);
});

/** The classes that an engine exports. */
const boundariesOf = (engine: object) =>
  Object.entries(engine)
    .filter(([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name) && name !== 'ReachabilityContract')
    .map(([name]) => name)
    .sort();

test('every construct has its section, its example, and a component in Pulumi', () => {
  expect([...documentedConstructs].sort()).toEqual(boundariesOf(cdk8s));
  expect(boundariesOf(pulumi)).toEqual(boundariesOf(cdk8s));
  const examples = readdirSync(join(root, 'examples/patterns')).map((file) => file.replace(/\.ts$/, ''));
  expect(examples.sort()).toEqual(documentedConstructs.map(fileOf).sort());
});
