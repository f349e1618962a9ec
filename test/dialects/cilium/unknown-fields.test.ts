import { judged, OPS, policy } from './judged';

/** A field that Cilium does not have is dropped by one release, and may be known to a later one. */

const PORTS = [{ ports: [{ port: '8080', protocol: 'TCP' }] }];

test.each([
  ['of an item', { ingress: [{ fromEndpoints: [OPS], from: 'x' }] }],
  ['of its ports', { ingress: [{ fromEndpoints: [OPS], toPorts: [{ ...PORTS[0], portNames: ['x'] }] }] }],
  ['of a rule', { ingress: [{ fromEndpoints: [OPS] }], order: 1 }],
])('a field %s that is not known makes what it allows depend on it', (_, spec) => {
  const { verdict, cluster } = judged(policy(spec));
  expect(verdict('ops', 'web')).toBe('depends');
  expect(cluster.warnings).toHaveLength(1);
});

test('what the item does not match without the field is denied, and where the whole rule has one, it depends', () => {
  expect(judged(policy({ ingress: [{ fromEndpoints: [OPS], from: 'x' }] })).verdict('db', 'web')).toBe('denied');
  expect(judged(policy({ ingress: [{ fromEndpoints: [OPS] }], order: 1 })).verdict('db', 'web')).toBe('depends');
});

test('a deny with one may deny nothing', () => {
  const denies = { ingressDeny: [{ fromEndpoints: [OPS], from: 'x' }], ingress: [{ fromEntities: ['all'] }] };
  expect(judged(policy(denies)).verdict('ops', 'web')).toBe('depends');
});
