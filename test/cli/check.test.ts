import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { folderOf, ringfence, within } from '../support/command';

const POLICIES = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
  podSelector: {matchLabels: {app: cache}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchLabels: {app: proxy}}
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
      ports: [{protocol: TCP, port: 6379}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: shop}
spec:
  podSelector: {matchLabels: {app: front}}
  policyTypes: [Ingress]
  ingress: [{from: []}]
`;
const FINE = `apiVersion: v1
kind: Service
metadata: {name: cache, namespace: shop}
spec: {selector: {app: cache}, ports: [{port: 6379}]}
`;
/** Only those rules count here that the texts are about. */
const only =
  (...rules: string[]) =>
  (text: string) =>
    text
      .split(/\n(?! )/)
      .filter((line) => rules.some((rule) => line.includes(`[${rule}]`)))
      .join('\n');
const shop = folderOf({ 'policies.yaml': POLICIES });

describe('ringfence check', () => {
  test('says nothing is found, and ends with 0', async () => {
    const { code, out, err } = await ringfence(['check', folderOf({ 'service.yaml': FINE })]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'nothing found; the input holds no workloads, no NetworkPolicies and 1 Service\n',
      err: '',
    });
  });

  test('shows each finding with its place and what to do about it', async () => {
    const { code, out, err } = await ringfence(['check', shop]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(within(shop, only('peers-as-or', 'empty-peer-list')(out))).toMatchInlineSnapshot(`
"policies.yaml:19:14: error: NetworkPolicy shop/open: spec.ingress[0].from: \`from: []\` means everyone: every pod and every address [empty-peer-list]
  to allow no peer, remove the whole rule; to allow everyone, leave the field out
policies.yaml:10:11: warning: NetworkPolicy shop/cache: spec.ingress[0].from[1]: the items are OR: besides item 0, this one selects every pod of its namespaces [peers-as-or]
  remove the second dash, so that both are in one item; if OR is meant, silence the rule with the reason"
`);
  });

  test('shows what the API server would refuse as an error', async () => {
    const folder = folderOf({ 'bad.yaml': POLICIES.replace('port: 6379', 'port: 99999') });
    const { code, out } = await ringfence(['check', folder]);
    expect(code).toBe(1);
    expect(within(folder, only('invalid')(out))).toMatchInlineSnapshot(`
"bad.yaml:11:31: error: NetworkPolicy shop/cache: spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive [invalid]
  write a whole number from 1 to 65535"
