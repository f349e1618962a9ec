import { parseCidr } from '../../policy/cidr';
import { AddressSet } from '../../reachability/sets/address-set';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

/** Blocks up to here hold the address of nothing: 0.0.0.0/8 is "this network" (RFC 791), and ::/8 is reserved (RFC 4291). */
const OF_NOTHING = 8;

export const zeroAddressBlock: LintRule = {
  id: 'zero-address-block',
  severity: 'error',
  title: 'a block of zeros that is not every address',
  explanation: `0.0.0.0/0 is every address. Another prefix behind the zeros, as in 0.0.0.0/24, is a typing error: such a
block holds addresses that nothing has, so the rule opens nothing. 0.0.0.0/1 and other short prefixes hold a part of all
addresses and are a warning; they are not reported where the same rule has the block that follows.`,
  fix: 'write 0.0.0.0/0 for every address, or the address that was meant',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress: [{to: [{ipBlock: {cidr: 0.0.0.0/24}}], ports: [{protocol: TCP, port: 443}]}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{protocol: TCP, port: 443}]}]
`),
  *check(linted) {
    for (const { policy, peersPath, peers = [], read } of linted.rules()) {
      for (const [index, { ipBlock }] of peers.entries()) {
        const block = typeof ipBlock?.cidr === 'string' ? parseCidr(ipBlock.cidr)?.cidr : undefined;
        const zeros = block && /^(0\.0\.0\.0|::)\/(\d+)$/.exec(block.text);
        const prefix = Number(zeros?.[2]);
        if (!block || !zeros || prefix === 0) continue;
        const isSplit = prefix < OF_NOTHING && read?.blocks.includesAll(AddressSet.block(followingBlock(block.text)));
        if (isSplit) continue;
        const every = block.family === 'IPv4' ? '0.0.0.0/0' : '::/0';
        const what = prefix < OF_NOTHING ? 'a part of all addresses' : 'only addresses that nothing has';
        const found = aboutPolicy(
          policy,
          `${peersPath}[${index}].ipBlock.cidr`,
          `${block.text} holds ${what}; every address is ${every}`,
          { fix: `write ${every} for every address, or the address that was meant` },
        );
        yield prefix < OF_NOTHING ? { ...found, severity: 'warning' } : found;
      }
    }
  },
};

/** The block of the same size behind a block of zeros: `128.0.0.0/1` behind `0.0.0.0/1`. */
function followingBlock(text: string): string {
  const [, prefix = '1'] = text.split('/');
  const first = 256 >> Number(prefix);
  return text.startsWith('::') ? `${(first << 8).toString(16)}::/${prefix}` : `${first}.0.0.0/${prefix}`;
}
