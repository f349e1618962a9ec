import type { CiliumPart } from '../../dialects/cilium/cilium-spec';
import { addressBlock } from '../../policy/cidr';
import { AddressSet } from '../../reachability/sets/address-set';
import { ciliumRules, partsOf } from '../cilium-rules';
import { ciliumPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: shop, labels: {app: proxy}}
spec: {containers: [{name: proxy, image: proxy}]}
status: {podIP: 10.244.1.7}
`;

export const ciliumBlockOfPods: LintRule = {
  id: 'cilium-block-of-pods',
  severity: 'warning',
  title: 'a block of Cilium that contains addresses of pods or nodes, which it does not match',
  explanation: `Cilium knows pods and nodes by their labels and never by their addresses, unless \`policy-cidr-match-mode\` says so. A block in
fromCIDR or toCIDR allows and denies nothing to or from them. It is reported where the input has addresses of pods or nodes, or the
settings have podCidrs; a block of every address is not reported.`,
  fix: 'select pods with fromEndpoints or toEndpoints, and nodes with the entities host and remote-node; or set policyCIDRMatchMode of Cni.cilium() where Cilium is set up so',
  bad: `${ciliumPolicy('shop/cart', 'endpointSelector: {}', 'ingress: [{fromCIDR: [10.244.1.0/24]}]')}---\n${POD}`,
  good: `${ciliumPolicy('shop/cart', 'endpointSelector: {}', 'ingress: [{fromEndpoints: [{matchLabels: {app: proxy}}]}]')}---\n${POD}`,
  *check({ cluster, podCidrs = [], engine, cni }) {
    const modes = [cni?.cilium?.policyCIDRMatchMode ?? []].flat();
    const of: readonly (readonly [whose: string, addresses: AddressSet])[] = [
      [
        'pods',
        modes.includes('pods') ? AddressSet.none : AddressSet.blocks(podCidrs).union(engine.pods.knownAddresses()),
      ],
      ['nodes', modes.includes('nodes') ? AddressSet.none : addressesOfNodes(cluster)],
    ];
    for (const { rule, object } of ciliumRules(cluster)) {
      for (const part of partsOf(rule)) {
        const block = AddressSet.blocks(cidrsIn(part));
        const whose = of.filter(([, addresses]) => addresses.overlaps(block)).map(([name]) => name);
        if (whose.length === 0) continue;
        const message = `a block here overlaps addresses of ${whose.join(' and ')}, which Cilium does not match by address`;
        yield { ...object, path: part.path, message };
      }
    }
  },
};

function addressesOfNodes({ nodes }: { readonly nodes: readonly { readonly addresses: readonly string[] }[] }) {
  return AddressSet.blocks(nodes.flatMap(({ addresses }) => addresses.map(addressBlock)));
}

function cidrsIn({ peers }: CiliumPart): string[] {
  if (peers?.type !== 'blocks') return [];
  return peers.blocks.flatMap((block) => ('cidr' in block && !block.cidr.endsWith('/0') ? [block.cidr] : []));
}
