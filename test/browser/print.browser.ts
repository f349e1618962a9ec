import { execFileSync } from 'node:child_process';
import { type Browser, chromium, type Page } from 'playwright-core';
import { everyPage } from '../support/every-view';
import { dataOfFile, pageFile } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage();
});
afterEach(() => page.close());

async function open(): Promise<string> {
  const file = await pageFile(`${WORKLOADS}---\n${POLICIES}`);
  await page.goto(`file://${file}#matrix`);
  await page.locator('main').waitFor();
  return file;
}

/** The text of a PDF; `pdftotext` is of poppler-utils. */
const textOfPdf = (file: string) => execFileSync('pdftotext', [file, '-']).toString();
/** Lines and hyphens are where the paper wants them. */
const withoutBreaks = (text: string) => text.replace(/[\s-]+/g, '');

test('the PDF holds every finding, every workload, sentence and control, and nothing to click', async () => {
  const file = await open();
  await page.pdf({ path: `${file}.pdf` });
  const text = withoutBreaks(textOfPdf(`${file}.pdf`));
  const { findings, workloads, verdict, compliance } = dataOfFile(file);
  expect(findings.length).toBeGreaterThan(2);
  for (const { message, fix, object } of findings) {
    for (const said of [message, fix, object]) expect(text).toContain(withoutBreaks(said));
  }
  for (const { namespace, name } of workloads) expect(text).toContain(withoutBreaks(`${namespace}/${name}`));
  for (const line of verdict) expect(text).toContain(withoutBreaks(line.text));
  for (const { title } of compliance.controls) expect(text).toContain(withoutBreaks(title));
  expect(text).not.toMatch(/Clearfilters|Lightordark|Copy/);
});

test('the PDF holds what was seen, what has changed, entries and every row', async () => {
  const pages = await everyPage();
  const textOf = async (file: string) => {
    await page.goto(`file://${file}`);
    await page.locator('main').waitFor();
    await page.pdf({ path: `${file}.pdf` });
    return withoutBreaks(textOfPdf(`${file}.pdf`));
  };
  const report = await textOf(pages.report);
  const { traffic, entries, notFollowed, workloads, notes, unjudged, hidden, unread } = dataOfFile(pages.report);
  // Columns of a table stand side by side, so that a text of several lines is not one in the PDF.
  for (const { from, text } of [...(traffic?.denied.shown ?? []), ...(traffic?.refused.shown ?? [])]) {
    for (const word of `${from.replace(/\[.*$/, '')} ${text}`.split(/[\s()/]+/))
      expect(report).toContain(withoutBreaks(word));
  }
  for (const { title } of [...entries, ...notFollowed]) expect(report).toContain(withoutBreaks(title));
  for (const { namespace, name } of workloads) expect(report).toContain(withoutBreaks(`${namespace}/${name}`));
  for (const list of [unjudged, hidden, unread]) {
    expect(list.length).toBeGreaterThan(0);
    for (const { text, place } of list) expect(report).toContain(withoutBreaks(`${text} ${place}`));
  }
  for (const note of notes) expect(report).toContain(withoutBreaks(note));
  expect(report).toContain('throughaLoadBalancer');
  const change = await textOf(pages.change);
  const { difference } = dataOfFile(pages.change);
  expect(difference?.changes.length).toBeGreaterThan(0);
  for (const { policies } of difference?.changes ?? []) {
    for (const { id } of policies) expect(change).toContain(withoutBreaks(id));
  }
});

test('what is printed is made for paper and gone after it', async () => {
  await open();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('#app').isVisible()).toBe(false);
  expect(await page.locator('#print button:visible').count()).toBe(0);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await page.locator('#print').innerHTML()).toBe('');
});
