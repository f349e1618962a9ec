import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hopsFrom } from '../../lib/page/model/hops';
import { createModel, type End, type PageModel } from '../../lib/page/model/page-model';
import { shownBy } from '../../lib/page/model/shown-answers';
import { FIRST_STATE, readState, writeState } from '../../lib/page/state/view-state';
import { foldHubs } from '../../lib/report/page/folded-hubs';
import type { PageData } from '../../lib/report/page/page-types';
import { policyText } from '../../lib/report/page/policy-lines';
import { numbersIn, rangesText } from '../../lib/report/page/row-ranges';
import { folderOf, ringfence } from '../support/command';
import { dataIn, dataOfFile, pageFile } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const dataOf = async (text: string): Promise<PageData> => dataOfFile(await pageFile(text));
const endIn = (model: PageModel, title: string): End => {
  const found = model.ends.find((one) => one.title === title);
  if (found === undefined) throw new Error(`there is no ${title}`);
  return found;
};

test('numbers are written as ranges, and read again', () => {
  expect(rangesText([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
  expect(rangesText([])).toBe('');
  expect(numbersIn('0-2,5,7-8')).toEqual([0, 1, 2, 5, 7, 8]);
  expect(numbersIn('')).toEqual([]);
});

describe('the model of the page', () => {
  let model: PageModel;
  let [web, cart, office]: End[] = [];
  beforeAll(async () => {
    model = createModel(await dataOf(`${WORKLOADS}---\n${POLICIES}`));
    [web, cart, office] = ['front/web', 'shop/cart', '192.0.2.0/24'].map((title) => endIn(model, title));
  });
  const between = (from: End | undefined, to: End | undefined) => model.answerOf(from as End, to as End);

  test('knows who reaches whom, addresses too', () => {
    expect(between(web, cart)?.text).toBe('TCP 8080');
    expect(between(office, cart)?.text).toBe('TCP 8080');
    expect(between(cart, web)).toBeUndefined();
    expect(between(web, office)).toMatchObject({ text: 'every port', isAll: true });
  });

  test('knows the pods of a workload among themselves, where there are several', () => {
    expect(between(web, web)?.text).toBe('every port');
    expect(between(cart, cart)).toBeUndefined();
  });

  test('shows what each end says', () => {
    const judged = (end: End | undefined, other: End | undefined, direction: 'ingress' | 'egress') =>
      model.judged(end as End, other as End, direction);
    expect(judged(web, cart, 'egress')).toEqual({ state: 'open', policies: [], rules: [] });
    expect(judged(cart, web, 'ingress')).toMatchObject({
      state: 'rules',
      rules: [{ text: expect.stringMatching(/^rule 1 of shop\/cart/) }],
    });
    expect(judged(cart, web, 'egress')).toMatchObject({ state: 'denied', rules: [] });
    expect(judged(office, cart, 'egress')).toMatchObject({ state: 'outside' });
  });

  test('marks the lines of a policy that select and that allow', () => {
    const { policies, rules } = model.data;
    const [rule] = rules;
    const { yaml = '', selector } = policies[rule?.policy ?? -1] ?? {};
    const lines = yaml.split('\n');
    expect(lines.slice(selector?.[0], (selector?.[1] ?? 0) + 1).join('\n')).toContain('podSelector:');
    const marked = lines.slice(rule?.lines[0], (rule?.lines[1] ?? 0) + 1).join('\n');
    expect(marked).toMatch(/^ {4}- /);
    expect(marked).toContain('192.0.2.0/24');
    expect(marked).not.toContain('podSelector:\n    matchLabels:\n      app: cart');
  });

  test('a rule is reported for the peers that the judge takes it for', () => {
    const { rules, workloads, addresses } = model.data;
    const rows = workloads.filter(({ namespace }) => namespace === 'front').map(({ row }) => row);
    const office = addresses.find(({ text }) => text === '192.0.2.0/24')?.row;
    expect(rules[0]?.peers).toBe(rangesText([...rows, office as number].sort((a, b) => a - b)));
  });

  test('counts steps from a workload, and no further than the port that is asked for', () => {
    const all = shownBy(model, FIRST_STATE);
    expect(hopsFrom(model, all, web as End).map(({ ends }) => ends.map(({ title }) => title))).toEqual([['shop/cart']]);
    expect(hopsFrom(model, shownBy(model, { ...FIRST_STATE, port: '9090' }), web as End)).toEqual([]);
    expect(hopsFrom(model, all, cart as End)).toEqual([]);
  });
});

test('of a workload whose pods differ the page shows that only some are isolated', async () => {
  const pod = (name: string, label: string) => `apiVersion: v1
kind: Pod
metadata:
  {name: ${name}, namespace: shop, labels: {app: ${label}}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: set, uid: u}]}
spec: {containers: [{name: main}]}
`;
  const closed =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {matchLabels: {app: b}}}\n';
  const model = createModel(await dataOf([pod('one', 'a'), pod('two', 'b'), WORKLOADS, closed].join('---\n')));
  expect(model.judged(endIn(model, 'shop/set'), endIn(model, 'front/web'), 'ingress')).toMatchObject({
    state: 'partly',
    rules: [],
  });
});

test('a policy is written with its rules where the page looks for them, empty lists too', () => {
  const spec = {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{}, { ports: [{ port: 80 }] }],
    egress: [],
  };
  const manifest = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p' },
    spec,
  } as never;
  const { yaml, rules } = policyText({ manifest, name: 'p', namespace: 'shop' });
  const lines = yaml.split('\n');
  expect(rules.Ingress.map(([first, last]) => lines.slice(first, last + 1))).toEqual([
    ['    - {}'],
    ['    - ports:', '        - port: 80'],
  ]);
  expect(yaml).toContain('  egress: []');
});

