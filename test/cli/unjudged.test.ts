import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { folderOf, type Ran, ringfence, within } from '../support/command';
import { ADMIN, AWS, CLOSED_SHOP, mesh, REFUSED } from '../support/other-policies';
import { dataIn, unpacked } from '../support/page-file';

const folder = folderOf({
  'shop.yaml': CLOSED_SHOP,
  'admin.yaml': CLOSED_SHOP + ADMIN,
  'aws.yaml': CLOSED_SHOP + AWS,
  'mesh.yaml': CLOSED_SHOP + mesh('only-web'),
  'meshes.yaml': CLOSED_SHOP + ['a', 'b', 'c', 'd'].map((name) => mesh(name)).join('') + mesh('e', 'front'),
  'refused.yaml': CLOSED_SHOP + REFUSED,
  'fine.yaml': 'unjudged: {ClusterNetworkPolicy.crd.antrea.io: {ignore: it opens nothing here}}',
  'quiet-mesh.yaml': 'unjudged: {AuthorizationPolicy.security.istio.io: {ignore: the mesh only closes further}}',
});
const at = (name: string) => join(folder, name);
const run = async (...args: string[]): Promise<Ran> => {
  const { code, out, err } = await ringfence(args);
  return { code, out: within(folder, out), err: within(folder, err) };
};

/** Every command that reads manifests, on one file. */
const COMMANDS: readonly (readonly [name: string, args: (file: string) => string[]])[] = [
  ['check', (file) => ['check', at(file)]],
  ['list', (file) => ['list', at(file)]],
  ['explain', (file) => ['explain', at(file), '--from', 'front/web', '--to', 'shop/db', '--port', '5432']],
  ['diff', (file) => ['diff', at(file), at(file)]],
  ['report', (file) => ['report', at(file), '-o', '-']],
  ['import', (file) => ['import', at(file)]],
];

const NAMED = 'ClusterNetworkPolicy open-all (crd.antrea.io) is not judged';
const MAY = 'it may allow or deny connections to and from every pod';
const HINT = '  where a kind does not matter, say so with the reason: `unjudged` in .ringfence.yaml\n';

describe.each(COMMANDS)('a policy of another API in `ringfence %s`', (_, args) => {
  test('is a warning by default, with what it can do, and changes no exit code', async () => {
    const without = await run(...args('shop.yaml'));
    const { code, err } = await run(...args('admin.yaml'));
    expect(err).toContain(`warning: admin.yaml:32:1: ${NAMED}; ${MAY}\n${HINT}`);
    expect(without.err).not.toContain('not judged');
    expect(code).toBe(without.code);
  });

  test('exits with 1 with --unjudged error, where nothing else is wrong', async () => {
    expect((await run(...args('shop.yaml'), '--unjudged', 'error')).code).toBe(0);
    const { code, err } = await run(...args('admin.yaml'), '--unjudged', 'error');
    expect(err).toContain(`error: admin.yaml:32:1: ${NAMED}; ${MAY}\n${HINT}`);
    expect(code).toBe(1);
  });

  test('is not named on standard error with --unjudged ignore', async () => {
    expect((await run(...args('admin.yaml'), '--unjudged', 'ignore')).err).not.toContain('not judged');
  });

  test('is counted where the settings ignore its kind', async () => {
    const { code, err } = await run(...args('admin.yaml'), '--config', at('fine.yaml'), '--unjudged', 'error');
    expect(err).toContain('note: 1 ClusterNetworkPolicy (crd.antrea.io) is ignored: it opens nothing here\n');
    expect(err).not.toContain('not judged');
    expect(code).toBe(0);
  });
});

