import { type InvalidPolicyError, networkPolicy, validManifests } from '../../lib';
import { IpBlock, type IpBlockPeer, Pods, Port } from '../../lib/policy/words';
import { isSmallerPart, readSlowly } from '../reference/slow-cidr';

function block(text: string) {
  const read = readSlowly(text);
  if (read === undefined) throw new Error(`${text} is no block`);
  return read;
}

/** Whether the peer means this address. */
function holds({ cidr, except }: IpBlockPeer, address: string): boolean {
  const one = block(`${address}/${address.includes(':') ? 128 : 32}`);
  return (
    isSmallerPart(one, block(cidr)) &&
    !except.some((hole) => one.first === block(hole).first || isSmallerPart(one, block(hole)))
  );
}

describe('a block is written as it is said', () => {
  test.each([
    ['ipv4', IpBlock.ipv4('10.0.0.0/8'), 'IPv4', '10.0.0.0/8', []],
    ['ipv6', IpBlock.ipv6('fd00::/8'), 'IPv6', 'fd00::/8', []],
    [
      'ipv4 without a part',
      IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] }),
      'IPv4',
      '10.0.0.0/8',
      ['10.1.0.0/16'],
    ],
    ['all of IPv4', IpBlock.anyIpv4(), 'IPv4', '0.0.0.0/0', []],
    ['all of IPv6', IpBlock.anyIpv6(), 'IPv6', '::/0', []],
    ['all of IPv4 without a part', IpBlock.anyIpv4({ except: ['10.0.0.0/8'] }), 'IPv4', '0.0.0.0/0', ['10.0.0.0/8']],
    ['all of IPv6 without a part', IpBlock.anyIpv6({ except: ['fc00::/7'] }), 'IPv6', '::/0', ['fc00::/7']],
  ])('%s', (_title, word, family, cidr, except) => {
    expect(word).toStrictEqual({ type: 'ipBlock', family, cidr, except });
  });
});

describe('options that no block has are refused, since an exception would be lost', () => {
  const refused = (word: unknown) => {
    const ingress = [{ from: word as IpBlockPeer, ports: [Port.all()] }];
    try {
      validManifests(networkPolicy('web', { namespace: 'shop', pods: Pods.all(), ingress }));
    } catch (error) {
      return (error as InvalidPolicyError).findings.map(({ path, message }) => `${path}: ${message}`);
    }
    return [];
  };
  const at = 'ingress[0].from';
  const blockWith = (options: unknown) => IpBlock.ipv4('10.0.0.0/8', options as never);

  test.each([
    ['a misspelt name', blockWith({ excepts: ['10.1.0.0/16'] }), [`${at}.excepts: Unknown field "${at}.excepts"`]],
    [
      'a misspelt name beside the right one',
      IpBlock.publicIpv6({ except: ['2606::/16'], exept: [] } as never),
      [`${at}.exept: Unknown field "${at}.exept"`],
    ],
    ['the name of a field', blockWith({ cidr: '0.0.0.0/0' }), [`${at}.cidr: Unknown field "${at}.cidr"`]],
    [
      'a field of data that no word made',
      { ...IpBlock.ipv4('10.0.0.0/8'), excepts: [] },
      [`${at}.excepts: Unknown field "${at}.excepts"`],
    ],
    [
      'the prototype by its name',
      blockWith(JSON.parse('{"__proto__": {"except": ["10.1.0.0/16"]}}')),
      [`${at}.__proto__: Unknown field "${at}.__proto__"`],
    ],
    [
      'a list',
      blockWith(['10.1.0.0/16']),
      [`${at}: Invalid value: ["10.1.0.0/16"]: the options of a block must be a map, not a list`],
    ],
    [
      'a text',
      blockWith('10.1.0.0/16'),
      [`${at}: Invalid value: "10.1.0.0/16": the options of a block must be a map, not a string`],
    ],
    ['a number', blockWith(5), [`${at}: Invalid value: 5: the options of a block must be a map, not a number`]],
  ])('%s', (_title, word, findings) => {
    expect(refused(word)).toEqual(findings);
  });

  test.each([
    ['a text', '10.1.0.0/16', '"10.1.0.0/16"'],
    ['a number', 5, '5'],
    ['a map', {}, '{}'],
    ['a set', new Set(['10.1.0.0/16']), '{}'],
  ])('%s is no list of exceptions, and takes the place of none', (_title, except, value) => {
    const message = `${at}.except: Invalid value: ${value}: must be a list when the block is made`;
    expect(refused(blockWith({ except }))).toEqual([message]);
    expect(refused(IpBlock.publicIpv4({ except } as never))).toEqual([message]);
    expect(IpBlock.publicIpv4({ except } as never).except).toEqual(IpBlock.publicIpv4().except);
  });

  test('what says nothing is no option', () => {
    for (const options of [null, undefined, {}, { except: null }, { except: undefined, excepts: undefined }]) {
      expect(refused(blockWith(options))).toEqual([]);
      expect(blockWith(options)).toEqual(IpBlock.ipv4('10.0.0.0/8'));
    }
  });
});

