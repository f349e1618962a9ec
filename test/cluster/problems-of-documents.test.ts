import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { asText } from '../support/synth';
import { policies, problems, warnings, workloads } from './cluster-lines';

expect.addSnapshotSerializer(asText);

const problemsOf = (text: string) => problems(clusterOfText(text, { file: 'shop.yaml' }));
const policy = (spec: string, metadata = 'name: p') =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {${metadata}}, spec: ${spec}}\n`;

describe('a policy that the API server would refuse', () => {
  test('is no policy of the cluster, and everything wrong with it is reported', () => {
    const cluster = clusterOfText(
      `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: deny
  namespace: Shop
spec:
  podSelector:
    matchLabels: {version: 1.10}
  policyTypes: [ingress]
  ingress:
    - from:
        - {}
        - ipBlock: {cidr: 10.0.0.0/33}
      ports: [{port: "80"}]
`,
      { file: 'shop.yaml' },
    );
    expect(policies(cluster)).toEqual([]);
    expect(problems(cluster)).toMatchInlineSnapshot(`
shop.yaml:6:3: NetworkPolicy Shop/deny: metadata.namespace: Invalid value: "Shop": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
    write the name of a namespace, such as shop
shop.yaml:9:19: NetworkPolicy Shop/deny: spec.podSelector.matchLabels.version: Invalid value: 1.1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:15:16: NetworkPolicy Shop/deny: spec.ingress[0].ports[0].port: Invalid value: "80": must contain at least one letter (a-z)
    write the number without quotes: 80
shop.yaml:13:11: NetworkPolicy Shop/deny: spec.ingress[0].from[0]: Required value: must specify a peer
    write podSelector, namespaceSelector, both, or ipBlock; to allow everyone leave the whole list out
shop.yaml:14:21: NetworkPolicy Shop/deny: spec.ingress[0].from[1].ipBlock.cidr: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
    write address/prefix length; one address alone is /32 or /128
shop.yaml:10:17: NetworkPolicy Shop/deny: spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"
    write one of Ingress, Egress
`);
  });
  test.each([
    ['an unknown field', '{podSelectr: {}}'],
    ['a CIDR that only API servers since 1.36 refuse', '{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}'],
    ['fields that are empty', '{podSelector:, policyTypes:, ingress: [{from:, ports: [~]}, ~], egress:}'],
    ['no more than its keys', ''],
    ['rules of another direction', '{policyTypes: [Ingress], egress: [{}]}'],
  ])('but one with %s is', (_title, spec) => {
    const cluster = clusterOfText(policy(spec, 'name: p'));
    expect(problems(cluster)).toBe('');
    expect(cluster.policies).toHaveLength(1);
  });
  test('what is null is absent, and what is not known is kept', () => {
    const [kept] = clusterOfText(policy('{ingress: [{from: , ports: ~}], egress: , x: {z: 1}}')).policies;
    expect(kept?.manifest.spec).toEqual({ ingress: [{}], x: { z: 1 } });
  });
  test('one without a spec isolates its whole namespace', () => {
    const [kept] = clusterOfText(
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}}',
    ).policies;
    expect(kept?.manifest.spec).toEqual({});
  });
  test('what is null in a list is empty', () => {
    const spec = '{ingress: [~, {ports: [~]}], podSelector: {matchExpressions: [{key: a, operator: In, values: [~]}]}}';
    const [kept] = clusterOfText(policy(spec)).policies;
    expect(kept?.manifest.spec).toEqual({
      ingress: [{}, { ports: [{}] }],
      podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: [''] }] },
    });
    expect(kept?.emptied).toEqual([
      'spec.ingress[0]',
      'spec.ingress[1].ports[0]',
      'spec.podSelector.matchExpressions[0].values[0]',
    ]);
  });
  test('one of an API that is gone is one of today, with a warning', () => {
    const cluster = clusterOfText(
      '{apiVersion: extensions/v1beta1, kind: NetworkPolicy, metadata: {name: p}, spec: {}}',
      { file: 'shop.yaml' },
    );
    expect(problems(cluster)).toBe('');
    expect(cluster.policies).toMatchObject([{ id: 'default/p', manifest: { apiVersion: 'networking.k8s.io/v1' } }]);
    expect(warnings(cluster)).toMatchInlineSnapshot(`
shop.yaml:1:2: NetworkPolicy default/p: apiVersion: Unsupported value: "extensions/v1beta1": supported values: "networking.k8s.io/v1"
    write apiVersion: networking.k8s.io/v1; API servers since Kubernetes 1.16 refuse extensions/v1beta1
`);
  });
  test('one of a version that there never was is refused', () => {
    expect(
      problemsOf('{apiVersion: networking.k8s.io/v1beta1, kind: NetworkPolicy, metadata: {name: p}, spec: {}}'),
    ).toMatchInlineSnapshot(`
shop.yaml:1:2: NetworkPolicy default/p: apiVersion: Unsupported value: "networking.k8s.io/v1beta1": supported values: "networking.k8s.io/v1"
    write one of networking.k8s.io/v1
