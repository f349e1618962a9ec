import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { folderOf, ringfence } from '../support/command';
import { WRITERS } from '../support/flow-lines';
import { dataOfFile, pageFile } from '../support/page-file';

/** Questions that people bring to the page, and how many clicks they need from its first screen: at most three. */
const MOST_CLICKS = 3;

const workload = (namespace: string, name: string, port: number) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, ports: [{containerPort: ${port}}]}]}
`;
const policy = (namespace: string, name: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const from = (app: string, port: number) =>
  `ingress: [{from: [{podSelector: {matchLabels: {app: ${app}}}}], ports: [{port: ${port}}]}]`;
const BEFORE = [
  workload('shop', 'web', 8080),
  workload('shop', 'api', 8000),
  workload('shop', 'database', 5432),
  policy('shop', 'deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}'),
  policy('shop', 'database', `{podSelector: {matchLabels: {app: database}}, ${from('api', 5432)}}`),
  policy(
    'shop',
    'api-out',
    '{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: database}}}], ports: [{port: 5432}]}]}',
  ),
  policy(
    'shop',
    'web',
    '{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 8080}]}]}',
  ),
];
const OPENED = policy(
  'shop',
  'web-out',
  '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{}]}',
);
const DATABASE_OPENED = policy(
  'shop',
  'database-too',
  `{podSelector: {matchLabels: {app: database}}, ${from('web', 5432)}}`,
);

let browser: Browser;
let page: Page;
let clicks: number;

beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium']).toString().trim();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(() => browser.close());
afterEach(async () => {
  expect(clicks).toBeGreaterThan(0);
  expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
  await page.close();
});

async function open(file: string): Promise<void> {
  clicks = 0;
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`file://${file}`);
  await page.locator('main').waitFor();
}

async function click(target: Locator): Promise<void> {
  clicks++;
  await target.click();
}

const link = (name: RegExp) => page.locator('main').getByRole('link', { name });
const main = () => page.locator('main').innerText();

test('what can reach the database? Search, then its workload: two clicks', async () => {
  await open(await pageFile(BEFORE.join('---\n')));
  await click(page.locator('#search'));
  await page.keyboard.type('database');
  await click(link(/shop\/database/));
  expect(await main()).toMatch(/Who reaches it 1\s+shop\/api\s+TCP 5432/);
  expect(clicks).toBe(2);
});

test('why can web not reach the database? The matrix, then the cell: two clicks', async () => {
  await open(await pageFile(BEFORE.join('---\n')));
  await click(page.getByRole('navigation').getByRole('link', { name: 'Matrix' }));
  await click(page.getByRole('gridcell', { name: 'shop/web to shop/database:' }));
  const why = await page.getByRole('complementary').innerText();
  expect(why).toContain('nothing gets through');
  expect(why).toMatch(/Egress of shop\/web\s+isolated, with no rule for this peer/);
  expect(why).toMatch(/Ingress of shop\/database\s+isolated, with no rule for this peer/);
  expect(why).toContain('shop/database');
  expect(clicks).toBe(2);
});

test('why can web not reach the database, in a large cluster? Search, the workload, and the other: three clicks', async () => {
  const others = Array.from({ length: 70 }, (_, index) => workload(`team-${index % 7}`, `service-${index}`, 8080));
  await open(await pageFile([...BEFORE, ...others].join('---\n')));
  await click(page.locator('#search'));
  await page.keyboard.type('shop/web');
  await click(link(/shop\/web/));
  await page.keyboard.press('/');
  await page.keyboard.type('database');
  await click(
    page
      .locator('section', { hasText: 'Out of its reach' })
      .last()
      .getByRole('link', { name: /database/ }),
  );
  const why = await page.getByRole('complementary').innerText();
  expect(why).toContain('nothing gets through');
  expect(why).toMatch(/Egress of shop\/web\s+isolated, with no rule for this peer/);
  expect(clicks).toBe(3);
});

test('what did this change open? The first sentence: one click', async () => {
  const before = folderOf({ 'all.yaml': BEFORE.join('---\n') });
  const after = folderOf({ 'all.yaml': [...BEFORE, OPENED, DATABASE_OPENED].join('---\n') });
  const file = join(after, 'page.html');
  writeFileSync(file, (await ringfence(['diff', before, after, '-o', 'html'])).out);
  await open(file);
  await click(page.locator('.verdict a').first());
  expect(await page.locator('.change-opened').allInnerTexts()).toContainEqual(
    expect.stringMatching(/shop\/web[\s\S]*shop\/database[\s\S]*nothing[\s\S]*TCP 5432/),
  );
  expect(clicks).toBe(1);
});

test('where is DNS missing? The warnings, then the rule: two clicks', async () => {
  await open(await pageFile(BEFORE.join('---\n')));
  await click(link(/warnings? about policies/));
  await click(link(/^egress-without-dns$/));
  expect(await page.locator('.finding').allInnerTexts()).toEqual([
    expect.stringContaining('NetworkPolicy shop/api-out'),
  ]);
  expect(clicks).toBe(2);
});

test('which workloads does the internet reach? The sentence: one click', async () => {
  await open(await pageFile(BEFORE.join('---\n')));
  await click(link(/from the addresses of the internet/));
  expect(await page.getByRole('rowheader').allInnerTexts()).toEqual([expect.stringContaining('shop/web')]);
  expect(clicks).toBe(1);
});

test('what to copy for a finding is shown as YAML and as TypeScript: three clicks', async () => {
  const file = await pageFile(BEFORE.join('---\n'));
  await open(file);
  await click(link(/warnings? about policies/));
  await click(page.locator('.finding summary', { hasText: 'shop/api-out' }));
  expect(await page.locator('.finding pre').innerText()).toContain('name: api-out-dns');
  await click(page.locator('.finding').getByRole('button', { name: 'TypeScript' }));
  const code = await page.locator('.finding pre').innerText();
  expect(code).toContain("from 'ringfence/cdk8s'");
  expect(dataOfFile(file).fixes.map(({ typescript }) => typescript?.trim())).toContain(code.trim());
});

test('what was seen and denied is one sentence away from the first screen: one click', async () => {
  const folder = folderOf({ 'all.yaml': BEFORE.join('---\n') });
  const pod = (deployment: string, address: string) => ({
    namespace: 'shop',
    deployment,
    labels: { app: deployment },
    address,
  });
  const packet = {
    verdict: 'denied',
    direction: 'ingress',
    from: pod('web', '10.0.0.1'),
    to: pod('database', '10.0.0.2'),
    protocol: 'TCP',
    port: 5432,
    sourcePort: 40000,
  } as const;
  writeFileSync(join(folder, 'flows.jsonl'), (WRITERS.hubble?.(packet) ?? []).join('\n'));
  const file = join(folder, 'page.html');
  await ringfence(['report', join(folder, 'all.yaml'), '--flows', join(folder, 'flows.jsonl'), '-o', file]);
  await open(file);
  await click(link(/connection of the flow log was denied/));
  expect(await main()).toMatch(/shop\/web\s+shop\/database\s+TCP 5432/);
  await page.locator('#search').fill('api');
  expect(await main()).toContain('The filters leave nothing.');
  await page.locator('#search').fill('');
  await page.getByRole('link', { name: 'allowed but never seen' }).click();
  expect(await main()).toMatch(/shop\/database from 1 workload/);
});