describe('what policies of other APIs do to answers', () => {
  test.each(['admin.yaml', 'aws.yaml'])('nothing is allowed or denied for certain beside %s', async (file) => {
    const { out } = await run('list', at(file));
    expect(out).toMatch(/^no connections are allowed for certain\n\n6 pairs depend on policies that are not judged: /);
    const explain = ['explain', at(file), '--from', 'front/web', '--to', 'shop/db', '--port', '5432'];
    expect((await run(...explain)).out).toMatch(/^depends: front\/web/);
    expect((await run(...explain, '--unjudged', 'ignore')).out).toMatch(/^depends: front\/web/);
  });

  test('one that can only close leaves what is denied denied', async () => {
    const ask = (from: string, to: string) =>
      run('explain', at('mesh.yaml'), '--from', from, '--to', to, '--port', '5432');
    expect((await ask('front/web', 'shop/db')).out).toMatch(/^denied/);
    expect((await run('list', at('mesh.yaml'))).err).toBe(
      `warning: mesh.yaml:32:1: AuthorizationPolicy shop/only-web (security.istio.io) is not judged; it may deny connections to the pods of namespace shop\n${HINT}`,
    );
  });

  test('an ignored kind leaves no condition', async () => {
    const plain = await run('list', at('shop.yaml'));
    const ignored = await run('list', at('admin.yaml'), '--config', at('fine.yaml'));
    expect(ignored.out).toBe(plain.out);
  });

  test('many of one kind are one line', async () => {
    expect((await run('list', at('meshes.yaml'))).err).toBe(
      `warning: meshes.yaml:32:1: 5 AuthorizationPolicies (security.istio.io) are not judged, of which this is the first; they may deny connections to the pods of namespaces shop, front\n${HINT}`,
    );
    expect((await run('list', at('meshes.yaml'), '--config', at('quiet-mesh.yaml'))).err).toBe(
      'note: 5 AuthorizationPolicies (security.istio.io) are ignored: the mesh only closes further\n',
    );
  });

  test('a comment on a pull request and the page name them', async () => {
    const { out } = await run('diff', at('shop.yaml'), at('admin.yaml'), '-o', 'markdown');
    expect(out).toContain(`> admin.yaml:32:1: ${NAMED}; ${MAY}`);
    const { notes, verdict } = dataIn((await ringfence(['report', at('admin.yaml'), '-o', '-'])).out);
    expect(notes.map((note) => within(folder, note))).toEqual([`admin.yaml:32:1: ${NAMED}; ${MAY}`]);
    expect(verdict).toContainEqual(expect.objectContaining({ id: 'unjudged', count: 1 }));
  });
});

describe('JSON', () => {
  const validates = (command: string) => {
    const schema = JSON.parse(readFileSync(join(__dirname, `../../docs/${command}.schema.json`), 'utf8'));
    return (String(schema.$schema).includes('2020-12') ? new Ajv2020() : new Ajv()).compile(schema);
  };
  const admin = {
    reason: 'other-api',
    group: 'crd.antrea.io',
    kind: 'ClusterNetworkPolicy',
    name: 'open-all',
    canOpen: true,
    canClose: true,
    directions: ['Ingress', 'Egress'],
    reach: { type: 'cluster' },
    source: 'admin.yaml:32:1',
  };
  const ignored = {
    group: 'crd.antrea.io',
    kind: 'ClusterNetworkPolicy',
    count: 1,
    reason: 'it opens nothing here',
  };

  test.each(COMMANDS.filter(([name]) => ['check', 'list', 'explain'].includes(name)))(
    'of %s names them, and counts those that are ignored',
    async (name, args) => {
      const document = JSON.parse((await run(...args('admin.yaml'), '-o', 'json')).out);
      expect(document).toMatchObject({ version: 2, unjudged: [admin], ignored: [] });
      const validate = validates(name);
      expect(validate(document) || validate.errors).toBe(true);
      const without = JSON.parse((await run(...args('admin.yaml'), '-o', 'json', '--config', at('fine.yaml'))).out);
      expect(without).toMatchObject({ version: 2, unjudged: [], ignored: [ignored] });
      expect(validate(without) || validate.errors).toBe(true);
    },
  );

  test('of diff names them by side', async () => {
    const { out } = await run('diff', at('shop.yaml'), at('admin.yaml'), '-o', 'json');
    const document = JSON.parse(out);
    expect(document).toMatchObject({ version: 2, unjudged: { before: [], after: [admin] } });
    const validate = validates('diff');
    expect(validate(document) || validate.errors).toBe(true);
  });
});

describe('a policy that the API server refuses', () => {
  const LINE =
    'warning: connections to and from the pods of namespace front depend on what could not be read or is refused\n';

  test('is a finding of check, which exits with 1', async () => {
    const { code, out } = await run('check', at('refused.yaml'));
    expect(code).toBe(1);
    expect(out).toContain('NetworkPolicy front/wrong');
  });

  test.each(COMMANDS.filter(([name]) => !['check', 'import'].includes(name)))(
    'makes %s exit with 2, which prints what it can',
    async (_, args) => {
      const { code, out, err } = await run(...args('refused.yaml'));
      expect(code).toBe(2);
      expect(out).not.toBe('');
      expect(err).toContain('error: refused.yaml:');
      expect(err).toContain(LINE);
    },
  );

  test('is what connections in its reach depend on, and no others', async () => {
    const { out } = await run('list', at('refused.yaml'));
    expect(out).toContain('depend on policies that are not judged: NetworkPolicy front/wrong');
    expect(out).toContain('correct what is reported about them');
  });

  test('makes import write nothing', async () => {
    expect(await run('import', at('refused.yaml'))).toMatchObject({ code: 2, out: '' });
  });
});

