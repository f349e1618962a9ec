import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/**
 * Makes sure that all folders hold the same files with the same documents, in whatever order a file has them: otherwise
 * the contenders did not do the same work.
 * @throws where they differ, or hold another number of documents than they should
 */
export function assertSameDocuments(folders: readonly string[], count: number): void {
  const [first, ...others] = folders.map((folder) => ({ folder, documents: documentsOf(folder) }));
  if (first === undefined) return;
  if (first.documents.length !== count) {
    throw new Error(`${first.folder} holds ${first.documents.length} documents instead of ${count}`);
  }
  for (const { folder, documents } of others) {
    const different = documents.findIndex((document, index) => document !== first.documents[index]);
    if (different === -1 && documents.length === count) continue;
    throw new Error(
      `${folder} holds ${documents.length} documents, ${first.folder} holds ${count}, and they differ, first in\n${documents[different]}\n${first.documents[different]}`,
    );
  }
}

/** Every document of a folder with the name of its file, sorted; the keys of a document stay as they are. */
function documentsOf(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(
        (document) => `${file} ${JSON.stringify(document)}`,
      ),
    )
    .sort();
}
