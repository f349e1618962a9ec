import { join } from 'node:path';
import { folderOf, ringfence, within } from '../support/command';
import { commitAll, gitRepository, testWithGit } from '../support/git-repository';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n';
const CLOSED = POLICIES.replace(/ {2}ingress:[\s\S]*/, '')
  .replaceAll('cart', 'all')
  .replace('{matchLabels: {app: all}}', '{}');

/** Inputs that lack something, each a folder. */
const INPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nothing at all': { 'README.md': '# shop' },
  'an empty file': { 'a.yaml': '' },
  'comments and markers': { 'a.yaml': '\ufeff# later\n---\n \n... # end\r\n' },
  'JSON that is no manifest': { 'package.json': '{"name": "shop"}' },
  'objects of other kinds': { 'config.yaml': CONFIG },
  'policies alone': { 'policies.yaml': POLICIES },
  'workloads alone': { 'workloads.yaml': WORKLOADS },
  'a policy that denies all': { 'policy.yaml': CLOSED, 'workload.yaml': WORKLOADS.replace(/[\s\S]*---\n/, '') },
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  check: [],
  list: [],
  'list --allow-empty': [],
  'list -o csv': [],
  'list --exposure': [],
  import: ['--force', '-o', join(folderOf({}), 'main.ts')],
  report: ['-o', join(folderOf({}), 'page.html')],
  explain: ['--from', 'front/web', '--to', 'shop/cart', '--port', '80'],
};

test.each(Object.entries(INPUTS))('%s', async (_, files) => {
  const folder = folderOf(files);
  let session = '';
  for (const [command, args] of Object.entries(COMMANDS)) {
    const { code, out, err } = await ringfence([...command.split(' '), folder, ...args]);
    session += `$ ringfence ${command}\n${err.replace(/wrote \S+ \(.*\)/, 'wrote page.html')}${out}exit ${code}\n\n`;
  }
  expect(within(folder, session)).toMatchSnapshot();
});

test.each([['check'], ['list'], ['import']])('%s takes no empty standard input', async (command) => {
  for (const text of ['', '\n', '# nothing\n']) {
    expect(await ringfence([command, '-'], text)).toEqual({
      code: 2,
      out: '',
      err:
        'error: standard input is empty\n' +
        '  look whether what writes it has failed; check, list, diff and report accept it with --allow-empty\n',
    });
  }
});

test('each input that is empty is an error, whatever the others hold', async () => {
  const [empty, shop] = [folderOf({}), folderOf({ 'shop.yaml': WORKLOADS })];
  const { code, out, err } = await ringfence(['list', shop, empty, '-']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe(
    `error: ${empty}: nothing to read: no manifests, nor any other YAML or JSON\nerror: standard input is empty\n` +
      '  look whether what writes it has failed; check, list, diff and report accept it with --allow-empty\n',
  );
});

describe('ringfence diff', () => {
  const folder = folderOf({
    'empty/README.md': '',
    'policies/policy.yaml': POLICIES,
    'wider/policy.yaml': POLICIES.replace('192.0.2.0/24', '0.0.0.0/0'),
    'shop/all.yaml': `${POLICIES}---\n${WORKLOADS}`,
  });
  const diff = async (older: string, newer: string, ...args: string[]) => {
    const { code, out, err } = await ringfence(['diff', join(folder, older), join(folder, newer), ...args]);
    return within(folder, `${err}${out}exit ${code}`);
  };

  test('compares one side that is empty, and not two', async () => {
    expect(await diff('empty', 'shop')).toMatchInlineSnapshot(`
"+ front/web[Deployment] (new) -> front/web[Deployment] (new), every address: all
    the workloads themselves have changed
+ front/web[Deployment] (new) -> shop/cart[StatefulSet] (new): TCP 8080
    shop/cart added (shop/all.yaml:1:1)
+ every address -> front/web[Deployment] (new): all
    the workloads themselves have changed
+ 192.0.2.0/24 -> shop/cart[StatefulSet] (new): TCP 8080
    shop/cart added (shop/all.yaml:1:1)
5 pairs opened
exit 1"
`);
    expect(await diff('empty', 'empty')).toMatchInlineSnapshot(`
"error: empty: nothing to read: no manifests, nor any other YAML or JSON
error: empty: nothing to read: no manifests, nor any other YAML or JSON
  look whether what writes it has failed; check, list, diff and report accept it with --allow-empty
exit 2"
`);
    expect(await diff('empty', 'empty', '--allow-empty')).toMatchInlineSnapshot(`
"no connections to compare, and no policy has changed; the old side holds nothing that policies are about: no workloads, no NetworkPolicies and no Services, the new side nothing that policies are about: no workloads, no NetworkPolicies and no Services
exit 0"
`);
  });

  test('says where there are no workloads whose connections could change', async () => {
    expect(await diff('policies', 'policies')).toMatchInlineSnapshot(`
"no connections to compare, and no policy has changed; the old side holds no workloads and 1 NetworkPolicy, the new side no workloads and 1 NetworkPolicy
exit 0"
`);
    expect(await diff('policies', 'wider')).toMatchInlineSnapshot(`
"no connections to compare, although 1 policy changed; the old side holds no workloads and 1 NetworkPolicy, the new side no workloads and 1 NetworkPolicy
exit 0"
`);
    expect(await diff('policies', 'wider', '-o', 'markdown')).toMatchInlineSnapshot(`
"### Network boundaries: no connections to compare, although 1 policy changed; the old side holds no workloads and 1 NetworkPolicy, the new side no workloads and 1 NetworkPolicy
exit 0"
`);
    expect(await diff('policies', 'wider', '-o', 'json')).toMatchInlineSnapshot(`
"note: no connections to compare, although 1 policy changed; the old side holds no workloads and 1 NetworkPolicy, the new side no workloads and 1 NetworkPolicy
{
  "version": 2,
  "changes": [],
  "notCompared": [],
  "unjudged": {
    "before": [],
    "after": []
  },
  "ignored": {
    "before": [],
    "after": []
  },
  "notShown": {
    "before": [],
    "after": []
  }
}
exit 0"
`);
  });

  testWithGit('an empty folder of a revision is an empty side too', async () => {
    const repository = folderOf({ 'dist/README.md': '' });
    commitAll(gitRepository(repository), 'nothing yet');
    const cwd = process.cwd();
    process.chdir(repository);
    try {
      const { code, err } = await ringfence(['diff', 'main:dist', 'dist']);
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining('error: main:dist: nothing to read'),
      });
    } finally {
      process.chdir(cwd);
    }
  });
});
