import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, ringfence, within } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

/** Roots laid out as those of public repositories are, in words of our own. */
const DEPLOYMENT_PATCH =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart, namespace: shop}\nspec: {replicas: 3}\n';

const OPERATOR = {
  'go.yaml': 'run: {timeout: 5m}\nlinters: {enable: [errcheck]}\n',
  'PROJECT.yaml': 'domain: example.com\nlayout: [go.kubebuilder.io/v4]\nresources: [{kind: Cache, group: shop}]\n',
  '.github/workflows/e2e.yml':
    'name: e2e\non: [push]\njobs: {kind: {steps: [{uses: kind-action, with: {name: "\\u0061"}}]}}\n',
  'config/crd/bases/caches.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: caches.shop.example.com}\nspec: {group: shop.example.com}\n',
  'config/default/kustomization.yaml':
    'resources: [../manager]\npatches: [{path: replicas.yaml}, {patch: "- op: add\\n  path: /a"}]\npatchesStrategicMerge: [webhook/patch.yaml]\nconfigurations: [settings.yaml]\n',
  'config/default/replicas.yaml': DEPLOYMENT_PATCH,
  'config/default/webhook/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: 1}\n',
  'config/default/settings.yaml': 'nameReference: [{kind: Issuer}]\n',
  'config/manager/Kustomization': 'resources: [manager.yaml]\n',
  'config/manager/manager.yaml': WORKLOADS,
  'config/network-policy/allow.yaml': POLICIES,
  'hack/tsconfig.json': '{\n  // kind of comment\n  "paths": "\\\\src"\n}\n',
  'node_modules/lib/bad.yaml': 'kind: NetworkPolicy\n',
};

const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'values.yaml': 'kind: Deployment\nreplicas: 1\nmetadata: {}\n',
  'metrics.yaml': 'kind: CustomResourceStateMetrics\nspec: {resources: []}\n',
  'group.yaml': 'metadata: {name: a}\nspec: {template: {}}\n',
  'ci/values.schema.json': '{"$schema": "x", "properties": {"kind": {"type": "string"}}}',
  'templates/deployment.yaml': '{{- if .Values.kind }}\napiVersion: apps/v1\nkind: Deployment\n{{- end }}\n',
  'templates/policy.yaml': POLICIES,
  'charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 1.0.0\n',
  'charts/cache/templates/sts.yaml': 'kind: {{ .Values.kind }}\n',
};

const SITE = {
  'docker-compose.yml': 'services: {web: {image: web, labels: {kind: front}}}\n',
  'docs/snippets/part.yaml': 'spec:\n  podSelector: {}\nkind-of: part\n',
  'docs/snippets/list.yaml': '- kind: a\n- kind: b\n',
  'docs/snippets/broken.yaml': 'kind: [\n',
  'docs/snippets/text.yaml': 'just a kind of text\n',
  'docs/jinja.yaml': 'apiVersion: v1\nkind: Pod\n{% if pods %}\nmetadata: {name: a}\n{% endif %}\n',
  'docs/env.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: "$' + '{NAME}"}\n',
  'docs/alerts.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: "{{ $labels.kind }}"}\n',
  'data.json': '[{"kind": "\\u0041"}, 1]',
  '.drone.yml': 'kind: pipeline\nname: default\nsteps: []\n',
};

const check = async (folder: string, ...args: string[]) => {
  const { code, out, err } = await ringfence(['check', folder, ...args]);
  return within(folder, `${err}${out}exit ${code}`);
};

test('an operator with kustomizations', async () => {
  expect(await check(folderOf(OPERATOR))).toMatchInlineSnapshot(`
"note: 2 kustomizations: kustomize build FOLDER | ringfence check -
note: 3 files are patches of kustomizations
note: 4 files hold no Kubernetes objects
config/manager/manager.yaml:1:1: warning: Namespace front: a pod without labels is open for ingress: no policy isolates it [no-default-deny-ingress]
  add a policy with podSelector: {}, policyTypes: [Ingress] and no rules
config/network-policy/allow.yaml:1:1: warning: Namespace shop: a pod without labels is open for ingress: no policy isolates it [no-default-deny-ingress]
  add a policy with podSelector: {}, policyTypes: [Ingress] and no rules
config/manager/manager.yaml:1:1: info: Namespace front: a pod without labels is open for egress: no policy isolates it [no-default-deny-egress]
  add a policy with podSelector: {}, policyTypes: [Egress] and no rules, and one that allows DNS
config/network-policy/allow.yaml:1:1: info: Namespace shop: a pod without labels is open for egress: no policy isolates it [no-default-deny-egress]
  add a policy with podSelector: {}, policyTypes: [Egress] and no rules, and one that allows DNS

  2 warning no-default-deny-ingress
  2 info no-default-deny-egress

2 warnings, 2 info
exit 0"
`);
});

