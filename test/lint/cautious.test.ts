import { clusterOfText } from '../../lib/cluster/load';
import { cachePolicy, pod } from '../../lib/lint/examples';
import { type LintOptions, lint } from '../../lib/lint/lint';
import { METADATA_ADDRESSES } from '../../lib/policy/metadata-addresses';

/** The ids of the rules that speak of a text, as far as they are asked for. */
const reported = (text: string, rule: string, options: LintOptions = {}) => {
  const cluster = clusterOfText(text);
  expect(cluster.problems).toEqual([]);
  return lint(cluster, options)
    .filter((finding) => finding.rule === rule)
    .map(({ path }) => path);
};
const fromProxy = `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
    ports: [{protocol: TCP, port: 6379}]
`;
const denyEgress = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-egress, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress]}
`;

describe('of what the input does not declare nothing is said', () => {
  test.each(['selects-no-pod', 'peer-matches-nothing', 'port-not-declared', 'half-grant'])('%s', (rule) => {
    expect(reported(cachePolicy(fromProxy, denyEgress), rule)).toEqual([]);
    expect(reported(cachePolicy(fromProxy, denyEgress, pod('front', 'web', '{containerPort: 80}')), rule)).toEqual([]);
  });

  test('labels that controllers add are on no manifest', () => {
    const spec = `
podSelector: {matchLabels: {job-name: import}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {apps.kubernetes.io/pod-index: "0"}}}]}]
`;
    const text = cachePolicy(spec, pod('shop', 'cache'));
    expect([...reported(text, 'selects-no-pod'), ...reported(text, 'peer-matches-nothing')]).toEqual([]);
  });

  test('a namespace that has one of the labels is not said to lack its name', () => {
    const spec = `
podSelector: {}
policyTypes: [Ingress]
ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front, team: web}}}]}]
`;
    const front = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: front}\n';
    expect(reported(cachePolicy(spec, front), 'peer-matches-nothing')).toEqual([]);
  });

  test('a namespace that is not declared may have any label', () => {
    const spec = `
podSelector: {}
policyTypes: [Ingress]
ingress: [{from: [{namespaceSelector: {matchLabels: {team: front}}}]}]
`;
    expect(reported(cachePolicy(spec, pod('front', 'web')), 'peer-matches-nothing')).toEqual([]);
  });

  test('a declared namespace that lacks the label by which it is meant is reported', () => {
    const spec = `
podSelector: {}
policyTypes: [Ingress]
ingress: [{from: [{namespaceSelector: {matchLabels: {name: front}}}]}]
`;
    const front = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: front}\n';
    expect(reported(cachePolicy(spec, front), 'peer-matches-nothing')).toEqual(['spec.ingress[0].from[0]']);
  });

  test('containers need not declare their ports', () => {
    expect(reported(cachePolicy(fromProxy, pod('shop', 'cache')), 'port-not-declared')).toEqual([]);
  });
});

describe('half a grant', () => {
  const pods = [pod('shop', 'cache'), pod('shop', 'proxy')];

  test('is none where one of several pods may connect', () => {
    const other = denyEgress.replace('podSelector: {}', 'podSelector: {matchLabels: {app: proxy, half: one}}');
    expect(reported(cachePolicy(fromProxy, other, ...pods), 'half-grant')).toEqual([]);
    expect(reported(cachePolicy(fromProxy, denyEgress, ...pods), 'half-grant')).toEqual(['spec.ingress[0].from[0]']);
  });

  test('is none where a block may be the other half', () => {
    const byBlock = denyEgress.replace('[Egress]', '[Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]');
    expect(reported(cachePolicy(fromProxy, byBlock, ...pods), 'half-grant')).toEqual([]);
  });

  test('is reported for egress as for ingress', () => {
    const spec = `
podSelector: {matchLabels: {app: proxy}}
policyTypes: [Egress]
egress: [{to: [{podSelector: {matchLabels: {app: cache}}}]}]
`;
    const deny = denyEgress.replaceAll('Egress', 'Ingress');
    expect(reported(cachePolicy(spec, deny, ...pods), 'half-grant')).toEqual(['spec.egress[0].to[0]']);
  });
});

describe('DNS', () => {
  const toDisk = 'to: [{podSelector: {matchLabels: {app: disk}}}]';
  const egress = (rule: string) => `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress: [${rule}]
