import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ringfence } from '../cli/command';

const root = join(__dirname, '../..');
const path = join(root, 'docs/cli.md');
const BLOCK = /```console\n\$ ringfence (.*)\n([\s\S]*?)```/g;

test('docs/cli.md shows what each command prints; WRITE_DOCS=1 writes it', async () => {
  const document = readFileSync(path, 'utf8');
  const cwd = process.cwd();
  process.chdir(root);
  let current = document;
  try {
    for (const [block, command = ''] of document.matchAll(BLOCK)) {
      const { out, err } = await ringfence(command.split(' '));
      current = current.replace(block, () => `\`\`\`console\n$ ringfence ${command}\n${err}${out}\`\`\``);
    }
  } finally {
    process.chdir(cwd);
  }
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  expect(readFileSync(path, 'utf8')).toBe(current);
});
