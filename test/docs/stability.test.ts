import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withGenerated } from '../support/generated-sections';
import { stabilitySections } from '../support/stability-document';

const path = join(__dirname, '../../docs/stability.md');

test('the versions in docs/stability.md are those that CI runs; WRITE_DOCS=1 writes them', () => {
  const document = readFileSync(path, 'utf8');
  const current = withGenerated(document, stabilitySections());
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
});
