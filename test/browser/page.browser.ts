import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { folderOf, ringfence } from '../support/command';
import { pageFile } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const HOSTILE = '<img src=x onerror=alert(1)>';
const SPY = `apiVersion: apps/v1
kind: Deployment
metadata: {name: spy, namespace: front}
spec:
  selector: {matchLabels: {app: spy}}
  template:
    metadata: {labels: {app: spy}}
    spec: {containers: [{name: spy}]}
`;
const manifests = `${WORKLOADS}---\n${SPY}---\n${POLICIES}`;
const VIEWS = ['verdict', 'matrix', 'graph', 'workload', 'findings', 'exposure', 'compliance'];

let browser: Browser;
let page: Page;
const requests: string[] = [];
const faults: string[] = [];

async function openFile(file: string, hash = ''): Promise<void> {
  await page.goto(`file://${file}${hash}`);
  await page.locator('main').waitFor();
}

/** The page of some manifests, opened from its file. */
async function open(text: string, hash = '', title = 'The shop'): Promise<string> {
  const file = await pageFile(text, '--title', title);
  await openFile(file, hash);
  return file;
}

const goTo = (view: string) => page.getByRole('navigation').getByRole('link', { name: view }).click();
const cell = (from: string, to: string) => page.getByRole('gridcell', { name: `${from} to ${to}:` });
const main = () => page.locator('main').innerText();
const pair = () => page.getByRole('complementary').innerText();
const port = () => page.getByRole('textbox', { name: 'Port' });
const rowHeads = () => page.getByRole('rowheader').allInnerTexts();

beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  requests.length = 0;
  faults.length = 0;
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
});
afterEach(async () => {
  expect(faults).toEqual([]);
  await page.close();
});

test('the first screen is the verdict, and the page asks the network for nothing', async () => {
  await open(manifests);
  expect(await page.locator('h1').innerText()).toBe('The shop');
  expect(await main()).toMatch(/2\s+of 3 workloads accept connections from the addresses of the internet/);
  expect(await main()).toContain('none named: judged by the specification');
  expect(requests.filter((url) => !url.startsWith('file://') && !url.startsWith('blob:'))).toEqual([]);
});

test('each sentence leads to the view that shows it, and back goes back', async () => {
  await open(manifests);
  await page.getByRole('link', { name: /every pod of the cluster/ }).click();
  expect(page.url()).toContain('#exposure?only=every-pod');
  expect(await page.getByRole('rowheader').getByRole('link').allInnerTexts()).toEqual(['front/spy', 'front/web']);
  await page.goBack();
  expect(await main()).toContain('What is open that should not be');
});

test('a click on a cell shows why the connection is let through, or is not, with the lines that decide', async () => {
  await open(manifests, '#matrix');
  await cell('front/web', 'shop/cart').click();
  expect(await pair()).toContain('TCP 8080');
  expect(await pair()).toContain(
    'rule 1 of shop/cart: from app=web in namespace front or addresses 192.0.2.0/24 on TCP http',
  );
  expect(await pair()).toContain('open: no policy isolates it');
  expect(await page.locator('mark.rule').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining('192.0.2.0/24')]),
  );
  await cell('front/spy', 'shop/cart').click();
  expect(await pair()).toContain('nothing gets through');
  expect(await pair()).toContain('isolated, with no rule for this peer');
  expect(await pair()).toMatch(/shop\/cart \S*all\.yaml:\d+:1/);
  expect(await page.locator('mark.rule').count()).toBe(0);
  expect(await cell('front/spy', 'shop/cart').getAttribute('aria-selected')).toBe('true');
});

test('a link leads to a view with its filters and its pair', async () => {
  const file = await open(manifests, '#matrix');
  await cell('front/web', 'shop/cart').click();
  await page.selectOption('select >> nth=0', 'shop');
  const { hash } = new URL(page.url());
  await page.goto('about:blank');
  await openFile(file, hash);
  expect(await pair()).toContain('TCP 8080');
  expect(await page.locator('select').first().inputValue()).toBe('shop');
});

