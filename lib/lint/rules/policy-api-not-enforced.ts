import { awsVpcCni } from '../../cni/profiles/clouds';
import { dialectKind } from '../../dialects/dialects';
import { isEnforced } from '../../dialects/enforced-objects';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const policyApiNotEnforced: LintRule = {
  id: 'policy-api-not-enforced',
  severity: 'error',
  title: 'a policy of an API that the network plugin does not enforce',
  explanation: `Anyone can install the definition of an API, and then the API server accepts its policies. Only a network
plugin that implements the API enforces them. It is reported where the settings or --cni name a plugin; ringfence
leaves such policies out when it judges connections. Where a release or a switch makes the plugin enforce them, say
so in the profile: \`policyApis\`.`,
  examplesNote: 'The examples are for the VPC CNI of EKS.',
  fix: 'use an API that the plugin enforces, or say in the profile that it does',
  bad: clusterPolicy('no-metadata', 'Admin', 'egress: [{action: Deny, to: [{networks: [169.254.169.254/32]}]}]'),
  good: `apiVersion: v1
kind: Namespace
metadata: {name: shop}
`,
  examplesWith: { cni: awsVpcCni({ networkPolicy: true }) },
  *check({ cni, cluster }) {
    if (cni === undefined) return;
    for (const object of cluster.dialectObjects) {
      const { group, kind, id, source } = object;
      if (dialectKind(group, kind)?.role !== 'policy' || isEnforced(object, cni)) continue;
      const message = `${cni.title} does not enforce ${kind} (${group}): no one enforces this policy here`;
      yield { object: `${kind} ${id}`, source, path: '', message };
    }
  },
};
