import type { NetworkPolicyPeer } from '../../policy/manifest';
import { METADATA, METADATA_ADDRESSES } from '../../policy/metadata-addresses';
import { AddressSet } from '../../reachability/sets/address-set';
import { cachePolicy } from '../examples';
import { aboutPolicy, type Edit, type LintRule, stepsOf } from '../lint-rule';

const DNS = ['UDP', 'TCP'] as const;
const IPV4 = METADATA_ADDRESSES.filter(({ family }) => family === 'IPv4')
  .map(({ cidr }) => cidr)
  .join(', ');

export const metadataReachable: LintRule = {
  id: 'metadata-reachable',
  severity: 'warning',
  title: "the cloud's metadata address is reachable",
  explanation: `A pod that reaches the metadata address of its cloud on TCP 80 gets the credentials of the node (MITRE ATT&CK T1552.005). The rule
knows these addresses: ${METADATA_ADDRESSES.map(({ cidr, clouds }) => `${cidr.replace(/\/.*/, '')} (${clouds})`).join(', ')}. A block such as
0.0.0.0/0 contains them, and a rule without peers opens them too. No other policy can take this back, because rules only add. If a
cluster will never run in a cloud, silence the finding. Pods that no policy isolates for egress are reported by
no-default-deny-egress.`,
  fix: 'exclude the address with except, in every rule for these pods',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to:
      - ipBlock:
          cidr: 0.0.0.0/0
    ports: [{protocol: TCP, port: 80}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to:
      - ipBlock:
          cidr: 0.0.0.0/0
          except: [${IPV4}]
    ports: [{protocol: TCP, port: 80}]
`),
  includedIn: ['wide-open-egress', 'emptied-key', 'empty-peer-list', 'unknown-field'],
  *check(linted) {
    for (const { policy, direction, path, peersPath, peers = [], read } of linted.rules()) {
      if (direction !== 'Egress' || !read?.ports.numbers.has('TCP', 80)) continue;
      if (read.peers === undefined) {
        yield aboutPolicy(policy, path, 'a rule without peers is for every address, the metadata address included', {
          fix: `name the peers: for addresses 0.0.0.0/0 with except: [${IPV4}]`,
        });
      }
      for (const peer of read.peers ?? []) {
        if (peer.type !== 'addresses') continue;
        const reached = METADATA_ADDRESSES.filter(({ cidr }) => peer.addresses.includesAll(AddressSet.block(cidr)));
        if (reached.length === 0) continue;
        const at = `${peersPath}[${peer.index}].ipBlock`;
        const cidrs = reached.map(({ cidr }) => cidr);
        const named = reached.map(({ cidr, clouds }) => `${cidr} (${clouds})`).join(' and ');
        // The API server takes only what is smaller than the block as an exception.
        if (AddressSet.blocks(cidrs).includesAll(peer.addresses)) {
          const fix = 'remove the block; if the pods need the metadata service, silence the rule with the reason';
          yield aboutPolicy(policy, at, `this block is for nothing but ${named}`, { fix });
          continue;
        }
        // On Google Cloud the first address answers DNS as well: a rule for that is left as it is.
        const alsoDns = cidrs.includes(METADATA) && DNS.some((protocol) => read.ports.numbers.has(protocol, 53));
        const edits = alsoDns ? undefined : exceptOf(peers[peer.index], at, cidrs);
        yield aboutPolicy(policy, at, `this block contains ${named}`, {
          fix: `add except: [${cidrs.join(', ')}]`,
          ...(edits && { edits }),
        });
      }
    }
  },
};

/** The edits that add addresses to `except`. */
function exceptOf(
  { ipBlock }: NetworkPolicyPeer = {},
  path: string,
  cidrs: readonly string[],
): readonly Edit[] | undefined {
  if (ipBlock === undefined) return undefined;
  const at = [...stepsOf(path), 'except'];
  const { except } = ipBlock;
  return except?.length
    ? cidrs.map((value, index) => ({ type: 'set', at: [...at, except.length + index], value }))
    : [{ type: 'set', at, value: cidrs }];
}
