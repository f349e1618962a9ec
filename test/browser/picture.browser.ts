import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { chromium } from 'playwright-core';
import { ShopBoundary } from '../../examples/online-shop/boundary';
import { ShopChart } from '../../examples/online-shop/services';
import { ringfence } from '../support/command';

const picture = join(__dirname, '../../docs/report.png');
const cwd = process.cwd();
afterEach(() => process.chdir(cwd));

test('the picture in the README is the page for examples/online-shop; WRITE_DOCS=1 writes it', async () => {
  process.chdir(mkdtempSync(join(tmpdir(), 'ringfence-picture-')));
  const app = new App({ outdir: 'dist' });
  new ShopBoundary(app, 'boundary', new ShopChart(app, 'shop'));
  app.synth();
  expect(await ringfence(['report', 'dist', '-o', 'page.html'])).toMatchObject({ code: 0 });

  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1120, height: 740 }, deviceScaleFactor: 1.25 });
    await page.goto(`file://${join(process.cwd(), 'page.html')}#matrix`);
    await page.getByRole('gridcell', { name: 'shop/checkout to shop/payment: some ports' }).click();
    const pair = page.getByRole('complementary');
    expect(await pair.textContent()).toContain('TCP 50051');
    expect(await pair.textContent()).toContain('dist/boundary.k8s.yaml');
    await page.getByRole('navigation').getByRole('link', { name: 'Graph' }).click();
    await page.locator('.ports').first().waitFor();
    expect(await page.locator('.ports').allTextContents()).toContain('TCP 50051');
    if (process.env.WRITE_DOCS === '1') await page.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
  // Pixels differ from one machine to the next; the size is that of the view above.
  const png = readFileSync(picture);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1400, 925]);
  expect(png.length).toBeLessThan(200_000);
});
