import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { folderOf, ringfence, within } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const shop = folderOf({ 'policies.yaml': POLICIES, 'nested/workloads.yml': WORKLOADS, 'README.md': 'not a manifest' });

describe('ringfence list', () => {
  test('shows who can reach whom, a line for each pair', async () => {
    const { code, out, err } = await ringfence(['list', shop]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchInlineSnapshot(`
"FROM           TO             CONNECTIONS
front/web      front/web      all
               shop/cart      TCP 8080
               every address  all
every address  front/web      all
192.0.2.0/24   shop/cart      TCP 8080
"
`);
  });

  test('takes files, folders and standard input together', async () => {
    const { code, out } = await ringfence(['list', join(shop, 'nested'), '-f', '-'], POLICIES);
    expect(code).toBe(0);
    expect(out).toBe((await ringfence(['list', shop])).out);
  });

  test.each([
    ['wide', ['-o', 'wide', '--to', 'shop/cart']],
    ['markdown', ['-o', 'markdown', '-n', 'shop']],
    ['csv', ['-o', 'csv', '--focus', 'shop/cart[StatefulSet]']],
  ])('prints %s', async (_, args) => {
    expect((await ringfence(['list', shop, ...args])).out).toMatchSnapshot();
  });

  test('shows only what was asked for', async () => {
    const { out } = await ringfence(['list', shop, '--from', 'front/web', '--port', '8080']);
    expect(out).toMatchInlineSnapshot(`
"FROM       TO             CONNECTIONS
front/web  front/web      TCP 8080
           shop/cart      TCP 8080
           every address  TCP 8080
"
`);
    expect((await ringfence(['list', shop, '--to', 'shop/cart', '--port', '53/UDP'])).out).toBe(
      'no such connections; 5 others are allowed\n',
    );
  });

  test('prints JSON in its public format', async () => {
    const { out } = await ringfence(['list', shop, '-o', 'json']);
    const document = JSON.parse(out);
    const validate = new Ajv().compile(
      JSON.parse(readFileSync(join(__dirname, '../../docs/list.schema.json'), 'utf8')),
    );
    expect(validate(document) || validate.errors).toBe(true);
    expect(document).toMatchSnapshot();
  });
});

describe('what cannot be read', () => {
  test('is reported with its place, and does not hide the rest', async () => {
    const broken = folderOf({
      'a.yaml': `${WORKLOADS}---\nkind: [`,
      'b.yaml': POLICIES.replace('192.0.2.0/24', '192.0.2.0'),
    });
    const { code, out, err } = await ringfence(['list', broken, '--to', 'shop/cart']);
    expect(code).toBe(2);
    expect(out).toContain('shop/cart');
    expect(within(broken, err)).toMatchInlineSnapshot(`
"error: a.yaml:20:8: Invalid value: cannot be read as YAML: unexpected end of the stream within a flow collection
  correct the text at this place; the fault may begin a few lines above
error: b.yaml:11:21: NetworkPolicy shop/cart: spec.ingress[0].from[1].ipBlock.cidr: Invalid value: "192.0.2.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
  write 192.0.2.0/32 for this one address, or the prefix length of a block
warning: connections to and from every pod depend on what could not be read or is refused
"
`);
  });

  test('what no policy can see is a warning, and changes no exit code', async () => {
    const old = folderOf({ 'a.yaml': WORKLOADS.replace('apps/v1', 'apps/v1beta2') });
    const { code, out, err } = await ringfence(['list', old]);
    expect(code).toBe(0);
    expect(out).toContain('shop/cart');
    expect(
      within(old, err),
    ).toContain(`warning: a.yaml:1:1: Deployment front/web: apiVersion: Unsupported value: "apps/v1beta2": supported values: "apps/v1"
  write apiVersion: apps/v1; API servers since Kubernetes 1.16 refuse apps/v1beta2
`);
  });

  test.each([
    ['no input', ['list'], 'no input: name files, folders, or - for standard input'],
    ['a file that is not there', ['list', '/nowhere.yaml'], '/nowhere.yaml: no such file or folder'],
    ['an unknown format', ['list', shop, '-o', 'xml'], "argument 'xml' is invalid"],
    ['an unknown command', ['lsit', shop], 'unknown command'],
  ])('%s is bad usage', async (_, args, message) => {
    const { code, out, err } = await ringfence(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

test('help names the commands', async () => {
  const { code, out } = await ringfence(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('list [options] [path...]');
});

describe('who could reach workloads', () => {
  test('--exposure shows the conditions, of each workload or of some', async () => {
    expect((await ringfence(['list', shop, '--exposure'])).out).toMatchInlineSnapshot(`
"WORKLOAD                      WHO, AND ON WHICH PORTS
front/web[Deployment]   from  everyone on every port
                        to    everyone on every port
shop/cart[StatefulSet]  from  app=web in namespace front on TCP 8080
                        from  addresses 192.0.2.0/24 on TCP 8080
                        to    nothing
"
`);
    expect((await ringfence(['list', shop, '--exposure', '-n', 'front'])).out).not.toContain('shop/cart');
    expect((await ringfence(['list', shop, '--exposure', '-o', 'json'])).err).toBe(
      'error: --exposure is printed as text alone\n',
    );
  });
});

describe('graphs', () => {
  test('-o dot is a graph with a box for each namespace', async () => {
    expect((await ringfence(['list', shop, '-o', 'dot'])).out).toMatchInlineSnapshot(`
"digraph reachability {
  rankdir=LR;
  fontname="Arial";
  node [shape=box, style=rounded, fontname="Arial"];
  edge [fontname="Arial", fontsize=10];
  compound=true;
  subgraph cluster_0 {
    label="front";
    w0 [label="web\\nDeployment"];
  }
  subgraph cluster_1 {
    label="shop";
    w1 [label="cart\\nStatefulSet"];
  }
  a0 [shape=ellipse, style=dashed, label="every address"];
  a1 [shape=ellipse, style=dashed, label="192.0.2.0/24"];
  w0 -> w0 [label="all"];
  w0 -> w1 [label="TCP 8080"];
  w0 -> a0 [label="all"];
  a0 -> w0 [label="all"];
  a1 -> w1 [label="TCP 8080"];
}
"
`);
  });

  test('a mesh is one edge between boxes, or a line in the title of one', async () => {
    const pod = (namespace: string, name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {containers: [{name: main}]}\n`;
    const mesh = folderOf({
      'pods.yaml': [...'abc'].flatMap((name) => [pod('left', name), pod('right', name)]).join('---\n'),
      'deny.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: left}
spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 80}]}]}
`,
    });
    const { out } = await ringfence(['list', mesh, '-o', 'dot']);
    expect(out).toContain('label="right\\namong themselves: all"');
    expect(out).toContain('[label="TCP 80", ltail=cluster_0, lhead=cluster_1, penwidth=2];');
    expect(out.match(/w\d -> w\d/g)).toEqual(['w0 -> w1']);
  });

  const pod = (namespace: string, name: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: main}]}}\n`;
  const policy = (namespace: string, name: string, spec: string) =>
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: ${namespace}}, spec: ${spec}}\n`;
  const edgesOf = (out: string) => out.split('\n').filter((line) => line.includes(' -> '));

  test('one end that reaches all of a box is one edge, and so is a box whose pods all reach one end', async () => {
    const in80 =
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: hub}}}], ports: [{port: 80}]}]}';
    const out =
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 443}]}]}';
    const star = folderOf({
      'all.yaml': [
        ...[...'abc'].map((name) => pod('team', name)),
        pod('hub', 'hub'),
        policy('team', 'in', in80),
        policy('team', 'out', out),
        policy('hub', 'in', '{podSelector: {}}'),
        policy('hub', 'out', '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}'),
      ].join('---\n'),
    });
    const edges = edgesOf((await ringfence(['list', star, '-o', 'dot'])).out);
    expect(edges).toEqual([
      expect.stringMatching(/^ {2}w\d -> w\d \[label="TCP 80", lhead=cluster_\d, penwidth=2\];$/),
      expect.stringMatching(/^ {2}w\d -> a0 \[label="TCP 443", ltail=cluster_\d, penwidth=2\];$/),
    ]);
    // Where one of the pods is left out, each of the others has its own edge.
    const some = folderOf({
      'all.yaml': [
        ...[...'abcd'].map((name) => pod('team', name)),
        pod('hub', 'hub'),
        policy(
          'team',
          'in',
          in80.replace(
            'podSelector: {}',
            'podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [d]}]}',
          ),
        ),
        policy('team', 'closed', '{podSelector: {}, policyTypes: [Ingress, Egress]}'),
        policy(
          'team',
          'd',
          '{podSelector: {matchLabels: {app: d}}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]}',
        ),
        policy(
          'hub',
          'closed',
          '{podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{namespaceSelector: {}}]}]}',
        ),
      ].join('---\n'),
    });
    const each = edgesOf((await ringfence(['list', some, '-o', 'dot'])).out);
    expect(each).toHaveLength(4);
    expect(each.join()).not.toContain('lhead');
  });

  const many = () =>
    folderOf({ 'all.yaml': Array.from({ length: 210 }, (_, index) => pod(`n${index}`, `p${index}`)).join('---\n') });

  test('with more edges than can be read, a note says how to narrow it', async () => {
    const { out, err } = await ringfence(['list', many(), '-o', 'dot', '-n', 'n0']);
    const [, said] =
      /note: the graph has (\d+) edges, which is too many to read: narrow it with --focus, /.exec(err) ?? [];
    expect(Number(said)).toBe(edgesOf(out).length);
  });

  test('a picture with more edges than can be read shows namespaces alone, with those that all reach as numbers', async () => {
    const { out, err } = await ringfence(['list', many(), '-o', 'svg']);
    expect(err).toMatch(
      /note: the picture shows namespaces alone, .* narrow it with --focus, --port or -n, or write a page/,
    );
    expect(out.match(/class="edge"/g)?.length ?? 0).toBeLessThan(400);
    expect(out).toContain('>reaches 210<');
    expect(out).toContain('>n7<');
    expect(out).toContain('>1 workload<');
  });
});
