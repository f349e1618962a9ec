import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOW_FORMATS } from '../../lib/flows/formats/all-formats';
import { markdownTable, withGenerated } from '../support/generated-sections';

const file = join(__dirname, '../../docs/flows.md');

test('docs/flows.md names every format that is read; WRITE_DOCS=1 writes it', () => {
  const document = readFileSync(file, 'utf8');
  const rows = FLOW_FORMATS.map(({ name, title }) => [`\`${name}\``, title]);
  const current = withGenerated(document, { formats: `\n${markdownTable(['`--format`', 'what writes it'], rows)}\n` });
  if (process.env.WRITE_DOCS === '1') writeFileSync(file, current);
  expect(readFileSync(file, 'utf8')).toBe(current);
});
