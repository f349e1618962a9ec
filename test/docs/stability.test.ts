import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JEST } from '../package/versions';
import { withGenerated } from '../support/generated-sections';
import { stabilitySections } from '../support/stability-document';

const root = join(__dirname, '../..');
const path = join(root, 'docs/stability.md');

test('the versions in docs/stability.md are those that CI runs; WRITE_DOCS=1 writes them', () => {
  const document = readFileSync(path, 'utf8');
  const current = withGenerated(document, stabilitySections());
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
});

test('the project of `cdk8s init` has the jest that is listed for it', () => {
  const template = join(root, 'node_modules/cdk8s-cli/templates/typescript-app/package.json');
  expect(JSON.parse(readFileSync(template, 'utf8')).devDependencies.jest).toBe(`^${JEST.ofCdk8sInit}`);
});
