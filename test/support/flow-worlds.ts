import fc from 'fast-check';
import { clusterOfManifests } from '../../lib/cluster/load';
import { Port } from '../../lib/policy/words';
import { type LoggedPod, WRITERS } from './flow-lines';

/** Random clusters and the connections that they are meant to have, for property tests of flow logs. */

/** A cluster of Deployments, the policies that isolate some of them, and the connections that it is meant to have. */
export interface World {
  readonly pods: readonly LoggedPod[];
  readonly policies: readonly {
    readonly pod: number;
    readonly direction: 'Ingress' | 'Egress';
    readonly open: readonly number[];
  }[];
  readonly wanted: readonly {
    readonly from: number;
    readonly to: number;
    readonly protocol: 'TCP' | 'UDP';
    readonly port: number;
  }[];
  readonly format: string;
  /** Whether its pods have addresses of IPv6. */
  readonly isIpv6: boolean;
}

export const worlds: fc.Arbitrary<World> = fc
  .integer({ min: 3, max: 6 })
  .chain((count) => {
    const pod = fc.nat(count - 1);
    return fc.record({
      pods: fc
        .tuple(
          ...Array.from({ length: count }, () =>
            fc.tuple(fc.constantFrom('front', 'shop'), fc.constantFrom('api', 'db')),
          ),
        )
        .map((all) =>
          all.map(([namespace, tier], index) => ({
            namespace,
            deployment: `d${index}`,
            labels: { app: `a${index}`, tier },
            address: `10.0.0.${index + 1}`,
          })),
        ),
      policies: fc.array(
        fc.record({
          pod,
          direction: fc.constantFrom('Ingress' as const, 'Egress' as const),
          open: fc.array(pod, { maxLength: 2 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      wanted: fc.array(
        fc
          .record({
            from: pod,
            to: pod,
            protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
            port: fc.constantFrom(80, 5432, 8080, 9090),
          })
          .filter(({ from, to }) => from !== to),
        { minLength: 1, maxLength: 6 },
      ),
      format: fc.constantFrom(...Object.keys(WRITERS)),
      isIpv6: fc.boolean(),
    });
  })
  .map((world) =>
    world.isIpv6
      ? { ...world, pods: world.pods.map((pod, index) => ({ ...pod, address: `fd00::${index + 1}` })) }
      : world,
  );

const peerOf = ({ namespace, labels }: LoggedPod) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { app: labels.app as string } },
});

export function clusterIn({ pods, policies }: World) {
  return clusterOfManifests([
    ...['front', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...pods.flatMap(({ namespace, deployment, labels, address }) => [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: deployment, namespace },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c' }] } },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${deployment}-5d9f8c7b6-x1z9k`,
          namespace,
          labels,
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment, uid: '1', controller: true },
          ],
        },
        spec: { containers: [{ name: 'c', image: 'c' }] },
        status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
      },
    ]),
    ...policies.map(({ pod, direction, open }, index) => {
      const subject = pods[pod] as LoggedPod;
      const peers = open.map((one) => peerOf(pods[one] as LoggedPod));
      const rule = direction === 'Ingress' ? { from: peers } : { to: peers };
      return {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `p${index}`, namespace: subject.namespace },
        spec: {
          podSelector: { matchLabels: { app: subject.labels.app as string } },
          policyTypes: [direction],
          [direction.toLowerCase()]: peers.length === 0 ? [] : [rule],
        },
      };
    }),
  ]);
}

export const portOf = (protocol: 'TCP' | 'UDP', port: number) => (protocol === 'TCP' ? Port.tcp(port) : Port.udp(port));
