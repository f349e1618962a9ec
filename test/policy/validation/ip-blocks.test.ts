import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf, policyFrom } from '../../support/policy-faults';

const CIDR = 'spec.ingress[0].from[0].ipBlock.cidr';
const EXCEPT = 'spec.ingress[0].from[0].ipBlock.except[0]';
const NO_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const NO_SUBSET = 'must be a strict subset of `cidr`';

const blockOf = (cidr: unknown, ...except: readonly unknown[]) =>
  policyFrom({ ipBlock: except.length === 0 ? { cidr } : { cidr, except } });

describe('a block that the API server takes', () => {
  test.each([
    ['0.0.0.0/0', []],
    ['10.0.0.0/8', []],
    ['192.168.1.1/32', []],
    ['::/0', []],
    ['fd00::/8', []],
    ['FD00::/8', []],
    ['2001:0db8:0:0:0:0:0:0/32', []],
    ['::1/128', []],
    ['64:ff9b::192.0.2.0/120', []],
    ['::192.0.2.1/128', []],
    ['0.0.0.0/0', ['10.0.0.0/8', '169.254.169.254/32']],
    ['10.0.0.0/8', ['10.0.0.0/9']],
    ['10.0.0.0/8', ['10.255.255.255/32']],
    ['::/0', ['FC00::/7']],
    ['fc00::/7', ['FDFF::/16', 'fd00::/8']],
  ])('%s without %j', (cidr, except) => {
    expect(faultsOf(blockOf(cidr, ...except))).toEqual([]);
  });

  test.each([
    ['absent', {}],
    ['empty', { except: [] }],
    ['emptied', { except: null }],
  ])('with except %s', (_title, fields) => {
    expect(faultsOf(policyFrom({ ipBlock: { cidr: '10.0.0.0/8', ...fields } }))).toEqual([]);
  });
});

describe('ipBlock.cidr is required', () => {
  test.each([
    ['absent', {}],
    ['null', { cidr: null }],
    ['empty', { cidr: '' }],
    ['absent beside except', { except: ['10.0.0.0/8'] }],
  ])('%s', (_title, ipBlock) => {
    expect(faultsOf(policyFrom({ ipBlock }))).toEqual([{ path: CIDR, message: 'Required value' }]);
  });
});

describe('ipBlock.cidr and except[j] are valid CIDRs', () => {
  const bad = [
    '999.1.1.1/99',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.256/32',
    '10.0.0.0/8 ',
    ' 10.0.0.0/8',
    '10.0.0.0/8\n',
    '0x0a.0.0.0/8',
    'fd00::/129',
    'fd00::1::/64',
    'fd00:::/64',
    'fe80::1%eth0/64',
    '12345::/16',
    ':/0',
    '/8',
    'example.com/24',
    '*',
  ];
  test.each(bad)('%j is none', (cidr) => {
    expect(faultsOf(blockOf(cidr))).toEqual([
      { path: CIDR, message: `Invalid value: ${JSON.stringify(cidr)}: ${NO_CIDR}` },
    ]);
  });

  test.each(bad)('%j is none to except', (except) => {
    expect(faultsOf(blockOf('0.0.0.0/0', except))).toEqual([
      { path: EXCEPT, message: `Invalid value: ${JSON.stringify(except)}: ${NO_CIDR}` },
    ]);
  });
});

describe('rule 25: what API servers took until 1.36 is refused, with what they took it for', () => {
  const ZEROS = 'must not have leading 0s in IP or prefix length';
  const MAPPED = 'must not have an IPv4-mapped IPv6 address';
  const BITS = 'must not have bits set beyond the prefix length';
  test.each([
    ['010.0.0.0/8', [ZEROS], '10.0.0.0/8'],
    ['10.0.0.0/08', [ZEROS], '10.0.0.0/8'],
    ['::ffff:10.0.0.0/104', [MAPPED], '10.0.0.0/8'],
    ['::FFFF:a00:0/104', [MAPPED], '10.0.0.0/8'],
    ['10.1.2.3/8', [BITS], '10.0.0.0/8'],
    ['fd00::1/8', [BITS], 'fd00::/8'],
    ['10.0.0.1/0', [BITS], '0.0.0.0/0'],
    ['010.0.0.1/8', [ZEROS], '10.0.0.0/8'],
    ['::ffff:010.0.0.1/0104', [ZEROS], '10.0.0.0/8'],
    ['::ffff:10.0.0.1/104', [MAPPED], '10.0.0.0/8'],
  ])('%s', (cidr, problems, meant) => {
    const findings = validateNetworkPolicy(blockOf(cidr));
    expect(findings.map(({ path, message }) => ({ path, message }))).toEqual(
      problems.map((problem) => ({ path: CIDR, message: `Invalid value: "${cidr}": ${problem}` })),
    );
    for (const { fix } of findings) expect(fix).toContain(`write ${meant},`);
  });

  test('in except too, beside its place in the block', () => {
    expect(faultsOf(blockOf('10.0.0.0/8', '192.168.1.1/16'))).toEqual([
      { path: EXCEPT, message: `Invalid value: "192.168.1.1/16": ${BITS}` },
      { path: EXCEPT, message: `Invalid value: "192.168.1.1/16": ${NO_SUBSET}` },
    ]);
  });

  test('the place of except in the block is judged with both masked', () => {
    expect(faultsOf(blockOf('10.9.9.9/8', '10.1.1.1/16')).map(({ message }) => message)).toEqual([
      `Invalid value: "10.9.9.9/8": ${BITS}`,
      `Invalid value: "10.1.1.1/16": ${BITS}`,
    ]);
  });
});

describe('except[j] is a strict subset of cidr', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/8', '0.0.0.0/0'],
    ['10.0.0.0/8', '11.0.0.0/16'],
    ['10.0.0.0/8', '192.168.0.0/16'],
    ['10.0.0.0/16', '10.1.0.0/17'],
    ['10.0.0.0/32', '10.0.0.0/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['fd00::/8', 'fd00::/8'],
    ['fd00::/8', 'fe00::/16'],
    ['fd00::/8', 'FC00::/7'],
    ['0.0.0.0/0', 'fd00::/8'],
    ['::/0', '10.0.0.0/8'],
  ])('%s without %s is refused', (cidr, except) => {
    expect(faultsOf(blockOf(cidr, except))).toEqual([
      { path: EXCEPT, message: `Invalid value: "${except}": ${NO_SUBSET}` },
    ]);
  });

  test('each of except is judged by itself', () => {
    expect(
      faultsOf(blockOf('10.0.0.0/8', '10.0.0.0/16', '11.0.0.0/16', '10.1.0.0/16', 'x')).map(({ path }) => path),
    ).toEqual(['spec.ingress[0].from[0].ipBlock.except[1]', 'spec.ingress[0].from[0].ipBlock.except[3]']);
  });

  test('where cidr is none, except is still read', () => {
    expect(faultsOf(blockOf('10.0.0.0', '10.0.0.0/99')).map(({ path }) => path)).toEqual([CIDR, EXCEPT]);
  });
});