test('a chart', async () => {
  expect(await check(folderOf(CHART))).toMatchInlineSnapshot(`
"note: 3 files are Helm templates: helm template CHART | ringfence check -
note: 6 files hold no Kubernetes objects
nothing to check; the input holds nothing that policies are about: no workloads, no NetworkPolicies and no Services
exit 0"
`);
});

test('a documentation site', async () => {
  expect(await check(folderOf(SITE))).toMatchInlineSnapshot(`
"note: 2 files are templates that another tool fills in (docs/env.yaml, docs/jinja.yaml): render and pipe into ringfence check -
note: 7 files hold no Kubernetes objects
nothing to check; the input holds nothing that policies are about: no workloads, no NetworkPolicies and no Services
exit 0"
`);
});

test('several charts and kustomizations are named by their number', async () => {
  const moved = (folder: string, files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
  const folder = folderOf({ ...moved('a', CHART), ...moved('b', OPERATOR) });
  const { err } = await ringfence(['list', folder]);
  expect(err).toContain('3 files are Helm templates: helm template CHART | ringfence list -');
  expect(err).toContain('2 kustomizations: kustomize build FOLDER | ringfence list -');
});

test('what is refused for another reason than a placeholder is still a finding', async () => {
  const bad = POLICIES.replace('port: http', 'port: 99999');
  const folder = folderOf({ 'a.yaml': `${bad}---\napiVersion: v1\nkind: ConfigMap\ndata: {a: "{{ x }}"}\n` });
  expect(await check(folder)).toContain('99999: must be between 1 and 65535');
  expect((await ringfence(['check', folder])).code).toBe(1);
});

test.each([
  ['a policy without its version', 'kind: NetworkPolicy\nmetadata: {name: a}\n', 'apiVersion: Required value'],
  [
    'a policy without its kind',
    'apiVersion: networking.k8s.io/v1\nmetadata: {name: a}\nspec: {}\n',
    'kind: Required value',
  ],
  [
    'a Deployment without its version',
    'kind: Deployment\nmetadata: {name: a}\nspec: {}\n',
    'apiVersion: Required value',
  ],
  [
    'a list of objects without a kind of its own',
    '- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}}}\n',
    'must be a Kubernetes object, not a list',
  ],
  ['a manifest that is broken', 'apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n', 'cannot be read as YAML'],
])('%s is a finding, wherever it is found', async (_, text, message) => {
  const folder = folderOf({ 'a.yaml': text, 'b.yaml': WORKLOADS });
  for (const path of [folder, join(folder, 'a.yaml')]) {
    const { code, out } = await ringfence(['check', path]);
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining(message) });
  }
  expect((await ringfence(['list', folder])).code).toBe(2);
});

test('a file that is named is passed over in the same way, and standard input is not', async () => {
  const folder = folderOf({ ...CHART, 'kustomization.yaml': 'resources: []\n' });
  expect(await check(join(folder, 'Chart.yaml'))).toMatch(
    /note: 1 file holds no Kubernetes object\n(?:.*\n)*.*exit 0$/,
  );
  expect(await check(join(folder, 'kustomization.yaml'))).toMatch(/note: 1 kustomization: (?:.*\n)*.*exit 0$/);
  expect(await check(join(folder, 'templates/deployment.yaml'))).toMatch(
    /note: 1 file is a template (?:.*\n)*.*exit 0$/,
  );
  expect((await ringfence(['check', '-'], CHART['templates/deployment.yaml'])).code).toBe(1);
  expect((await ringfence(['list', '-'], CHART['templates/deployment.yaml'])).code).toBe(2);
});

