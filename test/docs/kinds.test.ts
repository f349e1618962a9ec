import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindsDocument } from '../support/kinds-document';

const path = join(__dirname, '../../docs/kinds.md');

test('docs/kinds.md is what the tables say; WRITE_DOCS=1 writes it', () => {
  const document = kindsDocument();
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, document);
  expect(readFileSync(path, 'utf8')).toBe(document);
});