`);
  });
});

test('an object that does not say what it is', () => {
  expect(
    problemsOf('image: web\nreplicas: 2\n---\nkind: Pod\n---\n{apiVersion: 1, kind: Pod}\n---\n- a\n---\ntext'),
  ).toMatchInlineSnapshot(`
shop.yaml:1:1: apiVersion: Required value
    say what kind of Kubernetes object this is
shop.yaml:1:1: kind: Required value
    say what kind of Kubernetes object this is
shop.yaml:4:1: apiVersion: Required value
    say what kind of Kubernetes object this is
shop.yaml:6:2: apiVersion: Invalid value: 1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:8:1: Invalid value: ["a"]: must be a Kubernetes object, not a list
    write a map with apiVersion, kind and metadata
shop.yaml:10:1: Invalid value: "text": must be a Kubernetes object, not a string
    write a map with apiVersion, kind and metadata
`);
});

test('workloads that are not what they should be, each finding at its place', () => {
  const cluster = clusterOfText(
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {a: 1}}
spec:
  replicas: -1
  template:
    metadata:
      labels: {version: 1.10, so: yes, ok: true}
    spec:
      hostNetwork: 1
      containers:
        - ports:
            - {containerPort: 80, name: http}
            - {containerPort: 81, name: http}
            - {containerPort: 70000, protocol: tcp, name: "80"}
            - {name: none}
---
apiVersion: v1
kind: Pod
metadata: {name: web, ownerReferences: [{kind: ReplicaSet}, {kind: 1, name: a}]}
spec: {containers: []}
status: {phase: 1, podIP: 10.0.0.256, podIPs: [{ip: x}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: night}
spec: {jobTemplate: {}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {a: 1}, ports: [{}, {port: 80, targetPort: "80"}, {port: "x", protocol: X}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: Shop}
`,
    { file: 'shop.yaml' },
  );
  expect(warnings(cluster)).toMatchInlineSnapshot(`
shop.yaml:16:15: Deployment default/web: spec.template.spec.containers[0].ports[3].containerPort: Required value
    write the number of the port
shop.yaml:20:23: Pod default/web: metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty
    write the version of its API, such as apps/v1
shop.yaml:20:23: Pod default/web: metadata.ownerReferences.name: Invalid value: "": must not be empty
    say whose object this is, or leave the owner out
shop.yaml:20:23: Pod default/web: metadata.ownerReferences.uid: Invalid value: "": must not be empty
    say whose object this is, or leave the owner out
shop.yaml:20:23: Pod default/web: metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty
    write the version of its API, such as apps/v1
shop.yaml:20:62: Pod default/web: metadata.ownerReferences[1].kind: Invalid value: 1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:20:23: Pod default/web: metadata.ownerReferences.uid: Invalid value: "": must not be empty
    say whose object this is, or leave the owner out
`);
  expect(problems(cluster)).toMatchInlineSnapshot(`
shop.yaml:3:32: Deployment default/web: metadata.labels.a: Invalid value: 1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:5:3: Deployment default/web: spec.replicas: Invalid value: -1: must be a whole number, 0 or more
    write how many pods there are
shop.yaml:8:16: Deployment default/web: spec.template.metadata.labels.version: Invalid value: 1.1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:8:31: Deployment default/web: spec.template.metadata.labels.so: Invalid value: true: must be a string, not a boolean
    put it in quotes, as it is meant; without them true, false, yes, no, on, off, y and n are booleans
shop.yaml:8:40: Deployment default/web: spec.template.metadata.labels.ok: Invalid value: true: must be a string, not a boolean
    put it in quotes, as it is meant; without them true, false, yes, no, on, off, y and n are booleans
shop.yaml:14:35: Deployment default/web: spec.template.spec.containers[0].ports[1].name: Duplicate value: "http"
    give each port of a container its own name
shop.yaml:15:16: Deployment default/web: spec.template.spec.containers[0].ports[2].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive
    write a whole number from 1 to 65535
shop.yaml:15:38: Deployment default/web: spec.template.spec.containers[0].ports[2].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"
    write one of TCP, UDP, SCTP
shop.yaml:15:53: Deployment default/web: spec.template.spec.containers[0].ports[2].name: Invalid value: "80": must contain at least one letter (a-z)
    write a short name such as http
shop.yaml:10:7: Deployment default/web: spec.template.spec.hostNetwork: Invalid value: 1: must be a boolean, not a number
    write true or false
shop.yaml:22:10: Pod default/web: status.phase: Invalid value: 1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:22:20: Pod default/web: status.podIP: Invalid value: "10.0.0.256": must be a valid IP address
    write an address such as 10.0.0.1
shop.yaml:22:49: Pod default/web: status.podIPs[0].ip: Invalid value: "x": must be a valid IP address
    write an address such as 10.0.0.1
shop.yaml:21:8: Pod default/web: spec.containers: Required value
    list at least one container
shop.yaml:27:8: CronJob default/night: spec.jobTemplate.spec: Required value
    say which pods are meant
shop.yaml:32:19: Service default/web: spec.selector.a: Invalid value: 1: must be a string, not a number
    put it in quotes, as it is meant; without them it is a number
shop.yaml:32:34: Service default/web: spec.ports[0].port: Required value
    write the port on which clients call
shop.yaml:32:49: Service default/web: spec.ports[1].targetPort: Invalid value: "80": must contain at least one letter (a-z)
    write the number or the name of a container port
shop.yaml:32:69: Service default/web: spec.ports[2].port: Invalid value: "x": must be a whole number
    write a whole number from 1 to 65535
shop.yaml:32:80: Service default/web: spec.ports[2].protocol: Unsupported value: "X": supported values: "TCP", "UDP", "SCTP"
    write one of TCP, UDP, SCTP
shop.yaml:36:12: Namespace Shop: metadata.name: Invalid value: "Shop": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
    write lower case letters, digits, '-' and '.'
shop.yaml:36:12: Namespace Shop: metadata.name: Invalid value: "Shop": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
    write a name such as shop
`);
});