`;

  test.each([
    ['a rule for everyone', '{}'],
    ['every address', '{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}'],
    ['port 5353', '{ports: [{protocol: UDP, port: 5353}]}'],
    ['a port named dns', '{to: [{namespaceSelector: {}}], ports: [{protocol: UDP, port: dns}]}'],
    ['every port of every namespace', '{to: [{namespaceSelector: {}}]}'],
  ])('is reached by %s', (_, rule) => {
    expect(reported(cachePolicy(egress(rule)), 'egress-without-dns')).toEqual([]);
  });

  test.each([
    ['every port of one app', `{${toDisk}}`],
    ['TCP 53 alone', '{ports: [{protocol: TCP, port: 53}]}'],
  ])('is not reached by %s', (_, rule) => {
    expect(reported(cachePolicy(egress(rule)), 'egress-without-dns')).toEqual(['spec.egress']);
  });

  test('may be opened by policies that only together are for all pods', () => {
    const dns = (name: string, operator: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec:
  podSelector: {matchExpressions: [{key: tier, operator: ${operator}, values: [a]}]}
  policyTypes: [Egress]
  egress: [{ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}]
`;
    const text = cachePolicy(egress(`{${toDisk}}`), dns('one', 'In'), dns('other', 'NotIn'));
    expect(reported(text, 'egress-without-dns')).toEqual([]);
    expect(reported(cachePolicy(egress(`{${toDisk}}`), dns('one', 'In')), 'egress-without-dns')).toEqual([
      'spec.egress',
    ]);
  });

  test('over TCP may stand in another rule of the policy', () => {
    const dns = (protocol: string) => `{to: [{namespaceSelector: {}}], ports: [{protocol: ${protocol}, port: 53}]}`;
    expect(reported(cachePolicy(egress(`${dns('UDP')}, ${dns('TCP')}`)), 'dns-over-udp-only')).toEqual([]);
    expect(reported(cachePolicy(egress(dns('UDP'))), 'dns-over-udp-only')).toEqual(['spec.egress[0].ports[0]']);
  });
});

describe('addresses', () => {
  const from = (cidr: string) => `
podSelector: {}
policyTypes: [Ingress]
ingress: [{from: [{ipBlock: {cidr: ${cidr}}}], ports: [{port: 443}]}]
`;

  test('are those of pods and Services where the settings say so', () => {
    expect(reported(cachePolicy(from('10.0.0.0/8')), 'ip-block-over-pods')).toEqual([]);
    const block = ['spec.ingress[0].from[0].ipBlock'];
    expect(reported(cachePolicy(from('10.0.0.0/8')), 'ip-block-over-pods', { podCidrs: ['10.244.0.0/16'] })).toEqual(
      block,
    );
    expect(
      reported(cachePolicy(from('10.96.0.0/24')), 'ip-block-over-pods', { serviceCidrs: ['10.96.0.0/12'] }),
    ).toEqual(block);
    expect(reported(cachePolicy(from('0.0.0.0/0')), 'ip-block-over-pods', { podCidrs: ['10.244.0.0/16'] })).toEqual([]);
  });

  const to = (block: string) => `
podSelector: {}
policyTypes: [Egress]
egress: [{to: [{ipBlock: ${block}}], ports: [{port: 80}]}]
`;

  test.each(METADATA_ADDRESSES.map(({ cidr }) => cidr))('of metadata: %s is found by itself', (cidr) => {
    const others = METADATA_ADDRESSES.filter((one) => one.cidr !== cidr);
    const isIpv6 = cidr.includes(':');
    const except = others.filter(({ family }) => (family === 'IPv6') === isIpv6).map((one) => one.cidr);
    const block = `{cidr: "${isIpv6 ? '::/0' : '0.0.0.0/0'}", except: [${except.map((one) => `"${one}"`).join()}]}`;
    const messages = lint(clusterOfText(cachePolicy(to(block))))
      .filter(({ rule }) => rule === 'metadata-reachable')
      .map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining(`this block contains ${cidr} (`)]);
  });

  test('of metadata are closed only where all of a family are left out', () => {
    const except = METADATA_ADDRESSES.filter(({ family }) => family === 'IPv4').map(({ cidr }) => cidr);
    expect(reported(cachePolicy(to(`{cidr: 0.0.0.0/0, except: [${except}]}`)), 'metadata-reachable')).toEqual([]);
  });
});

describe('what is redundant', () => {
  const other = (name: string, spec: string) => cachePolicy(spec).replace('name: cache,', `name: ${name},`);

  test('of two equal policies only one is', () => {
    const text = [other('a', fromProxy), other('b', fromProxy)].join('---\n');
    const findings = lint(clusterOfText(text)).filter(({ rule }) => rule === 'redundant-policy');
    expect(findings.map(({ object }) => object)).toEqual(['NetworkPolicy shop/b']);
  });

  test('is no base line, which stays when the others go', () => {
    const deny = 'podSelector: {}\npolicyTypes: [Ingress]';
    const text = [other('a', `${deny}\ningress: [{from: [{podSelector: {}}]}]`), other('deny', deny)].join('---\n');
    expect(reported(text, 'redundant-policy')).toEqual([]);
  });

  test('is no policy that isolates pods which no other one isolates', () => {
    const wide = fromProxy.replace('{matchLabels: {app: cache}}', '{}');
    const text = [other('narrow', fromProxy), other('wide', wide)].join('---\n');
    const findings = lint(clusterOfText(text)).filter(({ rule }) => rule === 'redundant-policy');
    expect(findings.map(({ object }) => object)).toEqual(['NetworkPolicy shop/narrow']);
  });
});
