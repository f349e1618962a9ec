import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf, policyFor, policyFrom, policyNamed, policyOn, policyWith } from '../../support/policy-faults';
import { countReads } from '../../support/reads';

const MEGABYTE = 2 ** 20;
const many = 100_000;

/** What the validator says. */
function findingsOf(manifest: unknown) {
  const findings = validateNetworkPolicy(manifest);
  expect(Array.isArray(findings)).toBe(true);
  return findings;
}

describe('keys that reach for the prototype are data', () => {
  const policy = (spec: string) =>
    JSON.parse(
      `{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "web"}, "spec": ${spec}}`,
    );

  test('__proto__ is an unknown field', () => {
    expect(faultsOf(policy('{"__proto__": {"podSelector": {}}}'))).toEqual([
      { path: 'spec.__proto__', message: 'Unknown field "spec.__proto__"' },
    ]);
    expect(faultsOf(policy('{"constructor": 1, "toString": 2}')).map(({ path }) => path)).toEqual([
      'spec.constructor',
      'spec.toString',
    ]);
  });

  test('__proto__ is no key of a label', () => {
    expect(faultsOf(policy('{"podSelector": {"matchLabels": {"__proto__": "web"}}}'))).toEqual([
      {
        path: 'spec.podSelector.matchLabels',
        message: expect.stringContaining('Invalid value: "__proto__": name part must consist of'),
      },
    ]);
  });

  test('constructor and toString are keys like others', () => {
    expect(faultsOf(policy('{"podSelector": {"matchLabels": {"constructor": "a", "toString": "b"}}}'))).toEqual([]);
  });

  test('no prototype is polluted', () => {
    validateNetworkPolicy(policy('{"__proto__": {"polluted": true}}'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('what is inherited is not there', () => {
    expect(faultsOf(policyFrom(Object.create({ podSelector: {} })))).toEqual([
      { path: 'spec.ingress[0].from[0]', message: 'Invalid value: {}: must be a map, not an instance of a class' },
    ]);
  });

  test('a polluted prototype fills in nothing', () => {
    const prototype = Object.prototype as { podSelector?: unknown };
    prototype.podSelector = {};
    try {
      expect(faultsOf(policyFrom({}))).toEqual([
        { path: 'spec.ingress[0].from[0]', message: 'Required value: must specify a peer' },
      ]);
    } finally {
      delete prototype.podSelector;
    }
  });
});

describe('values that are no JSON are findings', () => {
  class Policy {
    readonly podSelector = {};
  }
  test.each<[string, unknown, string]>([
    ['a symbol', Symbol('web'), 'Invalid value: Symbol(web): must be a map, not symbol'],
    ['a bigint', 80n, 'Invalid value: 80: must be a map, not bigint'],
    ['a class instance', new Policy(), 'Invalid value: {"podSelector":{}}: must be a map, not an instance of a class'],
    ['a Date', new Date(0), 'Invalid value: "1970-01-01T00:00:00.000Z": must be a map, not an instance of a class'],
    ['a Map', new Map([['a', 1]]), 'Invalid value: {}: must be a map, not an instance of a class'],
    ['a regular expression', /a/, 'Invalid value: {}: must be a map, not an instance of a class'],
    ['a boxed string', new String('web'), 'Invalid value: "web": must be a map, not an instance of a class'],
    ['a Promise', Promise.resolve({}), 'Invalid value: a Promise: must be a map, not a Promise'],
    ['a list that holds a bigint', [80n], 'Invalid value: a list: must be a map, not a list'],
    ['a function', validateNetworkPolicy, 'Invalid value: a function: must be a map, not a function'],
  ])('%s', (_title, spec, message) => {
    expect(faultsOf(policyWith(spec))).toEqual([{ path: 'spec', message }]);
  });

  test('text that says it is something else', () => {
    const label = { toString: () => 'web', toJSON: () => 'web' };
    expect(faultsOf(policyFor({ matchLabels: { app: label } }))).toEqual([
      { path: 'spec.podSelector.matchLabels.app', message: 'Invalid value: "web": must be a string, not a map' },
    ]);
  });
});

describe('a value that holds itself ends', () => {
  test('as a rule', () => {
    const rule: Record<string, unknown> = {};
    rule.from = [rule];
    expect(findingsOf(policyWith({ ingress: [rule] })).map(({ path }) => path)).toEqual([
      'spec.ingress[0].from[0].from',
      'spec.ingress[0].from[0]',
    ]);
  });

  test('as a list', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(faultsOf(policyWith({ ingress: list }))).toEqual([
      { path: 'spec.ingress[0]', message: `Invalid value: ${'['.repeat(120)}...: must be a map, not a list` },
    ]);
  });
});

describe('a value that refuses to be read is a finding, not an exception', () => {
  const boom = () => {
    throw new Error('boom');
  };
  const trapped = (trap: keyof ProxyHandler<object>) => new Proxy({}, { [trap]: boom });
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  test.each<[string, unknown]>([
    ['a getter that throws', Object.defineProperty({}, 'podSelector', { get: boom, enumerable: true })],
    ['a proxy that throws at ownKeys', trapped('ownKeys')],
    ['a proxy that throws at getPrototypeOf', trapped('getPrototypeOf')],
    ['a proxy that throws at getOwnPropertyDescriptor', trapped('getOwnPropertyDescriptor')],
    ['a revoked proxy', revoked()],
    ['a list that throws', { ingress: new Proxy([{}], { get: boom }) }],
    ['an own toJSON that throws, where a list is wanted', { ingress: { toJSON: boom } }],
  ])('%s', (_title, spec) => {
    const findings = findingsOf(policyWith(spec));
    expect(findings.length).toBeGreaterThan(0);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a symbol', Symbol('boom')],
    ['an error whose message cannot be read', Object.defineProperty(new Error(), 'message', { get: boom })],
    ['an error whose message is no text', Object.assign(new Error(), { message: { toString: boom } })],
    ['a proxy that has no prototype to show', new Proxy({}, { getPrototypeOf: boom })],
  ])('a getter that throws %s', (_title, thrown) => {
    const hostile = Object.defineProperty({}, 'spec', {
      enumerable: true,
      get: () => {
        throw thrown;
      },
    });
    expect(findingsOf(hostile).at(-1)).toMatchObject({ path: '', reason: 'Invalid value' });
  });

  test('what was found before is kept', () => {
    const manifest = Object.defineProperty({ ...policyNamed({ name: 'Web' }) }, 'spec', {
      get: boom,
      enumerable: true,
    });
    expect(findingsOf(manifest).map(({ path }) => path)).toEqual(['metadata.name', '']);
  });
});

describe('size', () => {
  const huge = 'x'.repeat(MEGABYTE);
  test.each<[string, unknown]>([
    ['a name', policyNamed({ name: huge })],
    ['a namespace', policyNamed({ name: 'web', namespace: huge })],
    ['a name of dots', policyNamed({ name: 'a.'.repeat(MEGABYTE / 2) })],
    ['a name of hyphens', policyNamed({ name: `a${'-'.repeat(4000)}` })],
    ['an annotation', policyNamed({ name: 'web', annotations: { why: huge } })],
    ['a key', policyFor({ matchLabels: { [huge]: 'x' } })],
    ['a key of slashes', policyFor({ matchLabels: { ['/'.repeat(MEGABYTE)]: 'x' } })],
    ['a value', policyFor({ matchLabels: { app: huge } })],
    ['an operator', policyFor({ matchExpressions: [{ key: 'a', operator: huge }] })],
    ['a field', policyWith({ [huge]: 1 })],
    ['a port name', policyOn({ port: huge })],
    ['a port name of digits', policyOn({ port: '8'.repeat(MEGABYTE) })],
    ['a protocol', policyOn({ protocol: huge })],
    ['a CIDR', policyFrom({ ipBlock: { cidr: `${'1'.repeat(MEGABYTE)}/8` } })],
    ['a policy type', policyWith({ policyTypes: [huge] })],
    ['text where a list is wanted', policyWith({ ingress: huge })],
  ])('of %s of a megabyte, and messages stay short', (_title, manifest) => {
    const findings = findingsOf(manifest);
    expect(findings.length).toBeGreaterThan(0);
    for (const { path, message, fix } of findings) {
      expect(path.length).toBeLessThan(1000);
      expect(message.length).toBeLessThan(1000);
      expect(fix.length).toBeLessThan(1000);
    }
  });

  const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'x']));
  const anyCidr = (except: string[]) => policyFrom({ ipBlock: { cidr: '10.0.0.0/8', except } });
  const anyValue = (values: string[]) => policyFor({ matchExpressions: [{ key: 'a', operator: 'In', values }] });
  const fill = <T>(count: number, item: T): T[] => new Array(count).fill(item);

  describe.each<[string, make: (count: number) => unknown, findings: number]>([
    ['good rules', (count) => policyWith({ ingress: fill(count, { ports: [{ port: 80 }] }) }), 0],
    ['bad rules', (count) => policyWith({ ingress: fill(count, 'x') }), many],
    ['bad peers', (count) => policyFrom(...fill(count, {})), many],
    ['bad ports', (count) => policyOn(...fill(count, { port: 0 })), many],
    ['excepted blocks', (count) => anyCidr(fill(count, '10.0.0.0/9')), 0],
    ['values', (count) => anyValue(fill(count, 'b')), 0],
    ['policy types', (count) => policyWith({ policyTypes: fill(count, 'Ingress') }), 1],
    ['labels', (count) => policyFor({ matchLabels: labels(count) }), 0],
    ['unknown fields', (count) => policyWith(labels(count)), many],
  ])('of many %s', (_title, make, findings) => {
    test('hides no finding', () => {
      expect(findingsOf(make(many))).toHaveLength(findings);
    });

    test('is read as often as it is large, and no more', () => {
      const readsOf = (count: number) => {
        const reads = countReads(make(count));
        findingsOf(reads.value);
        return reads.count();
      };
      const few = readsOf(500);
      expect(few).toBeGreaterThan(500);
      expect(readsOf(1000)).toBeLessThanOrEqual(2 * few);
    });
  });

  test('of 100,000 levels, where a list is wanted', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < many; level++) deep = { x: deep };
    expect(findingsOf(policyWith({ ingress: deep }))).toHaveLength(1);
    expect(findingsOf(policyWith(deep))).toHaveLength(1);
  });

  test('of a few aliases that unfold into a billion', () => {
    let laughs: unknown = 'lol';
    for (let level = 0; level < 30; level++) laughs = [laughs, laughs];
    const [finding, ...others] = findingsOf(policyWith({ ingress: { from: laughs } }));
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(/^Invalid value: \{"from":\[+.{0,120}\.\.\.: must be a list, not a map$/);
  });

  test('of one huge list under 1,000 names, of which no more is read than is shown', () => {
    const list = countReads(new Array(many).fill('x'));
    expect(findingsOf(policyOn(...new Array(1000).fill(list.value)))).toHaveLength(1000);
    expect(list.count()).toBeLessThan(1000 * 1000);
  });
});
