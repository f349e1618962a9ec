import { faultsOf, policyNamed } from '../../support/policy-faults';

const NOT_A_SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NOT_A_LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const long = (length: number) => 'a'.repeat(length);
/** A name of many short parts, as long as a DNS subdomain may be. */
const longest = `${'a.'.repeat(126)}a`;

describe('the name of a policy is a DNS subdomain of at most 253 bytes', () => {
  test.each(['web', '0', 'a.b', 'a-b.c-d', '123-abc', long(64), long(253), longest])('%s is one', (name) => {
    expect(faultsOf(policyNamed({ name }))).toEqual([]);
  });

  test.each([
    'Web',
    'web_1',
    '-web',
    'web-',
    'web.',
    '.web',
    'a..b',
    'a.-b',
    'web shop',
    'wéb',
    'web\n',
    'shop/web',
    '*',
  ])('%j is none', (name) => {
    expect(faultsOf(policyNamed({ name }))).toEqual([
      { path: 'metadata.name', message: `Invalid value: ${JSON.stringify(name)}: ${NOT_A_SUBDOMAIN}` },
    ]);
  });

  test('254 bytes are too many', () => {
    expect(faultsOf(policyNamed({ name: long(254) }))).toEqual([
      { path: 'metadata.name', message: `Invalid value: "${long(119)}...: must be no more than 253 characters` },
    ]);
  });

  test('of a name that is too long and no DNS subdomain both are reported', () => {
    expect(faultsOf(policyNamed({ name: 'A'.repeat(254) })).map(({ message }) => message)).toEqual([
      expect.stringContaining('must be no more than 253 characters'),
      expect.stringContaining(NOT_A_SUBDOMAIN),
    ]);
  });

  test('bytes are counted, not characters', () => {
    expect(faultsOf(policyNamed({ name: 'é'.repeat(127) })).map(({ message }) => message)).toEqual([
      expect.stringContaining('must be no more than 253 characters'),
      expect.stringContaining(NOT_A_SUBDOMAIN),
    ]);
  });
});

describe('a policy must have a name', () => {
  test.each([
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['null for a name', { name: null }],
    ['an empty name and an empty prefix', { name: '', generateName: '' }],
  ])('%s', (_title, metadata) => {
    expect(faultsOf(policyNamed(metadata))).toEqual([
      { path: 'metadata.name', message: 'Required value: name or generateName is required' },
    ]);
  });

  test.each(['web-', 'web', 'web.a-', `${'x'.repeat(253)}-`])('or the prefix %j of one', (generateName) => {
    expect(faultsOf(policyNamed({ generateName }))).toEqual([]);
  });

  test.each(['Web-', '-', '-web', 'web_'])('and the prefix must be able to begin one, as %j is not', (generateName) => {
    expect(faultsOf(policyNamed({ generateName }))).toEqual([
      { path: 'metadata.generateName', message: `Invalid value: "${generateName}": ${NOT_A_SUBDOMAIN}` },
    ]);
  });
});

describe('the namespace of a policy is a DNS label of at most 63 bytes', () => {
  test.each(['shop', '0', 'kube-system', long(63)])('%s is one', (namespace) => {
    expect(faultsOf(policyNamed({ name: 'web', namespace }))).toEqual([]);
  });

  test.each([
    ['absent', {}],
    ['null', { namespace: null }],
    ['empty', { namespace: '' }],
  ])('%s, it is left to the command that applies the policy', (_title, fields) => {
    expect(faultsOf(policyNamed({ name: 'web', ...fields }))).toEqual([]);
  });

  test.each(['Shop', 'shop_1', '-shop', 'shop-', 'my shop', 'shop/web', 'a..b', 'shop\n'])(
    '%j is none',
    (namespace) => {
      expect(faultsOf(policyNamed({ name: 'web', namespace }))).toEqual([
        { path: 'metadata.namespace', message: `Invalid value: ${JSON.stringify(namespace)}: ${NOT_A_LABEL}` },
      ]);
    },
  );

  test('it has no dots', () => {
    expect(faultsOf(policyNamed({ name: 'web', namespace: 'a.b' }))).toEqual([
      { path: 'metadata.namespace', message: 'Invalid value: "a.b": must not contain dots' },
    ]);
  });

  test('64 bytes are too many', () => {
    expect(faultsOf(policyNamed({ name: 'web', namespace: long(64) }))).toEqual([
      { path: 'metadata.namespace', message: `Invalid value: "${long(64)}": must be no more than 63 characters` },
    ]);
  });
});
