import { output, Resource } from '@pulumi/pulumi';
import { inWords, type PeerOption, standsInProps } from '../../grants/peers-in-props';
import type { OpenTo } from '../../patterns/open-workload';
import type { Peer } from '../../policy/peer';
import { type PodSelection, UnplacedPods } from '../../policy/pods';
import { type FieldPath, invalid } from '../../policy/validation/finding';
import type { Text } from '../deferred/deferred';
import type { DeferredFindings } from '../deferred/deferred-judgement';
import { logicalNameOf } from '../pulumi-internals';
import { Namespaces } from '../pulumi-words';
import { isNamespace, namespaceName } from './namespace-name';
import { type GrantClient, PeerReader, type ResourceClient, type Workload } from './resources-as-peers';

/** Options of a pattern as props: a workload may stand for pods, and any resource that a grant takes for a client among peers. */
export type WithResources<O> = {
  readonly [K in keyof O]: K extends 'pods' ? O[K] | Workload : K extends PeerOption ? PeersOrResources<O[K]> : O[K];
};

/** What an option takes in the place of a peer; rules and tiers hold such options of their own. */
export type PeersOrResources<T> = [OpenTo<Text>] extends [T]
  ? T | ResourceClient | readonly (OpenTo<Text> | ResourceClient)[]
  : [Peer<Text>] extends [T]
    ? T | ResourceClient | readonly (Peer<Text> | ResourceClient)[]
    : [readonly Peer<Text>[]] extends [T]
      ? T | readonly (Peer<Text> | ResourceClient)[]
      : T extends readonly (infer U)[]
        ? [U] extends [{ readonly pods: PodSelection<Text> } | { readonly from: unknown } | { readonly to: unknown }]
          ? readonly WithResources<U>[]
          : T
        : T;

/** Props in words, and what resources in them turn out to be. */
export interface PropsInWords<O> {
  readonly options: O;
  readonly reader: PeerReader;
}

/** The props with words in the place of each resource. */
export function resourcesInWords<O extends { readonly namespace: Text }>(props: O): PropsInWords<O> {
  const reader = new PeerReader();
  if (!standsInProps(props, isResource)) return { options: props, reader };
  const { namespace } = props;
  const options = inWords<O, Resource>(props, {
    stands: isResource,
    pods: (resource, path) => podsHere(reader, resource, namespace, path),
    peers: (resource, path) => {
      if (path.startsWith('to') && isNamespace(resource)) return [Namespaces.named(namespaceName(resource))];
      return reader.clientAt(resource as GrantClient, path).map(({ peer }) => peer);
    },
  });
  return { options, reader };
}

/** The pods of a resource, which have to be in the namespace of the policy. */
function podsHere(
  reader: PeerReader,
  resource: Resource,
  namespace: Text,
  path: FieldPath,
): PodSelection<Text> | undefined {
  const [client] = reader.clientAt(resource as GrantClient, path);
  if (client === undefined || client.peer.type !== 'pods' || client.peer.place.in !== 'namespace') return undefined;
  const { selector, all, place } = client.peer;
  const elsewhere: DeferredFindings = output([place.name, namespace]).apply(([own, wanted]) =>
    own === wanted
      ? []
      : [
          invalid(
            path,
            logicalNameOf(resource),
            `its pods are in namespace ${own}, and the policy is in ${wanted}`,
            'give the namespace of the pods to the boundary',
          ),
        ],
  );
  reader.deferred.push(elsewhere);
  return new UnplacedPods<Text>(selector, all);
}

function isResource(value: unknown): value is Resource {
  return Resource.isInstance(value);
}
