import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf, policyFor, policyFrom, policyNamed, policyOn, policyWith } from '../../support/policy-faults';

const good = policyWith({ podSelector: {} });
const RULE = 'spec.ingress[0]';

describe('a field that the API does not have is found at every level', () => {
  test.each([
    ['the policy', { ...good, status: {} }, 'status'],
    ['metadata', policyNamed({ name: 'web', nameSpace: 'shop' }), 'metadata.nameSpace'],
    ['spec', policyWith({ podselector: {} }), 'spec.podselector'],
    ['spec, of another API', policyWith({ endpointSelector: {} }), 'spec.endpointSelector'],
    ['podSelector', policyFor({ app: 'web' }), 'spec.podSelector.app'],
    [
      'a condition',
      policyFor({ matchExpressions: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
      'spec.podSelector.matchExpressions[0].value',
    ],
    ['an ingress rule', policyWith({ ingress: [{ to: [] }] }), `${RULE}.to`],
    ['an egress rule', policyWith({ egress: [{ from: [] }] }), 'spec.egress[0].from'],
    ['a port', policyOn({ port: 80, targetPort: 8080 }), `${RULE}.ports[0].targetPort`],
    ['a peer', policyFrom({ podSelector: {}, matchLabels: {} }), `${RULE}.from[0].matchLabels`],
    [
      'the selector of a peer',
      policyFrom({ namespaceSelector: { name: 'shop' } }),
      `${RULE}.from[0].namespaceSelector.name`,
    ],
    ['an ipBlock', policyFrom({ ipBlock: { cidr: '10.0.0.0/8', exclude: [] } }), `${RULE}.from[0].ipBlock.exclude`],
    ['a field whose value is null', policyWith({ extra: null }), 'spec.extra'],
  ])('%s', (_title, manifest, path) => {
    expect(faultsOf(manifest)).toEqual([{ path, message: `Unknown field "${path}"` }]);
  });

  test('the way out lists the fields that there are', () => {
    expect(validateNetworkPolicy(policyWith({ podselector: {} }))[0]?.fix).toContain(
      'podSelector, policyTypes, ingress, egress',
    );
  });

  test('every field of no use is reported, in order', () => {
    expect(faultsOf(policyWith({ b: 1, a: 2, podSelector: {}, c: 3 })).map(({ path }) => path)).toEqual([
      'spec.b',
      'spec.a',
      'spec.c',
    ]);
  });
});

describe('apiVersion and kind', () => {
  test.each([
    ['apiVersion', 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1'],
    ['apiVersion', '', 'networking.k8s.io/v1'],
    ['kind', 'networkpolicy', 'NetworkPolicy'],
    ['kind', 'Deployment', 'NetworkPolicy'],
  ])('%s is not %j', (field, value, wanted) => {
    expect(faultsOf({ ...good, [field]: value })).toEqual([
      { path: field, message: `Unsupported value: "${value}": supported values: "${wanted}"` },
    ]);
  });

  test.each(['apiVersion', 'kind'])('%s is required', (field) => {
    expect(faultsOf({ ...good, [field]: undefined })).toEqual([{ path: field, message: 'Required value' }]);
    expect(faultsOf({ ...good, [field]: null })).toEqual([{ path: field, message: 'Required value' }]);
  });

  test('each must be text', () => {
    expect(faultsOf({ ...good, kind: 1 })).toEqual([
      { path: 'kind', message: 'Invalid value: 1: must be a string, not a number' },
    ]);
  });
});

describe('what is no policy at all', () => {
  test.each([
    [null, 'null', 'null'],
    [undefined, 'undefined', 'nothing'],
    ['apiVersion: v1', '"apiVersion: v1"', 'a string'],
    [42, '42', 'a number'],
    [false, 'false', 'a boolean'],
    [[good.kind], '["NetworkPolicy"]', 'a list'],
    [new Map([['kind', 'NetworkPolicy']]), '{}', 'an instance of a class'],
    [() => good, 'a function', 'a function'],
  ])('%p', (manifest, shown, kind) => {
    expect(faultsOf(manifest)).toEqual([{ path: '', message: `Invalid value: ${shown}: must be a map, not ${kind}` }]);
  });
});

describe('a map is wanted', () => {
  const places: [string, (value: unknown) => unknown, string][] = [
    ['metadata.labels', (labels) => policyNamed({ name: 'web', labels }), 'metadata.labels'],
    ['metadata.annotations', (annotations) => policyNamed({ name: 'web', annotations }), 'metadata.annotations'],
    ['an owner', (owner) => policyNamed({ name: 'web', ownerReferences: [owner] }), 'metadata.ownerReferences[0]'],
    ['spec', policyWith, 'spec'],
    ['podSelector', policyFor, 'spec.podSelector'],
    ['matchLabels', (matchLabels) => policyFor({ matchLabels }), 'spec.podSelector.matchLabels'],
    ['a condition', (item) => policyFor({ matchExpressions: [item] }), 'spec.podSelector.matchExpressions[0]'],
    ['an ingress rule', (rule) => policyWith({ ingress: [rule] }), RULE],
    ['an egress rule', (rule) => policyWith({ egress: [rule] }), 'spec.egress[0]'],
    ['a port', (port) => policyOn(port), `${RULE}.ports[0]`],
    ['a peer', (peer) => policyFrom(peer), `${RULE}.from[0]`],
    ['the podSelector of a peer', (podSelector) => policyFrom({ podSelector }), `${RULE}.from[0].podSelector`],
    [
      'the namespaceSelector of a peer',
      (it) => policyFrom({ namespaceSelector: it }),
      `${RULE}.from[0].namespaceSelector`,
    ],
    ['an ipBlock', (ipBlock) => policyFrom({ ipBlock }), `${RULE}.from[0].ipBlock`],
  ];

  test.each(places)('for %s, not text, a number or a list', (_title, manifest, path) => {
    expect(faultsOf(manifest('web'))).toEqual([{ path, message: 'Invalid value: "web": must be a map, not a string' }]);
    expect(faultsOf(manifest(80))).toEqual([{ path, message: 'Invalid value: 80: must be a map, not a number' }]);
    expect(faultsOf(manifest([]))).toEqual([{ path, message: 'Invalid value: []: must be a map, not a list' }]);
  });

  const EMPTY: ReadonlyMap<string, readonly object[]> = new Map([
    ['an owner', faultsOf(policyNamed({ name: 'web', ownerReferences: [{}] }))],
    ['a condition', faultsOf(policyFor({ matchExpressions: [{}] }))],
    ...['a peer', 'the podSelector of a peer', 'the namespaceSelector of a peer', 'an ipBlock'].map(
      (title): [string, object[]] => [title, faultsOf(policyFrom({}))],
    ),
  ]);
  test.each(places)('for %s; null is the same as absent, and in a list as empty', (title, manifest) => {
    expect(faultsOf(manifest(null))).toEqual(EMPTY.get(title) ?? []);
  });

  test('for metadata, which names no policy where it is null', () => {
    expect(faultsOf(policyNamed(null))).toEqual([
      { path: 'metadata.name', message: 'Required value: name or generateName is required' },
    ]);
  });
});

describe('a list is wanted', () => {
  test.each<[string, (value: unknown) => unknown, string]>([
    ['ingress', (ingress) => policyWith({ ingress }), 'spec.ingress'],
    ['egress', (egress) => policyWith({ egress }), 'spec.egress'],
    ['policyTypes', (policyTypes) => policyWith({ policyTypes }), 'spec.policyTypes'],
    ['ports', (ports) => policyWith({ ingress: [{ ports }] }), `${RULE}.ports`],
    ['from', (from) => policyWith({ ingress: [{ from }] }), `${RULE}.from`],
    ['to', (to) => policyWith({ egress: [{ to }] }), 'spec.egress[0].to'],
    ['matchExpressions', (it) => policyFor({ matchExpressions: it }), 'spec.podSelector.matchExpressions'],
    [
      'values',
      (values) => policyFor({ matchExpressions: [{ key: 'a', operator: 'Exists', values }] }),
      'spec.podSelector.matchExpressions[0].values',
    ],
    ['except', (except) => policyFrom({ ipBlock: { cidr: '10.0.0.0/8', except } }), `${RULE}.from[0].ipBlock.except`],
    ['finalizers', (finalizers) => policyNamed({ name: 'web', finalizers }), 'metadata.finalizers'],
    ['ownerReferences', (it) => policyNamed({ name: 'web', ownerReferences: it }), 'metadata.ownerReferences'],
  ])('for %s, not a map or text; null is absent', (_title, manifest, path) => {
    expect(faultsOf(manifest({}))).toEqual([{ path, message: 'Invalid value: {}: must be a list, not a map' }]);
    expect(faultsOf(manifest('x'))).toEqual([{ path, message: 'Invalid value: "x": must be a list, not a string' }]);
    expect(faultsOf(manifest(null))).toEqual([]);
  });
});

describe('text is wanted', () => {
  test.each<[string, (value: unknown) => unknown, string]>([
    ['metadata.name', (name) => policyNamed({ name }), 'metadata.name'],
    ['metadata.namespace', (namespace) => policyNamed({ name: 'web', namespace }), 'metadata.namespace'],
    ['generateName', (generateName) => policyNamed({ name: 'web', generateName }), 'metadata.generateName'],
    ['a label', (app) => policyNamed({ name: 'web', labels: { app } }), 'metadata.labels.app'],
    ['an annotation', (why) => policyNamed({ name: 'web', annotations: { why } }), 'metadata.annotations.why'],
    ['a finalizer', (it) => policyNamed({ name: 'web', finalizers: [it] }), 'metadata.finalizers[0]'],
    ['a label of a selector', (app) => policyFor({ matchLabels: { app } }), 'spec.podSelector.matchLabels.app'],
    [
      'a key',
      (key) => policyFor({ matchExpressions: [{ key, operator: 'Exists' }] }),
      'spec.podSelector.matchExpressions[0].key',
    ],
    [
      'an operator',
      (operator) => policyFor({ matchExpressions: [{ key: 'a', operator }] }),
      'spec.podSelector.matchExpressions[0].operator',
    ],
    [
      'a value',
      (value) => policyFor({ matchExpressions: [{ key: 'a', operator: 'In', values: [value] }] }),
      'spec.podSelector.matchExpressions[0].values[0]',
    ],
    ['a protocol', (protocol) => policyOn({ protocol }), `${RULE}.ports[0].protocol`],
    ['a policy type', (type) => policyWith({ policyTypes: [type] }), 'spec.policyTypes[0]'],
    ['cidr', (cidr) => policyFrom({ ipBlock: { cidr } }), `${RULE}.from[0].ipBlock.cidr`],
    [
      'except',
      (it) => policyFrom({ ipBlock: { cidr: '10.0.0.0/8', except: [it] } }),
      `${RULE}.from[0].ipBlock.except[0]`,
    ],
  ])('for %s, not a number, a boolean or a map', (_title, manifest, path) => {
    expect(faultsOf(manifest(1.1))).toEqual([{ path, message: 'Invalid value: 1.1: must be a string, not a number' }]);
    expect(faultsOf(manifest(true))).toEqual([
      { path, message: 'Invalid value: true: must be a string, not a boolean' },
    ]);
    expect(faultsOf(manifest({}))).toEqual([{ path, message: 'Invalid value: {}: must be a string, not a map' }]);
  });

  test('null in a list is the empty text', () => {
    const values = { matchExpressions: [{ key: 'a', operator: 'In', values: ['b', null] }] };
    expect(faultsOf(policyFor(values))).toEqual([]);
    expect(faultsOf(policyWith({ policyTypes: [null] }))).toEqual(faultsOf(policyWith({ policyTypes: [''] })));
    expect(faultsOf(policyFrom({ ipBlock: { cidr: '10.0.0.0/8', except: [null] } }))).toEqual([
      {
        path: `${RULE}.from[0].ipBlock.except[0]`,
        message: 'Invalid value: "": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      },
    ]);
  });

  test('null is no value of a label that selects, for kubectl create and apply differ in what it is', () => {
    const message =
      'Invalid value: null: must be a string, not null: kubectl apply drops the label, and kubectl create makes it empty';
    expect(faultsOf(policyFor({ matchLabels: { app: null } }))).toEqual([
      { path: 'spec.podSelector.matchLabels.app', message },
    ]);
    expect(faultsOf(policyFrom({ namespaceSelector: { matchLabels: { app: null } } }))).toEqual([
      { path: `${RULE}.from[0].namespaceSelector.matchLabels.app`, message },
    ]);
    expect(faultsOf(policyNamed({ name: 'web', labels: { app: null }, annotations: { why: null } }))).toEqual([]);
  });
});

describe('a hole in a list is an item that is nothing', () => {
  // biome-ignore lint/suspicious/noSparseArray: the hole is the point
  const hole = [, { port: 80 }];
  test('among ports', () => {
    expect(faultsOf(policyWith({ ingress: [{ ports: hole }] }))).toEqual([
      { path: `${RULE}.ports[0]`, message: 'Invalid value: undefined: must be a map, not nothing' },
    ]);
  });

  test.each<[string, (list: unknown) => unknown, string]>([
    ['policyTypes', (policyTypes) => policyWith({ policyTypes }), 'spec.policyTypes[0]'],
    [
      'values',
      (values) => policyFor({ matchExpressions: [{ key: 'a', operator: 'In', values }] }),
      'spec.podSelector.matchExpressions[0].values[0]',
    ],
    [
      'except',
      (except) => policyFrom({ ipBlock: { cidr: '10.0.0.0/8', except } }),
      `${RULE}.from[0].ipBlock.except[0]`,
    ],
    ['finalizers', (finalizers) => policyNamed({ name: 'web', finalizers }), 'metadata.finalizers[0]'],
  ])('among %s', (_title, manifest, path) => {
    expect(faultsOf(manifest(new Array(1)))).toEqual([
      { path, message: 'Invalid value: undefined: must be a string, not nothing' },
    ]);
  });
});