describe('the address of a view', () => {
  test('is read as it is written', () => {
    const state = { ...FIRST_STATE, view: 'matrix', search: 'a&b=c #é', from: 'shop/cart[Deployment]' } as const;
    expect(readState(writeState(state))).toEqual(state);
    expect(writeState(FIRST_STATE)).toBe('#verdict');
  });

  test('that is none is that of the first view', () => {
    expect(readState('#__proto__?q=%')).toMatchObject({ view: 'verdict' });
    expect(readState('')).toEqual(FIRST_STATE);
  });
});

describe('policies of other APIs', () => {
  const closed =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\nspec: {podSelector: {}}\n';
  const admin =
    'apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: open}\nspec: {priority: 1, subject: {namespaces: {}}, ingress: [{name: front, action: Allow, from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: front}}}]}]}\n';

  test('are said at the end that they are for, and for the peers that they take', async () => {
    const model = createModel(await dataOf([WORKLOADS, closed, admin].join('---\n')));
    const [web, cart] = ['front/web', 'shop/cart'].map((title) => endIn(model, title)) as [End, End];
    expect(model.answerOf(web, cart)?.text).toBe('every port');
    expect(model.otherRules(cart, 'ingress', web).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^the Admin tier: rule 1 \(front\) of AdminNetworkPolicy open allows \(.*\d+:1\)$/),
    ]);
    const addresses = model.ends.find(({ kind }) => kind === 'addresses') as End;
    expect(model.otherRules(cart, 'ingress', addresses)).toEqual([]);
    expect(model.otherRules(web, 'egress')).toEqual([]);
  });
});

test('entries are rows of the matrix, workload by workload', async () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: front}\nspec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 9999}]}\n';
  const model = createModel(await dataOf([WORKLOADS, service].join('---\n')));
  const entry = endIn(model, 'through a LoadBalancer');
  expect(model.answerOf(entry, endIn(model, 'front/web'))?.text).toBe('TCP 9999');
  expect(model.answerOf(entry, endIn(model, 'shop/cart'))).toBeUndefined();
  expect(model.answerOf(endIn(model, 'front/web'), entry)).toBeUndefined();
});