describe('links, pipes and what cannot be opened', () => {
  test('a link that leads to nothing is passed over, and one to a file that is read anyway adds nothing', async () => {
    const folder = folderOf({ 'a/policies.yaml': POLICIES, 'workloads.yaml': WORKLOADS });
    symlinkSync('nothing', join(folder, 'gone.yaml'));
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    symlinkSync('../a', join(folder, 'a/self'));
    symlinkSync('a/policies.yaml', join(folder, 'same.yaml'));
    const out = await check(folder);
    expect(out).toContain('note: 2 links lead to nothing: gone.yaml, loop.yaml\n');
    expect(out).not.toContain('duplicate-name');
    expect(out).toContain('exit 0');
  });

  test('a pipe in a folder is not waited for', async () => {
    const folder = folderOf({ 'a.yaml': POLICIES });
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    expect(await check(folder)).toContain('exit 0');
  });

  test('a folder that cannot be opened hides nothing else, and ends with 2', async () => {
    const folder = folderOf({ 'policies.yaml': POLICIES, 'workloads.yaml': WORKLOADS });
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0);
    const { code, out, err } = await ringfence(['check', folder]);
    chmodSync(join(folder, 'closed'), 0o755);
    // Who is root opens everything.
    if (process.getuid?.() === 0) expect(code).toBe(0);
    else {
      expect({ code, out }).toEqual({ code: 2, out: expect.stringContaining('closed:1:1: error: ') });
      expect(err).not.toContain('fault of ringfence');
    }
  });

  test('a file of another tool may be large', async () => {
    const folder = folderOf({ 'a.yaml': POLICIES });
    writeFileSync(join(folder, 'data.json'), `{"kind": "x", "rows": [${'"\\u0041",'.repeat(200_000)}1]}`);
    writeFileSync(join(folder, 'large.yaml'), `kindly: |\n${'  text\n'.repeat(3_000_000)}`);
    expect(await check(folder)).toMatch(/note: 2 files hold no Kubernetes objects\n(?:.*\n)*.*exit 0$/);
  });
});

describe('exclude', () => {
  const files = { 'dist/a.yaml': POLICIES, 'testdata/bad/x.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n' };

  test('by the command line and by the settings, as in .gitignore', async () => {
    const folder = folderOf({
      ...files,
      'settings.yaml': 'exclude: [testdata/]\n',
      'none.yaml': 'exclude: [other/]\n',
    });
    for (const args of [
      ['--exclude', 'testdata'],
      ['--exclude', 'other', '--exclude', '**/bad/*.yaml'],
      ['--config', join(folder, 'settings.yaml')],
    ]) {
      const out = await check(folder, ...args);
      expect(out).toMatch(/note: excluded: testdata(\/bad\/x\.yaml)?\n(?:.*\n)*.*exit 0$/);
    }
    expect(await check(folder, '--config', join(folder, 'none.yaml'))).toContain('exit 1');
  });

  test('a file that is named, too: an input of which all is excluded is not empty', async () => {
    const folder = folderOf(files);
    expect(await check(join(folder, 'testdata/bad/x.yaml'), '--exclude', 'x.yaml')).toContain('exit 0');
    expect(await check(folder, '--exclude', '*')).toContain('exit 0');
  });

  test('takes patterns alone', async () => {
    const folder = folderOf({ 'settings.yaml': 'exclude: dist\n' });
    const { code, err } = await ringfence(['check', folder, '--config', join(folder, 'settings.yaml')]);
    expect(code).toBe(2);
    expect(err).toContain('exclude: ');
  });
});

describe('a silence of what is invalid', () => {
  const bad = POLICIES.replace('port: http', 'port: 99999');

  test('names the object, and says why', async () => {
    const folder = folderOf({
      'dist/bad.yaml': bad,
      'settings.yaml':
        'silences: [{rule: invalid, object: NetworkPolicy shop/cart, reason: an example of what is refused}]\n',
    });
    const { code, out } = await ringfence(['check', join(folder, 'dist'), '--config', join(folder, 'settings.yaml')]);
    expect(code).toBe(0);
    expect(out).not.toContain('[invalid]');
    expect(out).toContain('1 silenced');
  });

  test('is not for everything', async () => {
    const folder = folderOf({ 'bad.yaml': bad, 'settings.yaml': 'silences: [{rule: invalid, reason: x}]\n' });
    const { code, err } = await ringfence(['check', folder, '--config', join(folder, 'settings.yaml')]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('silences[0].object: Required value') });
  });
});
