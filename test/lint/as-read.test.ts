import { clusterOfText } from '../../lib/cluster/load';
import { checkCluster } from '../../lib/lint/check-cluster';

/** A line for each finding about how the input is written. */
const findingsIn = (text: string, ...rules: string[]) =>
  checkCluster(clusterOfText(text))
    .findings.filter(({ rule }) => rules.includes(rule))
    .map(({ rule, severity, object, path, message }) => `${rule} ${severity}: ${object}: ${path}: ${message}`);

const policy = (spec: string, more = '') =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: w, namespace: s}, spec: ${spec}${more}}\n`;

test('rule 33: a status, as exports of Kubernetes 1.24 to 1.27 hold it, is a warning, and the policy is judged', () => {
  expect(findingsIn(policy('{}', ', status: {}'), 'unknown-field', 'invalid')).toEqual([
    'unknown-field warning: NetworkPolicy s/w: status: Unknown field "status"',
  ]);
  expect(findingsIn(policy('{}', ', state: {}'), 'unknown-field')).toEqual([
    'unknown-field error: NetworkPolicy s/w: state: Unknown field "state"',
  ]);
});

describe('rule 24: what has no value and therefore means everything', () => {
  test.each([
    [
      '{ingress: [{ports: [{port: }, {port: 8080}]}]}',
      'error',
      'spec.ingress[0].ports[0].port',
      'every port of the protocol',
    ],
    ['{ingress: [{ports: [~]}]}', 'error', 'spec.ingress[0].ports[0]', 'every TCP port'],
    ['{ingress: [~]}', 'error', 'spec.ingress[0]', 'everyone, on every port'],
    ['{egress: [{}, ~]}', 'error', 'spec.egress[1]', 'everyone, on every port'],
    [
      '{ingress: [{from: [{namespaceSelector: {}, podSelector: }]}]}',
      'error',
      'spec.ingress[0].from[0].podSelector',
      'every pod of the namespaces that the peer selects',
    ],
    ['{podSelector: }', 'info', 'spec.podSelector', 'every pod of the namespace'],
    ['{podSelector: {matchLabels: }}', 'info', 'spec.podSelector.matchLabels', 'every pod of the namespace'],
  ])('%s', (spec, severity, path, means) => {
    expect(findingsIn(policy(spec), 'emptied-key')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^emptied-key ${severity}: NetworkPolicy s/w: ${path.replace(/[[\].]/g, '\\$&')}: this .* that means ${means}`,
        ),
      ),
    ]);
  });
  test.each([
    '{policyTypes: }',
    '{ingress: }',
    '{podSelector: {matchExpressions: [{key: a, operator: In, values: [~]}]}}',
  ])('what means nothing else than its absence is none: %s', (spec) => {
    expect(findingsIn(policy(spec), 'emptied-key')).toEqual([]);
  });
});

describe('two objects of one name', () => {
  const other = policy('{podSelector: {matchLabels: {app: cache}}}');
  test('with different contents are an error, and not said to be the same', () => {
    expect(findingsIn(`${policy('{}')}---\n${other}`, 'duplicate-name', 'invalid')).toEqual([
      'duplicate-name error: NetworkPolicy s/w: metadata.name: Duplicate value: "w": is declared in line 1, column 1 too, with other content; the last one counts',
    ]);
  });
  test('of which two are the same and one is not are one finding, which does not say that they are the same', () => {
    expect(findingsIn(`${policy('{}')}---\n${other}---\n${other}`, 'duplicate-name')).toEqual([
      expect.stringMatching(/^duplicate-name error: .* with other content/),
    ]);
  });
  test('that are no policies are reported as well', () => {
    const pod = (app: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: s, labels: {app: ${app}}}, spec: {containers: [{}]}}\n`;
    expect(findingsIn(`${pod('one')}---\n${pod('two')}`, 'duplicate-name')).toHaveLength(1);
  });
});

test('what the API server refuses and no policy can see is a warning', () => {
  const text = `
{apiVersion: apps/v1beta1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{ports: [{name: x}]}]}}}}
---
{apiVersion: extensions/v1beta1, kind: NetworkPolicy, metadata: {name: p}, spec: {}}`;
  expect(findingsIn(text, 'invalid')).toEqual([
    'invalid warning: Deployment default/a: apiVersion: Unsupported value: "apps/v1beta1": supported values: "apps/v1"',
    'invalid warning: Deployment default/a: spec.template.spec.containers[0].ports[0].containerPort: Required value',
    'invalid warning: NetworkPolicy default/p: apiVersion: Unsupported value: "extensions/v1beta1": supported values: "networking.k8s.io/v1"',
  ]);
});
