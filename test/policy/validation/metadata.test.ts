import { faultsOf, policyNamed } from '../../support/policy-faults';

const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const STANDARD_RULE = 'name is neither a standard finalizer name nor is it fully qualified';
const named = (fields: object) => policyNamed({ name: 'web', ...fields });

describe('metadata as a cluster gives it back is taken', () => {
  test('with everything that the API server fills in', () => {
    const metadata = {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"NetworkPolicy"}\n' },
      creationTimestamp: '2024-05-06T07:08:09Z',
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: '2024-05-06T07:08:09Z',
      finalizers: ['foregroundDeletion', 'example.com/keep'],
      // More than JavaScript counts exactly.
      generation: 2 ** 60,
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
      { path: 'metadata.finalizers', message: `Invalid value: "keep it": ${NAME_RULE}` },
      { path: 'metadata.finalizers[1]', message: `Invalid value: "keep it": ${STANDARD_RULE}` },
    ]);
    expect(faultsOf(named({ finalizers: ['keep'] }))).toEqual([
      { path: 'metadata.finalizers[0]', message: `Invalid value: "keep": ${STANDARD_RULE}` },
    ]);
  });

  test.each(['orphan', 'foregroundDeletion', 'kubernetes', 'example.com/keep'])('%s is one', (name) => {
    expect(faultsOf(named({ finalizers: [name] }))).toEqual([]);
  });

  test('two that contradict each other are refused', () => {
    expect(faultsOf(named({ finalizers: ['orphan', 'foregroundDeletion'] }))).toEqual([
      {
        path: 'metadata.finalizers',
        message:
          'Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
      },
    ]);
  });
});

describe('what the API server and controllers write', () => {
  test.each([
    ['creationTimestamp', 5, 'must be a string, not a number'],
    ['creationTimestamp', '', 'must be a time of RFC 3339'],
    ['creationTimestamp', 'yesterday', 'must be a time of RFC 3339'],
    ['creationTimestamp', '2026-01-01 00:00:00Z', 'must be a time of RFC 3339'],
    ['creationTimestamp', '2026-01-01t00:00:00z', 'must be a time of RFC 3339'],
    ['deletionTimestamp', '2026-02-30T00:00:00Z', 'must be a time of RFC 3339'],
    ['deletionTimestamp', '2026-13-01T00:00:00Z', 'must be a time of RFC 3339'],
    ['deletionTimestamp', '2026-01-01T24:00:00Z', 'must be a time of RFC 3339'],
    ['deletionTimestamp', `2026-01-01T00:00:00.${'0'.repeat(1e6)}x`, 'must be a time of RFC 3339'],
    ['generation', '1', 'must be a whole number'],
    ['generation', 1.5, 'must be a whole number'],
    ['generation', 2 ** 64, 'must be a whole number'],
    ['deletionGracePeriodSeconds', 'x', 'must be a whole number'],
    ['resourceVersion', 5, 'must be a string, not a number'],
    ['uid', 5, 'must be a string, not a number'],
    ['selfLink', true, 'must be a string, not a boolean'],
    ['managedFields', {}, 'must be a list, not a map'],
    ['ownerReferences', 'web', 'must be a list, not a string'],
  ])('%s is not %j', (name, value, detail) => {
    expect(faultsOf(named({ [name]: value }))).toEqual([
      { path: `metadata.${name}`, message: expect.stringMatching(`^Invalid value: .*: ${detail}$`) },
    ]);
  });

  test.each([
    '2026-01-31T00:00:00Z',
    '2024-02-29T23:59:59.999999Z',
    '2026-01-01T00:00:00+01:00',
    '0000-02-29T00:00:00Z',
    null,
  ])('creationTimestamp may be %j', (creationTimestamp) => {
    expect(faultsOf(named({ creationTimestamp }))).toEqual([]);
  });

  test('who manages which fields is of the right types', () => {
    expect(
      faultsOf(named({ managedFields: [{ operation: 5 }, { time: 'x' }, { fieldsV1: 'any', kind: 1 }, null] })),
    ).toEqual([
      { path: 'metadata.managedFields[0].operation', message: 'Invalid value: 5: must be a string, not a number' },
      { path: 'metadata.managedFields[1].time', message: 'Invalid value: "x": must be a time of RFC 3339' },
      { path: 'metadata.managedFields[2].kind', message: 'Unknown field "metadata.managedFields[2].kind"' },
    ]);
  });
});

describe('owners', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1' };
  const ownedBy = (...ownerReferences: unknown[]) => faultsOf(named({ ownerReferences }));
  const at = 'metadata.ownerReferences';

  test.each(['kind', 'name', 'uid'])('each has its %s', (name) => {
    const message = 'Invalid value: "": must not be empty';
    expect(ownedBy({ ...owner, [name]: undefined })).toEqual([{ path: `${at}.${name}`, message }]);
    expect(ownedBy(owner, { ...owner, [name]: '' })).toEqual([{ path: `${at}.${name}`, message }]);
  });

  test.each([
    [undefined, '""'],
    ['', '""'],
    ['apps/', '"apps/"'],
    ['a/b/c', '"a/b/c"'],
  ])('a version of the API is not %j', (apiVersion, shown) => {
    expect(ownedBy({ ...owner, apiVersion })).toEqual([
      { path: `${at}.apiVersion`, message: `Invalid value: ${shown}: version must not be empty` },
    ]);
  });

  test('of the right types, without other fields', () => {
    expect(ownedBy({ ...owner, controller: 'yes', name: 5, tier: 1 })).toEqual([
      { path: `${at}[0].tier`, message: `Unknown field "${at}[0].tier"` },
      { path: `${at}[0].controller`, message: 'Invalid value: "yes": must be a boolean, not a string' },
      { path: `${at}[0].name`, message: 'Invalid value: 5: must be a string, not a number' },
    ]);
  });

  test('an Event owns nothing, and only one owner is the controller', () => {
    const [event, ...others] = ownedBy({ ...owner, apiVersion: 'v1', kind: 'Event' });
    expect(others).toEqual([]);
    expect(event?.message).toContain('/v1, Kind=Event is disallowed from being an owner');
    const [controllers] = ownedBy({ ...owner, controller: true }, { ...owner, name: 'b', controller: true });
    expect(controllers?.message).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for Deployment/web and Deployment/b',
    );
  });

  test('each further controller is one too many, and what has no kind or name is empty in the message', () => {
    const lines = ownedBy(
      { controller: true },
      { ...owner, controller: true },
      { ...owner, name: 'b', controller: true },
    );
    expect(lines.map(({ message }) => message.split('in references for ')[1]).filter(Boolean)).toEqual([
      '/ and Deployment/web',
      '/ and Deployment/b',
    ]);
  });
});
