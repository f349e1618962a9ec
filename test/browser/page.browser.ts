import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { folderOf, ringfence } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const HOSTILE = '<img src=x onerror=alert(1)>';
/** Annotations and titles may hold anything; names and labels that hold HTML are refused, but a port's description is not. */
const manifests = `${WORKLOADS}---
apiVersion: apps/v1
kind: Deployment
metadata: {name: spy, namespace: front}
spec:
  selector: {matchLabels: {app: spy}}
  template:
    metadata: {labels: {app: spy}}
    spec: {containers: [{name: spy}]}
---
${POLICIES}`;

let browser: Browser;
let page: Page;
const requests: string[] = [];
const faults: string[] = [];

/** The page of some manifests, opened from its file. */
async function open(text: string, title = 'The shop'): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-page-')), 'page.html');
  const { code, err } = await ringfence(['report', folderOf({ 'all.yaml': text }), '-o', file, '--title', title]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  await page.goto(`file://${file}`);
}

const cell = (from: string, to: string) => page.getByRole('gridcell', { name: `${from} to ${to}:` });
const detail = () => page.locator('#detail').textContent();

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

test('the page opens from a file, and asks the network for nothing', async () => {
  await open(manifests);
  expect(await page.title()).toBe('The shop');
  expect(await page.locator('#count').textContent()).toBe('3 workloads');
  expect(requests.filter((url) => !url.startsWith('file://'))).toEqual([]);
});

test('a click on a cell shows why the connection is let through, or is not', async () => {
  await open(manifests);
  await cell('front/web', 'shop/cart').click();
  expect(await detail()).toContain('TCP 8080');
  expect(await detail()).toContain(
    'rule 1 of shop/cart: from app=web in namespace front or addresses 192.0.2.0/24 on TCP http',
  );
  expect(await detail()).toContain('open: no policy isolates it');
  await cell('front/spy', 'shop/cart').click();
  expect(await detail()).toContain('nothing gets through');
  expect(await detail()).toContain('isolated, with no rule for this peer');
  expect(await detail()).toMatch(/Isolated by\s*shop\/cart \(.*all\.yaml:\d+:1\)/);
});

test('the matrix is used by keyboard', async () => {
  await open(manifests);
  await cell('front/spy', 'front/spy').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'front/web to shop/cart: TCP 8080',
  );
  await page.keyboard.press('Enter');
  expect(await detail()).toContain('front/web → shop/cart');
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
});

test('search, namespace and port narrow what is shown', async () => {
  await open(manifests);
  await page.fill('#search', 'app=cart');
  expect(await page.locator('.side').allInnerTexts()).toEqual(['shop/cart']);
  await page.fill('#search', '');
  await page.selectOption('#namespace', 'front');
  expect(await page.locator('.side').allInnerTexts()).toEqual(['front/spy', 'front/web']);
  await page.selectOption('#namespace', '');
  await page.fill('#port', '8080');
  expect(await cell('front/web', 'shop/cart').getAttribute('class')).toContain('some');
  await page.fill('#port', '9090');
  expect(await cell('front/web', 'shop/cart').getAttribute('class')).toContain('none');
});

test('the graph opens a namespace into its workloads', async () => {
  await open(manifests);
  await page.click('#graph-tab');
  expect(await page.locator('.node text').allTextContents()).toContain('front (2)');
  await page.locator('.node', { hasText: 'front (2)' }).click();
  expect(await page.locator('.node text').allTextContents()).toEqual(expect.arrayContaining(['spy', 'web']));
  await page.locator('.node', { hasText: 'spy' }).press('Enter');
  expect(await page.locator('.node text').allTextContents()).toContain('front (2)');
});

test('findings, exposure and controls are there', async () => {
  await open(manifests);
  await page.click('#findings-tab');
  expect(await page.locator('#findings').textContent()).toContain('no-default-deny-ingress');
  await page.click('#exposure-tab');
  expect(await page.locator('#exposure').textContent()).toContain('app=web in namespace front on TCP 8080');
  await page.click('#compliance-tab');
  expect(await page.locator('#compliance').textContent()).toContain('CIS Kubernetes Benchmark 5.3.2');
});

test('it is light or dark, as the system is or the button says', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(manifests);
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await scheme()).toBe('dark');
  await page.click('#theme');
  expect(await scheme()).toBe('light');
});

test('HTML in titles, names and paths is shown as text', async () => {
  await open(manifests, `${HOSTILE}</title></script><script>alert(2)</script>`);
  expect(await page.locator('h1').textContent()).toContain(HOSTILE);
  const hostileFolder = folderOf({ [`a${HOSTILE.replace('/', '')}.yaml`]: manifests });
  const file = join(hostileFolder, 'page.html');
  await ringfence(['report', hostileFolder, '-o', file]);
  await page.goto(`file://${file}`);
  await cell('front/spy', 'shop/cart').click();
  expect(await detail()).toContain(HOSTILE);
  await page.click('#findings-tab');
  expect(await page.locator('img').count()).toBe(0);
});

test('a thousand workloads scroll, and only what is seen is in the document', async () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    WORKLOADS.split('---')[0]
      ?.replaceAll('name: web', `name: web-${index}`)
      .replaceAll('app: web', `app: web-${index}`),
  ).join('---\n');
  await open(`${many}---\n${POLICIES}`);
  expect(await page.getByRole('gridcell').count()).toBeLessThan(5000);
  await page.locator('#matrix').evaluate((matrix) => {
    matrix.scrollTop = matrix.scrollHeight;
  });
  await page.locator('.side', { hasText: 'front/web-999' }).waitFor();
});
