import { AddressSet } from '../../reachability/sets/address-set';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: shop, labels: {app: proxy}}
spec: {containers: [{name: proxy, image: proxy}]}
status: {podIP: 10.244.1.7}
`;

export const ipBlockOverPods: LintRule = {
  id: 'ip-block-over-pods',
  severity: 'warning',
  title: 'an ipBlock that contains addresses of pods or Services',
  explanation: `The address of a pod changes with each roll-out and then belongs to another pod. Whether a block
matches pods at all depends on the network plugin (with Cilium: never). The address of a Service is translated before
a policy sees it. It is reported only where the input has addresses of pods, or the settings have podCidrs and
serviceCidrs; a block of every address is not reported.`,
  fix: 'select the pods with podSelector and namespaceSelector',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{ipBlock: {cidr: 10.244.1.0/24}}]}]
`,
    POD,
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}]}]
`,
    POD,
  ),
  includedIn: ['service-address-block'],
  *check(linted) {
    const { podCidrs = [], serviceCidrs, engine } = linted;
    const ofPods = AddressSet.blocks(podCidrs).union(engine.pods.knownAddresses());
    const ofServices = AddressSet.blocks(serviceCidrs);
    for (const { policy, peersPath, peers = [], read } of linted.rules()) {
      for (const peer of read?.peers ?? []) {
        if (peer.type !== 'addresses' || peers[peer.index]?.ipBlock?.cidr.endsWith('/0')) continue;
        const whose = [
          ...(peer.addresses.overlaps(ofPods) ? ['pods'] : []),
          ...(peer.addresses.overlaps(ofServices) ? ['Services'] : []),
        ];
        if (whose.length === 0) continue;
        const message = `this block overlaps addresses of ${whose.join(' and ')}`;
        yield aboutPolicy(policy, `${peersPath}[${peer.index}].ipBlock`, message);
      }
    }
  },
};