test('the matrix is used by keyboard, and keeps the focus', async () => {
  await open(manifests, '#matrix');
  const grid = page.getByRole('grid');
  await grid.focus();
  const active = () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
      return document.getElementById(id)?.getAttribute('aria-label');
    });
  await page.keyboard.press('Control+End');
  expect(await active()).toBe('shop/cart to shop/cart: itself');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await active()).toBe('front/web to shop/cart: some ports');
  await page.keyboard.press('Enter');
  expect(await pair()).toMatch(/front\/web → shop\/cart/);
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
});

test('search, namespace, port, protocol and answer narrow every view', async () => {
  await open(manifests, '#matrix');
  await page.fill('#search', 'app=cart');
  expect((await page.getByRole('columnheader').allInnerTexts()).slice(1)).toEqual(['shop', 'cart']);
  await page.fill('#search', '');
  await page.getByRole('search').getByLabel('Namespace').selectOption('front');
  expect((await rowHeads()).join()).toContain('spy');
  await page.getByRole('search').getByLabel('Namespace').selectOption('');
  const openness = () => cell('front/web', 'shop/cart').getAttribute('class');
  await port().fill('8080');
  expect(await openness()).toContain('some');
  await port().fill('9090');
  expect(await openness()).toContain('denied');
  await port().fill('8080');
  await page.getByRole('search').getByLabel('Protocol').selectOption('UDP');
  expect(await openness()).toContain('denied');
  await page.getByRole('search').getByLabel('Protocol').selectOption('TCP');
  await page.getByRole('search').getByLabel('Answer').selectOption('everything');
  // Rows and columns in which the answer is left of no pair are not there.
  expect(await cell('front/spy', 'front/web').getAttribute('class')).toContain('all');
  expect(await cell('front/web', 'shop/cart').count()).toBe(0);
  await page.getByRole('search').getByLabel('Answer').selectOption('');
  await goTo('Exposure');
  expect(await port().inputValue()).toBe('8080');
  await page.fill('#search', 'cart');
  expect(await page.getByRole('rowheader').allInnerTexts()).toEqual([expect.stringContaining('shop/cart')]);
  await goTo('Findings');
  await page.fill('#search', 'namespace shop');
  expect(await page.locator('.finding').count()).toBeGreaterThan(0);
  for (const text of await page.locator('.finding').allInnerTexts()) expect(text).toContain('Namespace shop');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  expect(await page.locator('#search').inputValue()).toBe('');
});

test('the graph opens a namespace into its workloads, with the mouse and by keyboard', async () => {
  await open(manifests, '#graph');
  const nodes = () => page.locator('.node text:first-of-type').allTextContents();
  expect(await nodes()).toEqual(expect.arrayContaining(['front', 'shop']));
  await page.getByRole('button', { name: /front.*2 workloads/ }).click();
  expect(await nodes()).toEqual(expect.arrayContaining(['spy', 'web']));
  await page.goBack();
  await page.getByRole('button', { name: /shop.*1 workload/ }).focus();
  await page.keyboard.press('Enter');
  expect(await nodes()).toEqual(expect.arrayContaining(['cart']));
  await page.getByRole('button', { name: /cart/ }).click();
  expect(await main()).toContain('Reached by');
});

