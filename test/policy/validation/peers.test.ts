import { faultsOf, policyFrom, policyWith } from '../../support/policy-faults';

const web = { matchLabels: { app: 'web' } };
const block = { cidr: '10.0.0.0/8' };

describe('a peer that the API server takes', () => {
  test.each([
    ['pods of the same namespace', { podSelector: web }],
    ['every pod of the same namespace', { podSelector: {} }],
    ['every pod of some namespaces', { namespaceSelector: web }],
    ['every pod of every namespace', { namespaceSelector: {} }],
    ['pods of some namespaces', { podSelector: web, namespaceSelector: web }],
    ['addresses', { ipBlock: block }],
    ['addresses, with the selectors there but undefined', { ipBlock: block, podSelector: undefined }],
  ])('%s', (_title, peer) => {
    expect(faultsOf(policyFrom(peer))).toEqual([]);
  });
});

describe('rule 6: an empty peer is no peer', () => {
  test.each([
    ['from: [{}]', { ingress: [{ from: [{}] }] }, 'spec.ingress[0].from[0]'],
    ['to: [{}]', { egress: [{ to: [{}] }] }, 'spec.egress[0].to[0]'],
    [
      'the third of from',
      { ingress: [{ from: [{ podSelector: {} }, { ipBlock: block }, {}] }] },
      'spec.ingress[0].from[2]',
    ],
    [
      'one whose fields are undefined',
      { ingress: [{ from: [{ podSelector: undefined }] }] },
      'spec.ingress[0].from[0]',
    ],
  ])('%s', (_title, spec, path) => {
    expect(faultsOf(policyWith(spec))).toEqual([{ path, message: 'Required value: must specify a peer' }]);
  });
});

describe('rule 11: ipBlock excludes the other two fields', () => {
  test.each([
    ['podSelector', { ipBlock: block, podSelector: web }],
    ['an empty podSelector', { ipBlock: block, podSelector: {} }],
    ['namespaceSelector', { ipBlock: block, namespaceSelector: web }],
    ['both', { ipBlock: block, podSelector: web, namespaceSelector: web }],
  ])('%s', (_title, peer) => {
    expect(faultsOf(policyFrom(peer))).toEqual([
      { path: 'spec.ingress[0].from[0]', message: 'Forbidden: may not specify both ipBlock and another peer' },
    ]);
  });

  test('and what is wrong inside them is reported as well', () => {
    const peer = { ipBlock: { cidr: '999.1.1.1/99' }, podSelector: { matchLabels: { app: 'no way' } } };
    expect(faultsOf(policyFrom(peer)).map(({ path }) => path)).toEqual([
      'spec.ingress[0].from[0].podSelector.matchLabels',
      'spec.ingress[0].from[0].ipBlock.cidr',
      'spec.ingress[0].from[0]',
    ]);
  });
});

describe('a peer that is wrong inside says where', () => {
  test.each([
    ['podSelector', 'spec.egress[0].to[1].podSelector.matchLabels'],
    ['namespaceSelector', 'spec.egress[0].to[1].namespaceSelector.matchLabels'],
  ])('in its %s', (field, path) => {
    const spec = { egress: [{ to: [{ podSelector: {} }, { [field]: { matchLabels: { '': 'web' } } }] }] };
    expect(faultsOf(policyWith(spec)).map((fault) => fault.path)).toEqual([path, path]);
  });
});

describe('null is absent', () => {
  const none = faultsOf(policyFrom({}));
  test.each<[string, object, object[]]>([
    ['podSelector', { podSelector: null }, none],
    ['namespaceSelector', { namespaceSelector: null }, none],
    ['ipBlock', { ipBlock: null }, none],
    ['podSelector beside an ipBlock', { podSelector: null, ipBlock: block }, []],
    ['ipBlock beside a podSelector', { podSelector: web, ipBlock: null }, []],
    ['everything', { podSelector: null, namespaceSelector: null, ipBlock: null }, none],
  ])('%s', (_title, peer, faults) => {
    expect(faultsOf(policyFrom(peer))).toEqual(faults);
  });
});
