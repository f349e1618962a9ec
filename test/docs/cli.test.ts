import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ringfence } from '../support/command';

const root = join(__dirname, '../..');
const BLOCK = /```console\n\$ (npx )?ringfence (.*)\n([\s\S]*?)```/g;

test.each([
  'README.md',
  'docs/cli.md',
  'docs/flows.md',
  'docs/calico.md',
  'docs/cilium.md',
  'docs/admin-policies.md',
  'docs/entries.md',
])('%s shows what each command prints; WRITE_DOCS=1 writes it', async (file) => {
  const path = join(root, file);
  const document = readFileSync(path, 'utf8');
  const cwd = process.cwd();
  process.chdir(root);
  let current = document;
  try {
    for (const [block, npx = '', command = ''] of document.matchAll(BLOCK)) {
      const { out, err } = await ringfence(command.split(' '));
      current = current.replace(block, () => `\`\`\`console\n$ ${npx}ringfence ${command}\n${err}${out}\`\`\``);
    }
  } finally {
    process.chdir(cwd);
  }
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
});
