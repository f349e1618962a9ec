import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { folderOf, ringfence, within } from '../support/command';
import { commitAll, gitRepository, testWithGit } from '../support/git-repository';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/diff.schema.json'), 'utf8'));

/** The cart opens to every pod of front, and no longer to the office. */
const WIDER = POLICIES.replace('          podSelector: {matchLabels: {app: web}}\n', '').replace(
  '        - ipBlock: {cidr: 192.0.2.0/24}\n',
  '',
);
const METRICS = `${POLICIES}    - ports: [{port: 9090}]\n`;

const folder = folderOf({
  'old/workloads.yaml': WORKLOADS,
  'old/policies.yaml': POLICIES,
  'new/workloads.yaml': `${WORKLOADS}---
apiVersion: apps/v1
kind: Deployment
metadata: {name: spy, namespace: front}
spec:
  selector: {matchLabels: {app: spy}}
  template:
    metadata: {labels: {app: spy}}
    spec: {containers: [{name: spy}]}
`,
  'new/policies.yaml': WIDER,
  'metrics/workloads.yaml': WORKLOADS,
  'metrics/policies.yaml': METRICS,
  'broken/policies.yaml': 'kind: NetworkPolicy\n  spec: [\n',
});
const at = (name: string) => join(folder, name);

async function diff(...args: string[]) {
  const { out, err, code } = await ringfence(['diff', ...args]);
  return { code, out: within(folder, out), err: within(folder, err) };
}

describe('ringfence diff', () => {
  test('shows what opens, changes and closes, and by which policies', async () => {
    expect((await diff(at('old'), at('new'))).out).toMatchInlineSnapshot(`
"+ front/web[Deployment] -> front/spy[Deployment] (new): all
    the workloads themselves have changed
+ front/spy[Deployment] (new) -> front/web[Deployment], every address: all
    the workloads themselves have changed
+ front/spy[Deployment] (new) -> shop/cart[StatefulSet]: TCP 8080
    shop/cart changed (new/policies.yaml:1:1)
+ every address -> front/spy[Deployment] (new): all
    the workloads themselves have changed
- 192.0.2.0/24 -> shop/cart[StatefulSet]: TCP 8080
    shop/cart changed (new/policies.yaml:1:1)
5 pairs opened, 1 closed
"
`);
  });

  test('as Markdown, for a pull request', async () => {
    expect((await diff(at('old'), at('metrics'), '-o', 'markdown')).out).toMatchInlineSnapshot(`
"### Network boundaries: 1 pair opened, 2 changed

|  | From | To | Before | After | Policies |
| --- | --- | --- | --- | --- | --- |
| **opened** | every address but 192.0.2.0/24 | shop/cart[StatefulSet] | none | TCP 9090 | shop/cart changed (metrics/policies.yaml:1:1) |
| **changed** | front/web[Deployment] | shop/cart[StatefulSet] | TCP 8080 | TCP 8080,9090 | shop/cart changed (metrics/policies.yaml:1:1) |
| **changed** | 192.0.2.0/24 | shop/cart[StatefulSet] | TCP 8080 | TCP 8080,9090 | shop/cart changed (metrics/policies.yaml:1:1) |
"
`);
  });

  test('says so where nothing changes, and ends with 0', async () => {
    expect(await diff(at('old'), at('old'))).toEqual({
      code: 0,
      out: 'nothing that could connect has changed\n',
      err: '',
    });
    expect((await diff(at('old'), at('old'), '-o', 'markdown')).out).toBe(
      '### Network boundaries: nothing that could connect has changed\n',
    );
  });

  test('as JSON, by its schema', async () => {
    const { out } = await diff(at('old'), at('new'), '-o', 'json');
    const document = JSON.parse(out);
    const validate = new Ajv().compile(schema);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document.changes.map(({ change }: { change: string }) => change)).toContain('opened');
    expect(JSON.parse((await diff(at('old'), at('old'), '-o', 'json')).out)).toEqual({
      version: 2,
      changes: [],
      notCompared: [],
      unjudged: { before: [], after: [] },
      ignored: { before: [], after: [] },
      notShown: { before: [], after: [] },
    });
  });

  test('as SARIF, at the policy that is responsible', async () => {
    const { out } = await diff(at('old'), at('metrics'), '-o', 'sarif');
    const [run] = JSON.parse(out).runs;
    expect(run.results[0]).toMatchObject({
      ruleId: 'connection-opened',
      level: 'warning',
      locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1 } } }],
    });
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toMatch(/metrics\/policies\.yaml$/);
  });

  test('exits with 1 for what --fail-on says', async () => {
    const codes = async (older: string, newer: string) =>
      Promise.all(
        ['any', 'opened', 'none'].map(async (on) => (await diff(at(older), at(newer), '--fail-on', on)).code),
      );
    expect(await codes('old', 'metrics')).toEqual([1, 1, 0]);
    expect(await codes('metrics', 'old')).toEqual([1, 0, 0]);
    expect(await codes('old', 'old')).toEqual([0, 0, 0]);
  });

  test('compares the rest where something cannot be read, and says so', async () => {
    const { code, out, err } = await diff(at('old'), at('broken'));
    expect(code).toBe(2);
    expect(out).toBe('nothing that could connect has changed\n');
    expect(err).toMatch(/^error: broken\/policies\.yaml:\d+:\d+: /);
    expect(err).toContain('warning: connections to and from every pod depend on what could not be read or is refused');
    expect(err).toContain('note: front/web[Deployment], shop/cart[StatefulSet] are not compared: ');
    expect(await diff(at('old'), at('nowhere'))).toEqual({
      code: 2,
      out: '',
      err: 'error: nowhere: no such file or folder\n',
    });
    expect((await diff(at('old'))).code).toBe(2);
  });
});

describe('Git revisions', () => {
  const repository = folderOf({ 'dist/all.yaml': `${WORKLOADS}---\n${POLICIES}`, 'package.json': '{"name": "shop"}' });
  const cwd = process.cwd();

  beforeAll(() => {
    commitAll(gitRepository(repository), 'first');
    writeFileSync(join(repository, 'dist/all.yaml'), `${WORKLOADS}---\n${METRICS}`);
    writeFileSync(join(repository, 'dist/odd\nname.yaml'), '# nothing\n');
    process.chdir(repository);
  });
  afterAll(() => {
    process.chdir(cwd);
    rmSync(repository, { recursive: true });
  });

  testWithGit('are read beside what is there, and named in messages', async () => {
    const { code, out } = await diff('main:dist/', 'dist');
    expect(code).toBe(1);
    expect(out).toContain('shop/cart changed (dist/all.yaml:20:1)');
    expect((await diff('dist', 'main:dist')).out).toContain('shop/cart changed (main:dist/all.yaml:20:1)');
  });

  testWithGit('by folder, file or as a whole', async () => {
    for (const revision of ['main:dist', 'main:dist/all.yaml', 'main', 'HEAD', 'main:']) {
      expect((await diff(revision, 'main:dist/all.yaml')).out).toBe('nothing that could connect has changed\n');
    }
  });

  testWithGit('that there are not are reported', async () => {
    expect(await diff('nothing:dist', 'dist')).toEqual({
      code: 2,
      out: '',
      err: 'error: nothing:dist: no such file or folder\n',
    });
    expect((await diff('--', '--output=x', 'dist')).code).toBe(2);
    expect((await diff('main:nowhere', 'dist')).err).toBe('error: main:nowhere: no such file or folder\n');
  });
});
