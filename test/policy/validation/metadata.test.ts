import { faultsOf, policyNamed } from './manifests';

const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const named = (fields: object) => policyNamed({ name: 'web', ...fields });

describe('metadata as a cluster gives it back is taken', () => {
  test('with everything that the API server fills in', () => {
    const metadata = {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"NetworkPolicy"}\n' },
      creationTimestamp: '2024-05-06T07:08:09Z',
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: '2024-05-06T07:08:09Z',
      finalizers: ['foregroundDeletion', 'example.com/keep'],
      generation: 3,
      labels: { app: 'web', 'app.kubernetes.io/part-of': 'shop', empty: '' },
      managedFields: [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': {} } }],
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1', controller: true }],
      resourceVersion: '12345',
      selfLink: '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/web',
      uid: '6b1c6c1e-0000-4000-8000-000000000000',
    };
    expect(faultsOf(named(metadata))).toEqual([]);
  });

  test('with creationTimestamp null, as generated YAML has it', () => {
    expect(faultsOf(named({ creationTimestamp: null }))).toEqual([]);
  });

  test('with emptied keys', () => {
    const emptied = { labels: null, annotations: null, finalizers: null, ownerReferences: null, generateName: null };
    expect(faultsOf(named(emptied))).toEqual([]);
  });
});

describe('labels', () => {
  test.each([
    ['a key with a space', { 'my app': 'x' }, `Invalid value: "my app": ${NAME_RULE}`],
    ['a value with a space', { app: 'my app' }, `Invalid value: "my app": ${VALUE_RULE}`],
    [
      'a value of 64 bytes',
      { app: 'a'.repeat(64) },
      `Invalid value: "${'a'.repeat(64)}": must be no more than 63 bytes`,
    ],
  ])('%s', (_title, labels, message) => {
    expect(faultsOf(named({ labels }))).toEqual([{ path: 'metadata.labels', message }]);
  });
});

describe('annotations', () => {
  test.each([
    ['any text', { why: 'a long\nstory: with "quotes" and é' }],
    ['an empty text', { why: '' }],
    ['a key in upper case', { 'Example.com/Why': 'x' }],
    ['262144 bytes in all', { why: 'x'.repeat(262144 - 3) }],
  ])('%s is taken', (_title, annotations) => {
    expect(faultsOf(named({ annotations }))).toEqual([]);
  });

  test('a key is a qualified name, in whatever case', () => {
    expect(faultsOf(named({ annotations: { 'my why': 'x' } }))).toEqual([
      { path: 'metadata.annotations', message: `Invalid value: "my why": ${NAME_RULE}` },
    ]);
  });

  test.each([
    ['in one annotation', { why: 'x'.repeat(262144 - 2) }],
    ['in two', { why: 'x'.repeat(262144 - 7), how: 'xx' }],
    ['as bytes, not characters', { why: 'é'.repeat(131071) }],
  ])('more than 262144 bytes are too many: %s', (_title, annotations) => {
    expect(faultsOf(named({ annotations }))).toEqual([
      { path: 'metadata.annotations', message: 'Too long: may not be more than 262144 bytes' },
    ]);
  });
});

describe('finalizers', () => {
  test('each is a qualified name', () => {
    expect(faultsOf(named({ finalizers: ['example.com/keep', 'keep it'] }))).toEqual([
      { path: 'metadata.finalizers[1]', message: `Invalid value: "keep it": ${NAME_RULE}` },
    ]);
  });
});
