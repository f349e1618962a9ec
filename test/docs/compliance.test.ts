import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complianceSections } from '../support/compliance-document';
import { withGenerated } from '../support/generated-sections';

const path = join(__dirname, '../../docs/compliance.md');

test('the tables of docs/compliance.md are what the code says; WRITE_DOCS=1 writes them', () => {
  const current = withGenerated(readFileSync(path, 'utf8'), complianceSections());
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
});