describe('settings', () => {
  const settings = (text: string) => folderOf({ 'settings.yaml': text, 'shop.yaml': CLOSED_SHOP });
  const failure = async (text: string) => {
    const path = settings(text);
    const { code, err } = await ringfence(['list', join(path, 'shop.yaml'), '--config', join(path, 'settings.yaml')]);
    expect(code).toBe(2);
    return within(path, err);
  };

  test('refuse a kind that there is not, and a kind without a reason, all at once', async () => {
    expect(
      await failure(`unjudged:
  AuthorizationPolicy.security.istio: {ignore: closed anyway}
  ClusterNetworkPolicy.crd.antrea.io: {ignore: ' '}
  Vpc.kubeovn.io: ignore
  Sidecar.networking.istio.io: {reason: closed anyway}
  PeerAuthentication.security.istio.io: {ignore: true}
`),
    ).toMatchInlineSnapshot(`
"error: settings.yaml:2:3: unjudged.AuthorizationPolicy.security.istio: Unsupported value: "AuthorizationPolicy.security.istio": no kind of policies that are not judged has this name; did you mean AuthorizationPolicy.security.istio.io or AuthorizationPolicy.policy.linkerd.io?; write Kind.group as in the warning about it, such as AuthorizationPolicy.security.istio.io
error: settings.yaml:3:40: unjudged.ClusterNetworkPolicy.crd.antrea.io.ignore: Required value: a kind is ignored for a reason; say why it does not matter here
error: settings.yaml:4:3: unjudged.Vpc.kubeovn.io: Invalid value: "ignore": must be a map, not a string; write {ignore: 'the reason'}, or leave it out
error: settings.yaml:5:33: unjudged.Sidecar.networking.istio.io.reason: Unknown field "unjudged.Sidecar.networking.istio.io.reason"; the fields here are ignore; look for a typing error or a wrong indentation
error: settings.yaml:5:3: unjudged.Sidecar.networking.istio.io.ignore: Required value: a kind is ignored for a reason; say why it does not matter here
error: settings.yaml:6:42: unjudged.PeerAuthentication.security.istio.io.ignore: Invalid value: true: must be a string, not a boolean; put it in quotes, as it is meant; without them true, false, yes, no, on, off, y and n are booleans
"
`);
  });
});

describe('the blocks of pods', () => {
  const blocks = folderOf({
    'all.yaml': `${CLOSED_SHOP}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: internal, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}]}
`,
    'settings.yaml': 'podCidrs: [10.1.0.0/16]\n',
    'calico.yaml': 'cni: calico\npodCidrs: [10.2.0.0/16]\n',
    'labels.yaml': 'namespaceLabels: {outside: {team: a}}\n',
  });
  const file = join(blocks, 'all.yaml');
  const verdict = async (...args: string[]) => {
    const asked = ['explain', file, '--from', 'front/web', '--to', 'shop/db', '--port', '5432', ...args];
    const { out } = await ringfence(asked);
    return out.slice(0, out.indexOf(':'));
  };

  test('settle what depends on addresses, from the command line and from the settings', async () => {
    expect(await verdict()).toBe('depends');
    expect(await verdict('--pod-cidrs', '10.1.0.0/16')).toBe('allowed');
    expect(await verdict('--pod-cidrs', '10.2.0.0/16, fd00:2::/64')).toBe('denied');
    expect(await verdict('--config', join(blocks, 'settings.yaml'))).toBe('allowed');
    expect(await verdict('--config', join(blocks, 'calico.yaml'))).toBe('denied');
    expect(await verdict('--config', join(blocks, 'calico.yaml'), '--pod-cidrs', '10.1.0.0/16')).toBe('allowed');
    expect(await verdict('--cni', 'calico', '--pod-cidrs', '10.1.0.0/16')).toBe('allowed');
  });

  test.each([
    ['list', ['list', file]],
    ['diff', ['diff', file, file]],
    ['check', ['check', file]],
    ['report', ['report', file, '-o', '-']],
  ])('are refused by %s where they can be none, all at once', async (_, args) => {
    const { code, out, err } = await ringfence([...args, '--pod-cidrs', '10.1.0.0,,10.0.0.0/99']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`error: --pod-cidrs: "10.1.0.0" is not a valid CIDR; did you mean 10.1.0.0/16?
error: --pod-cidrs: a block is empty
error: --pod-cidrs: "10.0.0.0/99" is not a valid CIDR
  write blocks such as 10.244.0.0/16, with commas between them
`);
  });
});