test('a broken document is reported with its place and hides no other', () => {
  const cluster = clusterOfText(
    `${policy('{}', 'name: a')}---
kind: [
---
a: 1
 b: 2
---
\tx: 1
---
a: "unclosed
---
a: *nothing
---
a: !!int x
---
{"a": 1,}x
---
${policy('{}', 'name: b')}`,
    { file: 'shop.yaml' },
  );
  expect(policies(cluster)).toEqual(['default/a', 'default/b']);
  expect(problems(cluster)).toMatchInlineSnapshot(`
shop.yaml:4:1: Invalid value: cannot be read as YAML: deficient indentation
    correct the text at this place; the fault may begin a few lines above
shop.yaml:6:3: Invalid value: cannot be read as YAML: bad indentation of a mapping entry
    correct the text at this place; the fault may begin a few lines above
shop.yaml:8:3: Invalid value: cannot be read as YAML: end of the stream or a document separator is expected
    correct the text at this place; the fault may begin a few lines above
shop.yaml:11:1: Invalid value: cannot be read as YAML: deficient indentation
    correct the text at this place; the fault may begin a few lines above
shop.yaml:12:5: Invalid value: cannot be read as YAML: unidentified alias "nothing"
    correct the text at this place; the fault may begin a few lines above
shop.yaml:14:4: Invalid value: cannot be read as YAML: cannot resolve a node with !<tag:yaml.org,2002:int> explicit tag
    correct the text at this place; the fault may begin a few lines above
shop.yaml:16:10: Invalid value: cannot be read as YAML: end of the stream or a document separator is expected
    correct the text at this place; the fault may begin a few lines above
`);
});

describe('an object that is there twice', () => {
  const pod = (name: string, labels: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers: [{}] },
  });
  test('counts as the last says, and a warning says so', () => {
    const cluster = clusterOfManifests([pod('a', { v: '1' }), pod('b', {}), pod('a', { v: '2' })]);
    expect(workloads(cluster)).toEqual(['default/a[Pod] x1 v=2', 'default/b[Pod] x1']);
    expect(problems(cluster)).toBe('');
    expect(warnings(cluster)).toMatchInlineSnapshot(`
manifest 3: Pod default/a: metadata.name: Duplicate value: "a": is declared in manifest 1 too, with other content; the last one counts
    keep one of them
`);
  });
  test('counts once without a word where both say the same, in whatever order', () => {
    const cluster = clusterOfManifests([pod('a', { v: '1', w: '2' }), pod('a', { w: '2', v: '1' })]);
    expect([workloads(cluster), problems(cluster)]).toEqual([['default/a[Pod] x1 v=1 w=2'], '']);
  });
  test('policies are the same where their specs are', () => {
    const same = `${policy('{}', 'name: p, labels: {a: b}')}---\n${policy('{}', 'name: p, namespace: default')}`;
    expect(problemsOf(same)).toBe('');
    const other = clusterOfText(`${policy('{}')}---\n${policy('{ingress: [{}]}')}`, { file: 'shop.yaml' });
    expect(warnings(other)).toMatchInlineSnapshot(`
shop.yaml:3:68: NetworkPolicy default/p: metadata.name: Duplicate value: "p": is declared in shop.yaml:1:1 too, with other content; the last one counts
    keep one of them
`);
  });
  test('objects of other kinds or namespaces are others', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };
    const elsewhere = { ...pod('a', { v: '2' }), metadata: { name: 'a', namespace: 'shop', labels: { v: '2' } } };
    expect(problems(clusterOfManifests([pod('a', { v: '1' }), service, elsewhere]))).toBe('');
  });
});

test('of thousands of problems the first thousand are reported, and that there are more', () => {
  const { problems: reported, workloads } = clusterOfText('[\n---\n'.repeat(3000));
  expect(workloads).toEqual([]);
  expect(reported).toHaveLength(1001);
  expect(reported.at(-1)?.finding.message).toBe(
    'Too long: there are more than 1000 problems; the rest is not reported',
  );
});

test('a problem keeps no text in memory but its own', () => {
  const [problem] = clusterOfText(`kind: x\n---\n${'# long\n'.repeat(10_000)}`).problems;
  expect(JSON.stringify(problem)).not.toContain('long');
});