`);
  });

  test('ends with 1 where the input is no objects at all, which is a finding, and with 2 where it is nothing', async () => {
    const { code, out } = await ringfence(['check', '-'], 'a: [1');
    expect(code).toBe(1);
    expect(out).toContain('stdin:1:');
    expect((await ringfence(['check'])).code).toBe(2);
    expect((await ringfence(['check', 'no-such-folder'])).code).toBe(2);
  });

  test('fails from the severity on that is asked for', async () => {
    const warning = folderOf({ 'policies.yaml': POLICIES.slice(0, POLICIES.indexOf('---')) });
    expect((await ringfence(['check', warning])).code).toBe(0);
    expect((await ringfence(['check', warning, '--fail-on', 'warning'])).code).toBe(1);
  });

  test('prints JSON in its public format', async () => {
    const { out } = await ringfence(['check', shop, '-o', 'json']);
    const document = JSON.parse(out);
    const validate = new Ajv().compile(
      JSON.parse(readFileSync(join(__dirname, '../../docs/check.schema.json'), 'utf8')),
    );
    expect(validate(document) || validate.errors).toBe(true);
    expect(document.findings.find(({ rule }: { rule: string }) => rule === 'peers-as-or')).toMatchObject({
      file: join(shop, 'policies.yaml'),
      line: 10,
      column: 11,
      object: 'NetworkPolicy shop/cache',
    });
  });

  test('prints workflow commands for GitHub, in which no text ends one', async () => {
    const { out } = await ringfence(['check', shop, '-o', 'github']);
    const [command] = out.split('\n').filter((line) => line.includes('peers-as-or'));
    expect(within(shop, command ?? '')).toMatchInlineSnapshot(
      `"::warning file=policies.yaml,line=10,col=11,title=peers-as-or::NetworkPolicy shop/cache: spec.ingress[0].from[1]: the items are OR: besides item 0, this one selects every pod of its namespaces%0Aremove the second dash, so that both are in one item; if OR is meant, silence the rule with the reason"`,
    );
  });

  test('prints SARIF, in which every rule is described', async () => {
    const { out } = await ringfence(['check', shop, '-o', 'sarif']);
    const [{ tool, results }] = JSON.parse(out).runs;
    const { rules } = tool.driver;
    const found = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'peers-as-or');
    expect(rules[found.ruleIndex].shortDescription.text).toBe('two peers where one was probably meant');
    expect(found).toMatchObject({
      level: 'warning',
      locations: [{ physicalLocation: { region: { startLine: 10, startColumn: 11 } } }],
    });
  });

  test('names itself in SARIF, and its help texts are sentences', async () => {
    const { out } = await ringfence(['check', shop, '-o', 'sarif']);
    const { driver } = JSON.parse(out).runs[0].tool;
    expect(driver).toMatchObject({ name: 'ringfence', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(new URL(driver.informationUri).protocol).toBe('https:');
    const texts = driver.rules.map(({ help }: { help: { text: string } }) => help.text);
    expect(texts.filter((text: string) => /[`*#]|The examples|\s{2}/.test(text) || !text.endsWith('.'))).toEqual([]);
  });

  test('prints the gravest first, whatever the file, and counts by rule at the end', async () => {
    const spec = (name: string, ingress: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: s}\nspec: {podSelector: {}, policyTypes: [Ingress], ingress: ${ingress}}\n`;
    const folder = folderOf({
      'a.yaml': spec('a', '[{}]'),
      'b.yaml': spec('b', '[{from: [], ports: [{port: 80}]}]'),
      'c.yaml': spec('c', '[{}]'),
    });
    const lines = (await ringfence(['check', folder])).out.split('\n');
    const severities = lines.flatMap((line) => /^\S.*?: (error|warning|info): /.exec(line)?.[1] ?? []);
    expect([...severities].sort((x, y) => 'ewi'.indexOf(x[0] as string) - 'ewi'.indexOf(y[0] as string))).toEqual(
      severities,
    );
    expect(severities[0]).toBe('error');
    expect(lines).toEqual(expect.arrayContaining(['  1 error empty-peer-list', '  2 warning wide-open-ingress']));
    expect(lines.indexOf('  1 error empty-peer-list')).toBeLessThan(lines.indexOf('  2 warning wide-open-ingress'));
  });

  test('prints a Markdown table, in which no text becomes HTML', async () => {
    const evil = POLICIES.replace('name: open', 'name: "<b>|"');
    const { out } = await ringfence(['check', '-', '-o', 'markdown'], evil);
    expect(out).not.toContain('<b>');
    expect(out).toContain('&lt;b>\\|');
  });
});

describe('settings', () => {
  const settings = (text: string) => folderOf({ '.ringfence.yaml': text, 'policies.yaml': POLICIES });
  const check = (folder: string, ...args: string[]) =>
    ringfence(['check', folder, '--config', join(folder, '.ringfence.yaml'), ...args]);

  test('silence what is accepted, with a reason, and are no manifest themselves', async () => {
    const folder = settings(`silences:
  - {rule: empty-peer-list, object: shop/open, reason: the front is public}
  - {rule: peers-as-or, object: shop/*, reason: either is meant}
`);
    const { code, out } = await check(folder, '-o', 'json');
    expect(code).toBe(0);
    const { silenced, unusedSilences } = JSON.parse(out);
    expect(silenced.map(({ rule, reason }: Record<string, string>) => `${rule}: ${reason}`)).toEqual([
      'empty-peer-list: the front is public',
      'peers-as-or: either is meant',
    ]);
    expect(unusedSilences).toEqual([]);
  });

  test('that silence nothing are reported', async () => {
    const { out } = await check(settings('silences: [{rule: peers-as-or, object: bar/foo, reason: old}]'));
    expect(out).toContain('unused silence: peers-as-or of bar/foo (old): take it away');
  });

  test('are refused with all that is wrong with them', async () => {
    const folder = settings(`failOn: fatal
silence: []
severities: {peers-as-or: off}
podCidrs: [10.0.0.0/99]
silences:
  - {rule: empty-peer-list}
  - {rule: no-such-rule, reason: because}
`);
    const { code, out, err } = await check(folder);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(
      within(folder, err).replace(/supported values: "peers-as-or".*/, 'supported values: ...'),
    ).toMatchInlineSnapshot(`
"error: .ringfence.yaml:2:1: silence: Unknown field "silence"; the fields here are failOn, exclude, cni, podCidrs, serviceCidrs, namespaceLabels, unjudged, severities, silences; look for a typing error or a wrong indentation
error: .ringfence.yaml:1:1: failOn: Unsupported value: "fatal": supported values: "error", "warning", "info"; write one of error, warning, info
error: .ringfence.yaml:4:12: podCidrs[0]: Invalid value: "10.0.0.0/99": must be a valid CIDR; write 10.244.0.0/16
error: .ringfence.yaml:3:14: severities.peers-as-or: Unsupported value: false: supported values: "error", "warning", "info"; write one of error, warning, info
error: .ringfence.yaml:6:5: silences[0].reason: Required value; say why this is right
error: .ringfence.yaml:7:6: silences[1].rule: Unsupported value: "no-such-rule": supported values: "invalid", "cni-not-enforced", "cni-features", "policy-api-not-enforced", "two-policy-plugins", "priority-out-of-range", "equal-priority", "admin-deny-of-all-networks", "domain-names-denied", "port-name-of-networks", "admin-accept-opens", "baseline-off", "ingress-deny-of-pods-alone", "cilium-deny-isolates", "cilium-ports-for-everyone", "cilium-names-without-dns", "cilium-empty-section", "cilium-subject-namespace", "cilium-clusterwide-isolates", "cilium-block-of-pods", "cilium-own-namespace", "cilium-any-protocol", "calico-equal-order", "calico-never-decides", "calico-deny-cuts-off", "calico-allow-first", "calico-selects-hosts", "calico-types-default", "unknown-field", "loose-cidr", "zero-address-block", "duplicate-name", "peers-as-or", "empty-peer-list", "emptied-key", "rules-without-policy-type", "policy-types-default", "selects-no-pod", "host-network-selected", "peer-matches-nothing", "half-grant", "entry-behind-deny", "entry-without-backend", "route-without-gateway", "webhook-unreachable", "scrape-denied", "load-balancer-source", "service-address-block", "voided-peers", "service-port", "named-port-unresolved", "port-not-declared", "egress-without-dns", "dns-by-namespace-label", "dns-over-udp-only", "no-default-deny-ingress", "no-default-deny-egress", "wide-open-ingress", "wide-open-egress", "metadata-reachable", "ip-block-over-pods", "pods-of-any-namespace", "namespace-label", "rollout-label", "version-label", "redundant-policy", "redundant-rule"; write one of invalid, cni-not-enforced, cni-features, policy-api-not-enforced, two-policy-plugins, priority-out-of-range, equal-priority, admin-deny-of-all-networks, domain-names-denied, port-name-of-networks, admin-accept-opens, baseline-off, ingress-deny-of-pods-alone, cilium-deny-isolates, cilium-ports-for-everyone, cilium-names-without-dns, cilium-empty-section, cilium-subject-namespace, cilium-clusterwide-isolates, cilium-block-of-pods, cilium-own-namespace, cilium-any-protocol, calico-equal-order, calico-never-decides, calico-deny-cuts-off, calico-allow-first, calico-selects-hosts, calico-types-default, unknown-field, loose-cidr, zero-address-block, duplicate-name, peers-as-or, empty-peer-list, emptied-key, rules-without-policy-type, policy-types-default, selects-no-pod, host-network-selected, peer-matches-nothing, half-grant, entry-behind-deny, entry-without-backend, route-without-gateway, webhook-unreachable, scrape-denied, load-balancer-source, service-address-block, voided-peers, service-port, named-port-unresolved, port-not-declared, egress-without-dns, dns-by-namespace-label, dns-over-udp-only, no-default-deny-ingress, no-default-deny-egress, wide-open-ingress, wide-open-egress, metadata-reachable, ip-block-over-pods, pods-of-any-namespace, namespace-label, rollout-label, version-label, redundant-policy, redundant-rule
"
`);
  });

  test('change the severity of a rule, and where to fail', async () => {
    const one = { 'policies.yaml': POLICIES.slice(0, POLICIES.indexOf('---')) };
    const graver = folderOf({ ...one, '.ringfence.yaml': 'severities: {peers-as-or: error}' });
    expect((await check(graver)).code).toBe(1);
    const sooner = folderOf({ ...one, '.ringfence.yaml': 'failOn: warning' });
    expect((await check(sooner)).code).toBe(1);
    expect((await check(sooner, '--fail-on', 'error')).code).toBe(0);
  });
});

describe('annotations', () => {
  const annotated = (annotation: string) =>
    POLICIES.slice(POLICIES.indexOf('---')).replace('name: open,', `name: open, annotations: {${annotation}},`);

  test('silence a rule for the policy that bears them', async () => {
    const text = annotated('ringfence/silence-empty-peer-list: the front is public');
    expect((await ringfence(['check', '-'], text)).code).toBe(0);
    expect((await ringfence(['check', '-'], POLICIES.slice(POLICIES.indexOf('---')))).code).toBe(1);
  });

  test('without a reason are an error, and silence nothing', async () => {
    const { code, out } = await ringfence(['check', '-'], annotated('ringfence/silence-empty-peer-list: ""'));
    expect(code).toBe(1);
    expect(out).toContain('[silence-without-reason]');
    expect(out).toContain('[empty-peer-list]');
  });
});
