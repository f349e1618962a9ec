import { execFileSync } from 'node:child_process';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { EVERY_VIEW, everyPage } from '../support/every-view';

let browser: Browser;
let pages: Awaited<ReturnType<typeof everyPage>>;
const faults: string[] = [];

beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  pages = await everyPage();
});
afterAll(() => browser.close());
afterEach(() => expect(faults.splice(0)).toEqual([]));

/** Does something with every view in turn. */
async function inEveryView(options: BrowserContextOptions, look: (page: Page, hash: string) => Promise<void>) {
  const page = await browser.newPage(options);
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  for (const [of, hash] of EVERY_VIEW) {
    await page.goto('about:blank');
    await page.goto(`file://${pages[of]}#${hash}`);
    await page.locator('main').waitFor();
    await look(page, hash);
  }
  await page.close();
}

test.each(['light', 'dark'] as const)('axe finds nothing in any view, %s', async (colorScheme) => {
  await inEveryView({ colorScheme, reducedMotion: 'reduce' }, async (page, hash) => {
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      interface Found {
        readonly violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      }
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<Found> } };
      const found = (await axe.run({ rules: { 'target-size': { enabled: true } } })).violations;
      return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
    });
    expect({ hash, violations }).toEqual({ hash, violations: [] });
  });
});

test.each([390, 320])('nothing scrolls to the side at the width of a phone, %d pixels', async (width) => {
  await inEveryView({ viewport: { width, height: 844 } }, async (page, hash) => {
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect({ hash, beyond }).toEqual({ hash, beyond: 0 });
  });
});

test('HTML and marks of direction in names, rules, titles and logs are text in every view', async () => {
  await inEveryView({}, async (page, hash) => {
    const text = await page.evaluate(() => document.body.innerText + document.title);
    const titles = await page.evaluate(() =>
      [...document.querySelectorAll('[title],[aria-label]')].map(
        (one) => `${one.getAttribute('title')}${one.getAttribute('aria-label')}`,
      ),
    );
    expect({ hash, marks: /[\u202a-\u202e\u2066-\u2069]/.test(text + titles.join()) }).toEqual({ hash, marks: false });
    expect(await page.locator('#app img, #app script, #app iframe').count()).toBe(0);
  });
});

test('hostile names are there to be seen, escaped', async () => {
  const shown: string[] = [];
  await inEveryView({}, async (page) => {
    shown.push(await page.evaluate(() => document.body.innerText));
  });
  const texts = shown.join('\n');
  expect(texts).toContain('\\u202e<img src=x onerror=alert(1)></script>');
  expect(texts).toContain('constructor/valueof');
  expect(texts).toMatch(/front\/a-very-long-name-very-long-name/);
});

test('each view is used by keyboard: Tab goes to everything that can be clicked', async () => {
  await inEveryView({ viewport: { width: 1280, height: 800 } }, async (page, hash) => {
    const clickable = () =>
      page.evaluate(() => {
        const all = [
          ...document.querySelectorAll<HTMLElement | SVGElement>(
            'a[href],button,summary,input,select,[role=button],[role=grid]',
          ),
        ];
        const seen = all.filter(
          (one) =>
            one.getClientRects().length > 0 &&
            one.tabIndex >= 0 &&
            !(one as HTMLButtonElement).disabled &&
            one.closest('details:not([open]) > :not(summary)') === null,
        );
        return seen.length;
      });
    const count = await clickable();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const visited = await page.evaluate(() => {
      (globalThis as { visited?: Set<Element> }).visited = new Set();
      addEventListener('focusin', ({ target }) => {
        if ((target as Element).matches('a[href],button,summary,input,select,[role=button],[role=grid]')) {
          (globalThis as { visited?: Set<Element> }).visited?.add(target as Element);
        }
      });
      return 0;
    });
    expect(visited).toBe(0);
    for (let step = 0; step < count + 40; step++) await page.keyboard.press('Tab');
    const reached = await page.evaluate(() => (globalThis as { visited?: Set<Element> }).visited?.size);
    expect({ hash, reached }).toEqual({ hash, reached: count });
  });
});

test('nothing moves where less motion is asked for', async () => {
  await inEveryView({ reducedMotion: 'reduce' }, async (page, hash) => {
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((one) => {
          const { transitionDuration, animationName } = getComputedStyle(one);
          return transitionDuration.split(', ').some((duration) => duration !== '0s') || animationName !== 'none';
        }).length,
    );
    expect({ hash, moving }).toEqual({ hash, moving: 0 });
  });
});

test('the filters of every view are in its address, and come back with it', async () => {
  await inEveryView({}, async (page, hash) => {
    await page.locator('#search').fill('cart');
    const address = await page.evaluate(() => location.hash);
    expect(address).toContain('q=cart');
    expect(address.startsWith(`#${hash.split('?')[0]}`)).toBe(true);
    await page.goto('about:blank');
    await page.goBack();
    await page.locator('main').waitFor();
    expect(await page.locator('#search').inputValue()).toBe('cart');
  });
});
