import { faultsOf, policyFor, policyFrom } from '../../support/policy-faults';

const EXPRESSION = 'spec.podSelector.matchExpressions[0]';
const NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const PREFIX_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const long = (length: number) => 'a'.repeat(length);
const requirement = (fields: object) => policyFor({ matchExpressions: [fields] });

describe('a condition that the API server takes', () => {
  test.each([
    ['In with one value', { key: 'tier', operator: 'In', values: ['web'] }],
    ['In with the empty value', { key: 'tier', operator: 'In', values: [''] }],
    ['NotIn with two values', { key: 'tier', operator: 'NotIn', values: ['web', 'api'] }],
    ['Exists', { key: 'tier', operator: 'Exists' }],
    ['Exists with no values in its list', { key: 'tier', operator: 'Exists', values: [] }],
    ['DoesNotExist with an emptied list', { key: 'tier', operator: 'DoesNotExist', values: null }],
  ])('%s', (_title, condition) => {
    expect(faultsOf(requirement(condition))).toEqual([]);
  });
});

describe('In and NotIn need values', () => {
  test.each([
    ['In', undefined],
    ['In', []],
    ['In', null],
    ['NotIn', undefined],
    ['NotIn', []],
  ])('%s with %j', (operator, values) => {
    expect(faultsOf(requirement({ key: 'tier', operator, ...(values !== undefined && { values }) }))).toEqual([
      {
        path: `${EXPRESSION}.values`,
        message: "Required value: must be specified when `operator` is 'In' or 'NotIn'",
      },
    ]);
  });
});

test.each(['In', 'NotIn', 'Exists'])('values that are no list are reported once, with %s', (operator) => {
  expect(faultsOf(requirement({ key: 'tier', operator, values: 'web' }))).toEqual([
    { path: `${EXPRESSION}.values`, message: 'Invalid value: "web": must be a list, not a string' },
  ]);
});

test.each(['Exists', 'DoesNotExist'])('%s takes no values', (operator) => {
  expect(faultsOf(requirement({ key: 'tier', operator, values: ['web'] }))).toEqual([
    {
      path: `${EXPRESSION}.values`,
      message: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    },
  ]);
});

describe('an unknown operator is invalid', () => {
  test.each([
    ['in', { operator: 'in' }],
    ['Equals', { operator: 'Equals' }],
    ['Gt', { operator: 'Gt' }],
    ['', { operator: '' }],
    ['', { operator: null }],
    ['', {}],
  ])('%j of %j', (shown, fields) => {
    expect(faultsOf(requirement({ key: 'tier', ...fields }))).toEqual([
      { path: `${EXPRESSION}.operator`, message: `Invalid value: "${shown}": not a valid selector operator` },
    ]);
  });
});

describe('a key is a name behind an optional DNS subdomain', () => {
  test.each([
    'app',
    'A',
    '0',
    'my.name',
    'my_name',
    'a/b',
    'app.kubernetes.io/name',
    long(63),
    `${`${'a.'.repeat(126)}a`}/${long(63)}`,
  ])('%s is one', (key) => {
    expect(faultsOf(policyFor({ matchLabels: { [key]: 'x' } }))).toEqual([]);
    expect(faultsOf(requirement({ key, operator: 'Exists' }))).toEqual([]);
  });

  test.each([
    ['my app', [`name part ${NAME_RULE}`]],
    ['-app', [`name part ${NAME_RULE}`]],
    ['app.', [`name part ${NAME_RULE}`]],
    ['app\n', [`name part ${NAME_RULE}`]],
    ['', ['name part must be non-empty', `name part ${NAME_RULE}`]],
    ['example.com/', ['name part must be non-empty', `name part ${NAME_RULE}`]],
    ['/app', ['prefix part must be non-empty']],
    ['Example.com/app', [`prefix part ${PREFIX_RULE}`]],
    ['a_b/app', [`prefix part ${PREFIX_RULE}`]],
    [long(64), ['name part must be no more than 63 bytes']],
    [
      'a/b/c',
      [`a valid label key ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`],
    ],
    [
      '//',
      [`a valid label key ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`],
    ],
  ])('%j is none, in labels and in conditions alike', (key, details) => {
    const shown = `Invalid value: ${JSON.stringify(key)}: `;
    expect(faultsOf(policyFor({ matchLabels: { [key]: 'x' } }))).toEqual(
      details.map((detail) => ({ path: 'spec.podSelector.matchLabels', message: shown + detail })),
    );
    expect(faultsOf(requirement({ key, operator: 'Exists' }))).toEqual(
      details.map((detail) => ({ path: `${EXPRESSION}.key`, message: shown + detail })),
    );
  });

  test('a prefix of 254 bytes is too long', () => {
    expect(faultsOf(requirement({ key: `${long(254)}/app`, operator: 'Exists' }))).toEqual([
      {
        path: `${EXPRESSION}.key`,
        message: `Invalid value: "${long(119)}...: prefix part must be no more than 253 bytes`,
      },
    ]);
  });

  test.each([
    ['absent', {}],
    ['null', { key: null }],
  ])('a condition needs one: %s', (_title, fields) => {
    expect(faultsOf(requirement({ operator: 'Exists', ...fields }))).toEqual([
      { path: `${EXPRESSION}.key`, message: 'Invalid value: "": name part must be non-empty' },
      { path: `${EXPRESSION}.key`, message: `Invalid value: "": name part ${NAME_RULE}` },
    ]);
  });
});

describe('a value is empty, or at most 63 bytes of the same characters', () => {
  test.each(['', 'a', '1.10', 'My_Value', long(63)])('%j is one', (value) => {
    expect(faultsOf(policyFor({ matchLabels: { app: value } }))).toEqual([]);
    expect(faultsOf(requirement({ key: 'app', operator: 'In', values: [value] }))).toEqual([]);
  });

  test.each([
    ['a b', [VALUE_RULE]],
    ['-a', [VALUE_RULE]],
    ['a.', [VALUE_RULE]],
    ['a/b', [VALUE_RULE]],
    ['*', [VALUE_RULE]],
    ['café', [VALUE_RULE]],
    ['a\n', [VALUE_RULE]],
    [long(64), ['must be no more than 63 bytes']],
    ['é'.repeat(32), ['must be no more than 63 bytes', VALUE_RULE]],
  ])('%j is none', (value, details) => {
    const messages = details.map((detail) => `Invalid value: ${JSON.stringify(value)}: ${detail}`);
    expect(faultsOf(policyFor({ matchLabels: { app: value } }))).toEqual(
      messages.map((message) => ({ path: 'spec.podSelector.matchLabels', message })),
    );
    expect(faultsOf(requirement({ key: 'app', operator: 'NotIn', values: ['ok', value] }))).toEqual(
      messages.map((message) => ({ path: `${EXPRESSION}.values[1]`, message })),
    );
  });
});

describe('the selectors of a peer obey the same rules', () => {
  test.each(['podSelector', 'namespaceSelector'])('%s', (field) => {
    const selector = { matchLabels: { app: 'a b' }, matchExpressions: [{ key: 'tier', operator: 'In' }] };
    expect(faultsOf(policyFrom({ [field]: selector }))).toEqual([
      { path: `spec.ingress[0].from[0].${field}.matchLabels`, message: `Invalid value: "a b": ${VALUE_RULE}` },
      {
        path: `spec.ingress[0].from[0].${field}.matchExpressions[0].values`,
        message: "Required value: must be specified when `operator` is 'In' or 'NotIn'",
      },
    ]);
  });
});
