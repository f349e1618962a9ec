import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintDocument } from '../support/lint-document';

const path = join(__dirname, '../../docs/lint.md');

test('docs/lint.md is what the rules say; WRITE_DOCS=1 writes it', () => {
  const document = lintDocument();
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, document);
  expect(readFileSync(path, 'utf8')).toBe(document);
});