describe('connections that depend', () => {
  const team = folderOf({
    'all.yaml': `${CLOSED_SHOP.replace('---\napiVersion: v1\nkind: Namespace\nmetadata: {name: front}\n', '')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: team, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}
`,
    'labels.yaml': 'namespaceLabels: {front: {team: a}}\n',
  });
  const file = join(team, 'all.yaml');

  test('are counted below the table with what settles them, and printed one by one with --depends', async () => {
    const { out } = await ringfence(['list', file, '--depends', '--to', 'shop/db']);
    expect(out).toMatchInlineSnapshot(`
"no connections are allowed for certain

1 pair depends on the labels of namespace front, which no Namespace object declares; add the object, or its labels as namespaceLabels in .ringfence.yaml
front/web -> shop/db: all if namespace front has the label team=a
"
`);
    expect((await ringfence(['list', file, '--to', 'shop/db'])).out).toBe(
      out.split('\n').slice(0, 3).join('\n').concat('\n'),
    );
  });

  test('are settled by namespace labels in the settings, which every command reads', async () => {
    const config = ['--config', join(team, 'labels.yaml')];
    expect((await ringfence(['list', file, '--to', 'shop/db', ...config])).out).toContain('front/web  shop/db  all');
    const explain = ['explain', file, '--from', 'front/web', '--to', 'shop/db', '--port', '5432'];
    expect((await ringfence(explain)).out).toMatch(/^depends/);
    expect((await ringfence([...explain, ...config])).out).toMatch(/^allowed/);
    const page = async (...args: string[]) => unpacked((await ringfence(['report', file, '-o', '-', ...args])).out);
    expect(await page()).toContain('every port depends');
    expect(await page(...config)).not.toContain('every port depends');
    expect((await ringfence(['diff', file, file, ...config])).code).toBe(0);
  });

  test('--depends is for a table as text', async () => {
    const { code, err } = await ringfence(['list', file, '--depends', '-o', 'csv']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: --depends is for a table as text\n  JSON has the conditions of every connection\n',
    });
  });
});

describe('every format names them, or what depends on them', () => {
  test('SARIF, as notifications of the run', async () => {
    for (const args of [
      ['check', at('admin.yaml')],
      ['diff', at('admin.yaml'), at('admin.yaml')],
    ]) {
      const { runs } = JSON.parse((await run(...args, '-o', 'sarif')).out);
      expect(runs[0].invocations).toEqual([
        {
          executionSuccessful: true,
          toolExecutionNotifications: [{ level: 'warning', message: { text: `admin.yaml:32:1: ${NAMED}; ${MAY}` } }],
        },
      ]);
    }
    expect(JSON.parse((await run('check', at('shop.yaml'), '-o', 'sarif')).out).runs[0].invocations).toBeUndefined();
  });

  test('GitHub, as a warning', async () => {
    const { out } = await run('check', at('admin.yaml'), '-o', 'github');
    expect(out.split('\n')).toContain(`::warning title=not judged::admin.yaml:32:1: ${NAMED}; ${MAY}`);
  });

  test('Markdown of a check', async () => {
    const { out } = await run('check', at('admin.yaml'), '-o', 'markdown');
    expect(out).toContain(`> admin.yaml:32:1: ${NAMED}; ${MAY}`);
  });

  test('CSV, as a condition of each way', async () => {
    const { out } = await run('list', at('admin.yaml'), '-o', 'csv', '--from', 'front/web', '--to', 'shop/db');
    expect(out.split('\n')).toEqual([
      'from,to,connections,condition',
      expect.stringMatching(/^front\/web\[Deployment\],shop\/db\[Deployment\],all,"if ClusterNetworkPolicy open-all /),
      '',
    ]);
  });

  test('Markdown of a list, below the table', async () => {
    const { out } = await run('list', at('admin.yaml'), '-o', 'markdown', '--from', 'front/web', '--to', 'shop/db');
    expect(out).toMatch(
      /\n\n- front\/web\[Deployment\] -> shop\/db\[Deployment\]: all if ClusterNetworkPolicy open-all /,
    );
  });
});

test('a policy that decides at both ends is named once in a condition', async () => {
  const { out } = await run('explain', at('admin.yaml'), '--from', 'front/web', '--to', 'shop/db', '--port', '5432');
  expect(out.split('\n')[1]).toBe(
    '  allowed if ClusterNetworkPolicy open-all (crd.antrea.io), which is not judged, does not deny the egress of front/web[Deployment] and allows the ingress of shop/db[Deployment]',
  );
});
