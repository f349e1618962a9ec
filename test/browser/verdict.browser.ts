import { execFileSync } from 'node:child_process';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import {
  IN_ORDER_IDS,
  type InOrderId,
  VERDICT_IDS,
  type VerdictId,
  type VerdictLine,
} from '../../lib/report/page/verdict-line';
import { dataOfFile } from '../support/page-file';
import { type VerdictPage, verdictPages } from '../support/verdict-pages';

/** How much of what a sentence counts the view shows that is open. */
type Counted = (page: Page) => Promise<number>;

let browser: Browser;
let page: Page;
let files: Readonly<Record<VerdictPage, string>>;

beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  files = await verdictPages();
});
afterAll(() => browser.close());
beforeEach(async () => {
  // So large that a small matrix is in the document as a whole.
  page = await browser.newPage({ viewport: { width: 1600, height: 1600 } });
});
afterEach(() => page.close());

async function open(of: VerdictPage, hash = 'verdict'): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`file://${files[of]}#${hash}`);
  await page.locator('main').waitFor();
}

const view = () => page.locator('main');
const text = () => view().innerText();

/** Opens what shows more, and waits until it is shown. */
async function openAll(more: Locator): Promise<void> {
  for (let left = await more.count(); left > 0; left--) await more.nth(left - 1).click();
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
}

const workloads: Counted = async () => {
  await openAll(page.locator('main details:not([open]) summary', { hasText: /^and \d+ more$/ }));
  return view().getByRole('rowheader').getByRole('link').count();
};
const noted: Counted = () => page.locator('main .noted li').count();
const findings: Counted = async () => {
  await openAll(view().getByRole('button', { name: /^Show \d+ more$/ }));
  return page.locator('main .finding').count();
};
const namespaces: Counted = () => page.locator('main .control .open tbody tr').count();
const pairs =
  (answer: string): Counted =>
  async () => {
    const cells = await page
      .getByRole('gridcell')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    return cells.filter(
      (cell) => /^[a-z]\S*\/\S+ to [a-z]\S*\/\S+: /.test(cell) && new RegExp(`: (${answer})$`).test(cell),
    ).length;
  };
const seen: Counted = () => page.locator('main tbody tr').count();
const unseen: Counted = async () => {
  await openAll(page.locator('main .unseen details:not([open]) summary'));
  return page.locator('main .unseen .peers li').count();
};
const changes: Counted = async () => {
  const rows = await page.locator('main .changes tbody th').allInnerTexts();
  return rows.reduce((sum, row) => sum + Number(/(\d+) pairs?/.exec(row)?.[1]), 0);
};

/** Of each sentence a page that has it, and how to count in its view what it counts. */
const CLICKS: Readonly<Record<VerdictId, readonly [of: VerdictPage, counted: Counted, says?: RegExp]>> = {
  'not-enforced': ['not-enforced', async () => 0, /The network plugin enforces no NetworkPolicy\./],
  errors: ['open', findings],
  unread: ['open', noted, /NetworkPolicy broken\/refused.*70000/],
  opens: ['change', changes],
  closes: ['change', changes],
  same: ['same', async () => 0, /Nothing has changed\./],
  internet: ['open', workloads],
  entries: ['open', workloads, /Service open\/front/],
  'not-followed': ['open', noted, /Service open\/gone/],
  'some-internet': ['open', workloads],
  'every-pod': ['open', workloads],
  egress: ['open', workloads],
  'some-egress': ['open', workloads],
  metadata: ['open', workloads],
  'default-deny-ingress': ['open', namespaces],
  'default-deny-egress': ['open', namespaces],
  unjudged: ['open', noted, /AuthorizationPolicy mesh\/two/],
  hidden: ['open', noted, /VirtualMachine open\/three/],
  depends: ['open', pairs('depends')],
  'depends-more': ['open', pairs('some ports')],
  'depends-outside': ['open', workloads],
  refused: ['open', seen],
  denied: ['open', seen],
  unseen: ['open', unseen],
  warnings: ['open', findings],
  good: ['closed', pairs('some ports|every port')],
};
const IN_ORDER: Readonly<Record<InOrderId, readonly [counted: Counted, says: RegExp]>> = {
  internet: [workloads, /No workload\./],
  'every-pod': [workloads, /No workload\./],
  egress: [workloads, /No workload\./],
  metadata: [workloads, /No workload\./],
  'default-deny-ingress': [namespaces, /Covered 2\s/],
  'default-deny-egress': [namespaces, /Covered 2\s/],
  known: [noted, /Every policy was judged\./],
};

/** The link of a sentence on the first screen. Its number is an element of its own. */
const sentence = ({ text: said }: VerdictLine) => page.locator('.verdict a', { hasText: said.replace(/^[\d,]+ /, '') });

function lineOf(id: string, lines: readonly VerdictLine[]): VerdictLine {
  const line = lines.find((one) => one.id === id);
  if (line === undefined) throw new Error(`the page has no sentence ${id}, but ${lines.map((one) => one.id)}`);
  return line;
}

test.each(VERDICT_IDS)('a click on %s shows as much as it counts', async (id) => {
  const [of, counted, says] = CLICKS[id];
  await open(of);
  const line = lineOf(id, dataOfFile(files[of]).verdict);
  const { count, link } = line;
  await sentence(line).click();
  expect(page.url()).toContain(`#${link}`);
  expect({ id, shown: await counted(page) }).toEqual({ id, shown: count });
  if (says !== undefined) expect(await text()).toMatch(says);
  else expect(count).toBeGreaterThan(0);
});

test.each(IN_ORDER_IDS)('a click on what is in order shows nothing of it: %s', async (id) => {
  const [counted, says] = IN_ORDER[id];
  await open('closed');
  await sentence(lineOf(id, dataOfFile(files.closed).inOrder)).click();
  expect(await counted(page)).toBe(0);
  expect(await text()).toMatch(says);
});

test('a page of nothing says so, and so does the view behind', async () => {
  await open('empty');
  await page.locator('.verdict a', { hasText: 'No workload is in the input' }).click();
  expect(await text()).toContain('No workload is in the input.');
});

test.each(['q=app-1', 'ns=open', 'ns=partner&port=443', 'q=nothing-is-called-so', 'ns=team'])(
  'with the filters %s each sentence shows how much they leave, and its view as much',
  async (filters) => {
    const of = 'open';
    await open(of, `verdict?${filters}`);
    const counts: [id: VerdictId, left: string, shown: number][] = [];
    for (const line of dataOfFile(files[of]).verdict) {
      const [, left = ''] = /(none|[\d,]+) with these filters/.exec(await sentence(line).innerText()) ?? [];
      await sentence(line).click();
      counts.push([line.id, left === 'none' ? '0' : left, await CLICKS[line.id][1](page)]);
      await page.goBack();
    }
    expect(counts).toEqual(counts.map(([id, , shown]) => [id, String(shown), shown]));
  },
);

test('each part of the bar of pairs leads to as many cells of the matrix', async () => {
  await open('open');
  for (const answer of ['every port', 'some ports', 'depends', 'nothing']) {
    const share = page.locator('.shares a', { hasText: answer });
    const count = Number((await share.locator('.number').innerText()).replace(',', ''));
    expect(count).toBeGreaterThan(0);
    await share.click();
    expect([answer, await pairs(answer)(page)]).toEqual([answer, count]);
    expect(await text()).toMatch(new RegExp(`\\b${count} of \\d+ pairs of workloads (is|are) shown`));
    await page.goBack();
  }
});