describe.each([
  ['publicIpv4', IpBlock.publicIpv4(), IpBlock.publicIpv4({ except: ['8.8.8.0/24'] }), '8.8.8.0/24'],
  ['publicIpv6', IpBlock.publicIpv6(), IpBlock.publicIpv6({ except: ['2606:4700::/32'] }), '2606:4700::/32'],
])('%s', (_title, word, less, taken) => {
  test('leaves out strict parts of itself, that overlap nowhere and are written canonically', () => {
    const holes = word.except.map(block);
    for (const hole of holes) {
      expect(hole).toMatchObject({ leadingZeros: false, mapped: false, beyond: false });
      expect(isSmallerPart(hole, block(word.cidr))).toBe(true);
      expect(holes.filter(({ first, last }) => first <= hole.last && hole.first <= last)).toHaveLength(1);
    }
  });

  test('leaves out what is said beside what it always leaves out', () => {
    expect(less.except).toEqual([...word.except, taken]);
    expect(less.cidr).toBe(word.cidr);
  });
});

describe('publicIpv4 holds no address that the internet does not reach', () => {
  test.each([
    ['this network', '0.0.0.0', '0.255.255.255'],
    ['RFC 1918', '10.0.0.0', '10.255.255.255'],
    ['RFC 1918', '172.16.0.0', '172.31.255.255'],
    ['RFC 1918', '192.168.0.0', '192.168.255.255'],
    ['shared addresses of carriers and EKS pods', '100.64.0.0', '100.127.255.255'],
    ['loopback', '127.0.0.1', '127.255.255.255'],
    ['link-local', '169.254.0.0', '169.254.255.255'],
    ['the metadata server', '169.254.169.254', '169.254.169.254'],
    ['NodeLocal DNSCache', '169.254.20.10', '169.254.20.10'],
    ['protocol assignments', '192.0.0.0', '192.0.0.255'],
    ['documentation', '192.0.2.0', '192.0.2.255'],
    ['documentation', '198.51.100.0', '198.51.100.255'],
    ['documentation', '203.0.113.0', '203.0.113.255'],
    ['6to4 relays', '192.88.99.0', '192.88.99.255'],
    ['benchmarks', '198.18.0.0', '198.19.255.255'],
    ['multicast', '224.0.0.0', '239.255.255.255'],
    ['reserved and broadcast', '240.0.0.0', '255.255.255.255'],
  ])('%s: %s to %s', (_title, first, last) => {
    expect(holds(IpBlock.publicIpv4(), first)).toBe(false);
    expect(holds(IpBlock.publicIpv4(), last)).toBe(false);
  });

  test.each([
    '1.0.0.0',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
  ])('but it holds %s', (address) => {
    expect(holds(IpBlock.publicIpv4(), address)).toBe(true);
  });
});

describe('publicIpv6 holds no address that the internet does not reach', () => {
  test.each([
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['unique local', 'fc00::'],
    ['unique local', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['the metadata server of AWS', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['multicast', 'ff02::1'],
    ['NAT64 of the metadata server', '64:ff9b::169.254.169.254'],
    ['NAT64 of local use', '64:ff9b:1::1'],
    ['discard-only', '100::1'],
    ['Teredo', '2001::1'],
    ['ORCHID', '2001:20::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['6to4 of the metadata server', '2002:a9fe:a9fe::1'],
    ['segment routing', '5f00::1'],
  ])('%s: %s', (_title, address) => {
    expect(holds(IpBlock.publicIpv6(), address)).toBe(false);
  });

  test.each(['2000::1', '2001:200::1', '2001:4860:4860::8888', '2606:4700:4700::1111', '2a00::1', '3ffe::1'])(
    'but it holds %s',
    (address) => {
      expect(holds(IpBlock.publicIpv6(), address)).toBe(true);
    },
  );
});
