import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Reachability } from '../reachability/reachability';
import { type PageInput, pageData } from '../report/page/page-data';
import { type PageAssets, pageHtml } from '../report/page/page-html';
import { quietGraphviz } from './graphviz';
import type { Io } from './io';
import { policyYaml } from './policy-yaml';

/** What a command says of its page. */
export type PageSubject = Omit<PageInput, 'date' | 'version' | 'layout' | 'writeYaml'>;

/** The page for a cluster, as one HTML file. */
export async function pageText(reachability: Reachability, subject: PageSubject, io: Io): Promise<string> {
  const graphviz = await quietGraphviz();
  const data = pageData(reachability, {
    ...subject,
    date: dateOf(io),
    version: require('../../package.json').version as string,
    writeYaml: policyYaml,
    layout: (dot, engine) => graphviz.layout(dot, 'json', engine),
  });
  return pageHtml(data, pageAssets(), {
    sha256: (text) => createHash('sha256').update(text).digest('base64'),
    gzip: (text) => gzipSync(text).toString('base64'),
  });
}

/** Now, or what builds that have to be equal each time say instead (https://reproducible-builds.org/specs/source-date-epoch/). */
function dateOf({ env = {} }: Io): Date {
  const seconds = Number(env.SOURCE_DATE_EPOCH);
  return env.SOURCE_DATE_EPOCH && Number.isSafeInteger(seconds) ? new Date(seconds * 1000) : new Date();
}

/** Beside the command in build/; a command that runs from its sources reads what was built of them. */
function pageAssets(): PageAssets {
  const folders = ['../page', '../../build/page'].map((folder) => join(__dirname, folder));
  const folder = folders.find((one) => existsSync(join(one, 'page.js'))) ?? '';
  const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { script: textOf('page.js'), style: textOf('page.css'), licences: textOf('LICENSES.txt') };
}
