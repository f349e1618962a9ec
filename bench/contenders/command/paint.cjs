const { statSync } = require('node:fs');
const { chromium } = require('playwright-core');
const { report } = require('../usage.cjs');
const { task } = require('../task.cjs');

/** The views whose filters are timed, those that show most. */
const VIEWS = ['matrix', 'graph', 'exposure'];

/** When Chromium first paints a page, in milliseconds since it began to load it; of a page with filters, what they cost too. */
async function main() {
  const { file, chromium: executablePath } = task();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(`file://${file}`);
  const paint = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const painted = () => performance.getEntriesByName('first-paint')[0]?.startTime;
        const wait = () => (painted() === undefined ? setTimeout(wait, 5) : resolve(painted()));
        wait();
      }),
  );
  const filters = await filterTimes(page, file);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const { metrics } = await client.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
  await browser.close();
  report({ paint, bytes: statSync(file).size, filter: Math.max(0, ...filters), heap });
}

/** Of each view the time from a letter in the search to the frame that shows what it leaves. */
async function filterTimes(page, file) {
  const times = [];
  for (const view of VIEWS) {
    await page.goto('about:blank');
    await page.goto(`file://${file}#${view}`);
    if ((await page.locator('body > p').count()) > 0) return times;
    await page.locator('main').waitFor();
    times.push(
      await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        const search = document.getElementById('search');
        const type = async (text) => {
          await frame();
          const start = performance.now();
          search.value = text;
          search.dispatchEvent(new Event('input', { bubbles: true }));
          await frame();
          return performance.now() - start;
        };
        await type('x');
        return type('app-1');
      }),
    );
  }
  return times;
}

main();
