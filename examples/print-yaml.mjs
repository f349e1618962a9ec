// Prints every YAML file of a folder as one stream of documents.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'dist';
for (const file of readdirSync(folder).sort()) {
  console.log(`--- # ${join(folder, file)}\n${readFileSync(join(folder, file), 'utf8').trimEnd()}`);
}
