const { statSync } = require('node:fs');
const { chromium } = require('playwright-core');
const { report } = require('../usage.cjs');
const { task } = require('../task.cjs');

/** When Chromium first paints a page, in milliseconds since it began to load it. */
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
  await browser.close();
  report({ paint, bytes: statSync(file).size });
}

main();