test('on a phone a drawing begins at the left of what it is about', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const names = Array.from({ length: 5 }, (_, index) => `tier-${index}`);
  const tiers = names.map((name) => SPY.replaceAll('spy', name));
  const ways = names.slice(1).map((name, index) => {
    const from = `[{podSelector: {matchLabels: {app: tier-${index}}}}]`;
    return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: front}, spec: {podSelector: {matchLabels: {app: ${name}}}, ingress: [{from: ${from}}]}}\n`;
  });
  const deny =
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: front}, spec: {podSelector: {}}}\n';
  await open([...tiers, ...ways, deny].join('---\n'), '#graph?only=front');
  const drawing = await page.locator('.drawing').boundingBox();
  const first = await page.getByRole('button', { name: /tier-0/ }).boundingBox();
  expect(first?.x).toBeGreaterThanOrEqual(drawing?.x ?? Number.POSITIVE_INFINITY);
});

test('a workload has its own view: peers, blast radius, and policies with the lines that decide', async () => {
  await open(manifests, '#workload');
  await page.getByRole('link', { name: /front\/web/ }).click();
  expect(await main()).toMatch(/Whom it reaches[\s\S]*shop\/cart\s+TCP 8080/);
  expect(await main()).toContain('From here 2 of 2 other workloads can be reached');
  await page
    .getByRole('link', { name: /shop\/cart/ })
    .first()
    .click();
  expect(await pair()).toContain('rule 1 of shop/cart');
  await page.getByRole('complementary').getByRole('link', { name: 'shop/cart' }).click();
  expect(await page.locator('main mark.rule').count()).toBeGreaterThan(0);
});

test('findings, exposure and controls are there', async () => {
  await open(manifests, '#findings');
  expect(await main()).toContain('no-default-deny-ingress');
  await goTo('Exposure');
  expect(await main()).toContain('app=web in namespace front on TCP 8080');
  await goTo('Compliance');
  expect(await main()).toMatch(/shop\s+✓ covered\s+▲ partly/);
  await page.getByRole('link', { name: 'partly' }).first().click();
  expect(await main()).toContain('OWASP Kubernetes Top 10 K07:2022');
  expect(await main()).toContain('a pod with no labels is open for ingress');
});

test('a difference shows what a change opens and closes', async () => {
  const sides = [`${WORKLOADS}---\n${SPY}---\n${POLICIES}`, `${WORKLOADS}---\n${SPY}`];
  const [before = '', after = ''] = sides.map((text) => folderOf({ 'all.yaml': text }));
  const { out } = await ringfence(['diff', before, after, '-o', 'html']);
  const file = join(after, 'page.html');
  writeFileSync(file, out);
  await openFile(file);
  await page.getByRole('link', { name: /can connect in ways that (it|they) could not before/ }).click();
  expect(await page.locator('.change-opened').count()).toBeGreaterThan(0);
  expect(await main()).toContain('shop/cart removed');
  await page.getByRole('search').getByLabel('Answer').selectOption('closed');
  expect(await main()).toContain('No change is left.');
});

test('it is light or dark, as the system is or the button says', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(manifests);
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await scheme()).toBe('dark');
  await page.getByRole('button', { name: 'Light or dark' }).click();
  expect(await scheme()).toBe('light');
});

test('HTML in titles, names and paths is shown as text', async () => {
  await open(manifests, '', `${HOSTILE}</title></script><script>alert(2)</script>`);
  expect(await page.locator('h1').textContent()).toContain(HOSTILE);
  const folder = folderOf({ [`a${HOSTILE.replace('/', '')}.yaml`]: manifests });
  const file = join(folder, 'page.html');
  await ringfence(['report', folder, '-o', file]);
  await openFile(file, '#matrix');
  await cell('front/spy', 'shop/cart').click();
  expect(await pair()).toContain(HOSTILE);
  for (const view of VIEWS) {
    await openFile(file, `#${view}?q=${encodeURIComponent(HOSTILE)}&ns=${encodeURIComponent(HOSTILE)}&only=__proto__`);
  }
  expect(await page.locator('img').count()).toBe(0);
});

test('a thousand workloads scroll, and only what is seen is in the document', async () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    WORKLOADS.split('---')[0]
      ?.replaceAll('name: web', `name: web-${index}`)
      .replaceAll('app: web', `app: web-${index}`),
  ).join('---\n');
  await open(`${many}---\n${POLICIES}`, '#matrix');
  await page.getByRole('button', { name: /^front 1000/ }).click();
  expect(await page.getByRole('gridcell').count()).toBeLessThan(5000);
  await page.getByRole('grid').evaluate((grid) => {
    grid.scrollTop = grid.scrollHeight;
  });
  await page.getByRole('rowheader', { name: 'web-999' }).waitFor();
});
