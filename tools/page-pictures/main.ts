/**
 * Takes a picture of every view of the page, for clusters of several sizes, wide and narrow, light and dark, so that a person can
 * look at each: `npm run page-pictures -- <folder outside of the repository> [size...] [view...]`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { sampleCluster } from './sample-clusters';
import { sampleFlows } from './sample-flows';

const root = join(__dirname, '../..');
const SIZES = [12, 30, 300, 1000];
const WIDTHS = [1440, 390];
const SCHEMES = ['light', 'dark'] as const;
const WORKLOAD = encodeURIComponent('shop/api[Deployment]');
const DATABASE = encodeURIComponent('shop/database[StatefulSet]');

/** By the name of a picture, where it is in which page. */
const VIEWS: Readonly<Record<string, readonly [page: 'report' | 'change', hash: string]>> = {
  verdict: ['report', 'verdict'],
  filtered: ['report', 'verdict?ns=shop&q=api'],
  matrix: ['report', 'matrix'],
  doubtful: ['report', 'matrix?answer=depends'],
  why: ['report', `matrix?ns=shop&from=${WORKLOAD}&to=${DATABASE}`],
  graph: ['report', 'graph'],
  namespace: ['report', 'graph?only=shop'],
  workloads: ['report', 'workload'],
  workload: ['report', `workload?workload=${WORKLOAD}`],
  findings: ['report', 'findings'],
  exposure: ['report', 'exposure'],
  compliance: ['report', 'compliance'],
  control: ['report', 'compliance?only=default-deny-egress'],
  unjudged: ['report', 'findings?only=unjudged'],
  traffic: ['report', 'traffic'],
  change: ['change', 'verdict'],
  difference: ['change', 'difference'],
};

/** The pages of one size: of a cluster with a flow log, and of a change to it. */
function pagesOf(size: number, folder: string): Record<'report' | 'change', string> {
  const sample = sampleCluster(size);
  const file = (name: string, text = '') => {
    const path = join(folder, `${size}-${name}`);
    if (text !== '') writeFileSync(path, text);
    return path;
  };
  const [before, after] = [file('before.yaml', sample.manifests), file('after.yaml', sample.changed)];
  const flows = file('flows.jsonl', sampleFlows(sample.workloads));
  const pages = { report: file('report.html'), change: file('change.html') };
  const title = `${size} workloads`;
  ringfence('report', before, '--flows', flows, '--title', title, '-o', pages.report);
  writeFileSync(pages.change, ringfence('diff', before, after, '-o', 'html'));
  return pages;
}

function ringfence(...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'build/cli/main.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status === null || status > 2) throw new Error(stderr);
  return stdout;
}

async function main(): Promise<void> {
  const [folder = '', ...asked] = process.argv.slice(2);
  if (folder === '' || resolve(folder).startsWith(root)) throw new Error('name a folder outside of the repository');
  mkdirSync(folder, { recursive: true });
  const sizes = SIZES.filter((size) => !asked.some((one) => Number(one) > 0) || asked.includes(String(size)));
  const views = Object.keys(VIEWS).filter((view) => !asked.some((one) => one in VIEWS) || asked.includes(view));
  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const size of sizes) await takePictures(browser, size, views, folder);
  } finally {
    await browser.close();
  }
}

async function takePictures(browser: Browser, size: number, views: readonly string[], folder: string): Promise<void> {
  const pages = pagesOf(size, folder);
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const viewport = { width, height: width > 600 ? 900 : 844 };
      const page = await browser.newPage({ viewport, colorScheme });
      for (const view of views) {
        const [of, hash] = VIEWS[view] as (typeof VIEWS)[string];
        await page.goto('about:blank');
        await page.goto(`file://${resolve(pages[of])}#${hash}`);
        await page.locator('main').waitFor();
        await page.screenshot({ path: join(folder, `${view}-${size}-${width}-${colorScheme}.png`) });
      }
      await page.close();
    }
  }
}

void main();
