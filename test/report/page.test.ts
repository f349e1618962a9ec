import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterOfText, Reachability } from 'ringfence';
import { createModel, type End } from '../../lib/report/page/client/model';
import { type PageData, pageData, rangesText } from '../../lib/report/page/page-data';
import { pageHtml } from '../../lib/report/page/page-html';
import { folderOf, ringfence } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const dataOf = (text: string, title = 'shop'): PageData =>
  pageData(Reachability.of(clusterOfText(text)), { title, findings: [] });

test('numbers are written as ranges', () => {
  expect(rangesText([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
  expect(rangesText([])).toBe('');
  expect(rangesText([4])).toBe('4');
});

describe('the model of the page', () => {
  const model = createModel(dataOf(`${WORKLOADS}---\n${POLICIES}`));
  const end = (title: string) => {
    const found = model.ends.find((one) => one.title === title);
    if (found === undefined) throw new Error(`there is no ${title}`);
    return found;
  };
  const [web, cart, office] = [end('front/web'), end('shop/cart'), end('192.0.2.0/24')];

  test('knows who reaches whom, addresses too', () => {
    expect(model.connections(web, cart)?.text).toBe('TCP 8080');
    expect(model.connections(office, cart)?.text).toBe('TCP 8080');
    expect(model.connections(cart, web)).toBeUndefined();
    expect(model.connections(web, office)?.text).toBe('all');
  });

  test('knows the pods of a workload among themselves, where there are several', () => {
    expect(model.connections(web, web)?.text).toBe('all');
    expect(model.connections(cart, cart)).toBeUndefined();
  });

  test('shows what each end says', () => {
    expect(model.judged(web, cart, 'egress')).toEqual({ state: 'open', policies: [], rules: [] });
    expect(model.judged(cart, web, 'ingress')).toMatchObject({
      state: 'allowed',
      rules: [expect.stringMatching(/^rule 1 of shop\/cart/)],
    });
    expect(model.judged(cart, web, 'egress')).toMatchObject({ state: 'denied', rules: [] });
    expect(model.judged(office, cart, 'egress')).toMatchObject({ state: 'outside' });
  });
});

test('of a workload whose pods differ the page shows that only some are isolated', () => {
  const pod = (name: string, label: string) => `apiVersion: v1
kind: Pod
metadata:
  {name: ${name}, namespace: shop, labels: {app: ${label}}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: set, uid: u}]}
spec: {containers: [{name: main}]}
`;
  const closed =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {matchLabels: {app: b}}}\n';
  const model = createModel(dataOf([pod('one', 'a'), pod('two', 'b'), WORKLOADS, closed].join('---\n')));
  const [set, web] = ['shop/set', 'front/web'].map((title) => model.ends.find((end) => end.title === title)) as [
    End,
    End,
  ];
  expect(model.judged(set, web, 'ingress')).toMatchObject({ state: 'partly', rules: [] });
});

test('a rule is reported for the peers that the judge takes it for', () => {
  const data = dataOf(`${WORKLOADS}---\n${POLICIES}`);
  const [rule] = data.rules;
  const rows = data.workloads.filter(({ namespace }) => namespace === 'front').map(({ row }) => row);
  const office = data.addresses.find(({ text }) => text === '192.0.2.0/24')?.row;
  expect(rule?.peers).toBe(rangesText([...rows, office as number].sort((a, b) => a - b)));
});

describe('the file', () => {
  const html = pageHtml(dataOf(`${WORKLOADS}---\n${POLICIES}`, '</title><script>alert(1)</script>'), sha256);

  test('lets no script run but its own, and asks the network for nothing', () => {
    const [, script = ''] = /<script>(.*)<\/script>\n<\/html>/s.exec(html) ?? [];
    expect(html).toContain(`default-src 'none'; script-src 'sha256-${sha256(script)}'`);
    expect(html).not.toMatch(/ src=| href=|url\((?!#)|@import/);
  });

  test('holds data and titles as text', () => {
    const [, data = ''] = /id="data">(.*?)<\/script>/s.exec(html) ?? [];
    expect(data).not.toContain('<');
    expect(JSON.parse(data).title).toBe('</title><script>alert(1)</script>');
    expect(html).toContain('<h1>&lt;/title>&lt;script>alert(1)&lt;/script></h1>');
  });

  test('is under 3 MB for a thousand workloads with a policy each', () => {
    const name = (index: number) => `app-${index}`;
    const each = Array.from({ length: 1000 }, (_, index) => {
      const [app, namespace] = [name(index), `ns-${index % 40}`];
      const from = [(index * 7 + 3) % 1000, (index * 13 + 5) % 1000].map(
        (other) => `{podSelector: {matchLabels: {app: ${name(other)}}}, namespaceSelector: {}}`,
      );
      return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}, namespace: ${namespace}}
spec: {replicas: 2, selector: {matchLabels: {app: ${app}}}, template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: main}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${app}, namespace: ${namespace}}
spec: {podSelector: {matchLabels: {app: ${app}}}, ingress: [{from: [${from.join()}], ports: [{port: ${8000 + (index % 50)}}]}]}
`;
    });
    expect(Buffer.byteLength(pageHtml(dataOf(each.join('---\n')), sha256))).toBeLessThan(3_000_000);
  });
});

describe('ringfence report', () => {
  test('writes the file, or prints it', async () => {
    const folder = folderOf({ 'all.yaml': `${WORKLOADS}---\n${POLICIES}` });
    const file = join(folder, 'page.html');
    expect(await ringfence(['report', folder, '-o', file])).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toBe((await ringfence(['report', folder, '-o', '-'])).out);
  });

  test('shows the rest where something cannot be read, and says what depends on it', async () => {
    const folder = folderOf({ 'all.yaml': WORKLOADS, 'broken.yaml': 'kind: NetworkPolicy\n  spec: [\n' });
    const file = join(folder, 'page.html');
    const { code, err } = await ringfence(['report', folder, '-o', file]);
    expect(code).toBe(2);
    const note = 'connections to and from every pod depend on what could not be read or is refused';
    expect(err).toContain(`warning: ${note}`);
    expect(readFileSync(file, 'utf8')).toContain(`<ul class="notes"><li>${note}</li></ul>`);
  });

  test('shows where the file cannot be written, or is not named', async () => {
    const folder = folderOf({ 'all.yaml': WORKLOADS });
    const { code, err } = await ringfence(['report', folder, '-o', join(folder, 'no/page.html')]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^error: .*no\/page\.html: ENOENT/) });
    expect((await ringfence(['report', folder])).code).toBe(2);
  });
});