test('the edges of hubs are folded into numbers, and those that can be read stay', () => {
  const edge = (from: number, to: number) => ({ from, to, answers: [0], pairs: 1 });
  const star = Array.from({ length: 29 }, (_, index) => edge(0, index + 1));
  const few = [edge(1, 2), edge(2, 3)];
  const { edges, foldedOut, foldedIn } = foldHubs(30, [...star, ...few]);
  expect(edges).toEqual(few);
  expect(foldedOut[0]).toBe(29);
  expect(foldedIn.every((count) => count === 0)).toBe(true);
  const mesh = Array.from({ length: 40 * 40 }, (_, index) => edge(index % 40, Math.floor(index / 40)));
  expect(
    foldHubs(
      40,
      mesh.filter(({ from, to }) => from !== to),
    ).edges.length,
  ).toBeLessThan(80);
});

describe('the file', () => {
  let html: string;
  beforeAll(async () => {
    const title = '</title><script>alert(1)</script>';
    html = readFileSync(await pageFile(`${WORKLOADS}---\n${POLICIES}`, '--title', title), 'utf8');
  });

  test('lets no script run and no style apply but its own, and asks the network for nothing', () => {
    const [, script = ''] = /<script>(.*)<\/script>\n<\/body>/s.exec(html) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    expect(html).toContain(
      `default-src 'none'; script-src 'sha256-${sha256(script)}'; style-src 'sha256-${sha256(style)}'`,
    );
    expect(html.replace(script, '')).not.toMatch(/ src=| href=|url\((?!#)|@import/);
  });

  test('holds data and titles as text', () => {
    expect(dataIn(html).title).toBe('</title><script>alert(1)</script>');
    expect(html).toContain('<title>&lt;/title>&lt;script>alert(1)&lt;/script></title>');
  });

  test('holds the licences of what it is made with', () => {
    expect(html).toContain('This page holds code of these packages.');
    expect(html).toMatch(/preact \d+\.\d+\.\d+ \(MIT\)/);
  });
});

describe('ringfence report', () => {
  const env = { SOURCE_DATE_EPOCH: '1700000000' };

  test('writes the file and says so, or prints it', async () => {
    const folder = folderOf({ 'all.yaml': `${WORKLOADS}---\n${POLICIES}` });
    const file = join(folder, 'page.html');
    const { code, out, err } = await ringfence(['report', folder, '-o', file], '', { env });
    expect({ code, out, err }).toEqual({
      code: 0,
      out: '',
      err: expect.stringMatching(/^wrote .*page\.html \(\d+ kB\)\n$/),
    });
    expect(readFileSync(file, 'utf8')).toBe((await ringfence(['report', folder, '-o', '-'], '', { env })).out);
    expect(dataOfFile(file).made.date).toBe('2023-11-14T22:13:20.000Z');
  });

  test('shows the rest where something cannot be read, and says what depends on it', async () => {
    const folder = folderOf({ 'all.yaml': WORKLOADS, 'broken.yaml': 'kind: NetworkPolicy\n  spec: [\n' });
    const file = join(folder, 'page.html');
    const { code, err } = await ringfence(['report', folder, '-o', file]);
    expect(code).toBe(2);
    const note = 'connections to and from every pod depend on what could not be read or is refused';
    expect(err).toContain(`warning: ${note}`);
    const { notes, verdict } = dataOfFile(file);
    expect(notes).toEqual([note]);
    expect(verdict[0]).toMatchObject({ id: 'errors', level: 'error' });
  });

  test('shows where the file cannot be written, or is not named', async () => {
    const folder = folderOf({ 'all.yaml': WORKLOADS });
    const { code, err } = await ringfence(['report', folder, '-o', join(folder, 'no/page.html')]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/error: .*no\/page\.html: ENOENT/) });
    expect((await ringfence(['report', folder])).code).toBe(2);
  });

  test('diff -o html is the page of the later state, with what has changed', async () => {
    const [before, after] = [folderOf({ 'a.yaml': `${WORKLOADS}---\n${POLICIES}` }), folderOf({ 'a.yaml': WORKLOADS })];
    const { code, out } = await ringfence(['diff', before as string, after as string, '-o', 'html']);
    expect(code).toBe(1);
    const { difference, verdict } = dataIn(out);
    expect(difference?.changes.some(({ opens }) => opens)).toBe(true);
    expect(verdict[0]).toMatchObject({ id: 'opens', link: 'difference?answer=opened' });
  });
});
