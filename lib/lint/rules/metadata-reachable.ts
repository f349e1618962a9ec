import type { NetworkPolicyPeer } from '../../policy/manifest';
import { AddressSet } from '../../reachability/sets/address-set';
import { cachePolicy } from '../examples';
import { aboutPolicy, type Edit, type LintRule, stepsOf } from '../lint-rule';

/** Where clouds tell a machine who it is, with credentials: AWS, Azure, Google and others; the second is AWS' over IPv6. */
const METADATA: readonly string[] = ['169.254.169.254/32', 'fd00:ec2::254/128'];

export const metadataReachable: LintRule = {
  id: 'metadata-reachable',
  severity: 'warning',
  title: "the cloud's metadata address reachable",
  explanation: `Who reaches 169.254.169.254 on TCP 80 gets the credentials of the node from the cloud (MITRE ATT&CK T1552.005). A block such as
0.0.0.0/0 takes it in, and so does a rule without peers. No other policy takes it back: rules only add. Pods that nothing isolates for
egress are told by no-default-deny-egress.`,
  fix: 'take the address out with except, in every rule for these pods',
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
          except: [169.254.169.254/32]
    ports: [{protocol: TCP, port: 80}]
`),
  *check(linted) {
    for (const { policy, direction, path, peersPath, peers = [], read } of linted.rules()) {
      if (direction !== 'Egress' || !read?.ports.numbers.has('TCP', 80)) continue;
      if (read.peers === undefined) {
        yield aboutPolicy(policy, path, 'a rule without peers is for every address, that of metadata included', {
          fix: 'name the peers: for addresses 0.0.0.0/0 with except: [169.254.169.254/32]',
        });
      }
      for (const peer of read.peers ?? []) {
        if (peer.type !== 'addresses') continue;
        const [metadata] = METADATA.filter((cidr) => peer.addresses.includesAll(AddressSet.block(cidr)));
        if (metadata === undefined) continue;
        const at = `${peersPath}[${peer.index}].ipBlock`;
        const alsoDns = read.ports.numbers.has('UDP', 53) || read.ports.numbers.has('TCP', 53);
        const edit = alsoDns ? undefined : exceptOf(peers[peer.index], at, metadata);
        yield aboutPolicy(policy, at, `this block holds ${metadata}`, {
          fix: `add except: [${metadata}]`,
          ...(edit && { edits: [edit] }),
        });
      }
    }
  },
};

/** On Google Cloud the address answers DNS as well, so a rule for that is left alone. */
function exceptOf({ ipBlock }: NetworkPolicyPeer = {}, path: string, metadata: string): Edit | undefined {
  if (ipBlock === undefined || AddressSet.block(metadata).equals(AddressSet.ofIpBlock(ipBlock))) return undefined;
  const { except } = ipBlock;
  return except?.length
    ? { type: 'set', at: [...stepsOf(path), 'except', except.length], value: metadata }
    : { type: 'set', at: [...stepsOf(path), 'except'], value: [metadata] };
}
