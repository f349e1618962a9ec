import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CNI_PROFILES, Cni } from 'ringfence';
import { withGenerated } from '../support/generated-sections';
import { callOf, platformSections } from '../support/platform-document';

const path = join(__dirname, '../../docs/platforms.md');

test('the tables of docs/platforms.md are what the profiles say; WRITE_DOCS=1 writes them', () => {
  const document = readFileSync(path, 'utf8');
  const current = withGenerated(document, platformSections());
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
});

test.each(CNI_PROFILES.map((profile) => [profile.name, profile] as const))(
  '%s is made as the table says',
  (name, profile) => {
    const make = new Function('Cni', `return ${callOf(name)}`);
    expect(make(Cni)).toEqual(profile);
  },
);
