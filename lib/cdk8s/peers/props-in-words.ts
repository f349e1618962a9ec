import { Construct, type IConstruct } from 'constructs';
import { inWords, type PeerOption, standsInProps } from '../../grants/peers-in-props';
import type { OpenTo } from '../../patterns/open-workload';
import type { Peer } from '../../policy/peer';
import type { PodSelection } from '../../policy/pods';
import { Namespaces, Pods } from '../../policy/words';
import type { PeerReader } from './constructs-as-peers';
import { apiObjectOf, isNamespace } from './namespace-construct';

/**
 * The props of a pattern may hold constructs wherever they say which pods are meant: a workload or a Service for `pods`, and whatever
 * a grant takes for a client among peers. They are read at synth.
 */

/** Options of a pattern as props: a construct may stand for pods and peers. */
export type WithConstructs<O> = {
  readonly [K in keyof O]: K extends 'pods' ? O[K] | IConstruct : K extends PeerOption ? PeersOr<O[K]> : O[K];
};

/** What an option takes in the place of a peer; rules and tiers hold such options of their own. */
export type PeersOr<T> = [OpenTo] extends [T]
  ? T | IConstruct | readonly (OpenTo | IConstruct)[]
  : [Peer] extends [T]
    ? T | IConstruct | readonly (Peer | IConstruct)[]
    : [readonly Peer[]] extends [T]
      ? T | readonly (Peer | IConstruct)[]
      : T extends readonly (infer U)[]
        ? [U] extends [{ readonly pods: PodSelection } | { readonly from: unknown } | { readonly to: unknown }]
          ? readonly WithConstructs<U>[]
          : T
        : T;

/** Whether any construct stands for pods or peers. */
export function holdsConstructs(props: unknown): boolean {
  return standsInProps(props, isConstruct);
}

/** The props with something that any pattern takes in the place of each construct: what does not depend on pods is known by that. */
export function withStandIns<O extends object>(props: O): O {
  return inWords(props, { stands: isConstruct, pods: () => STAND_IN, peers: () => [STAND_IN.inSameNamespace()] });
}

/** The props with words in the place of each construct. */
export function propsInWords<O extends { readonly namespace: string }>(props: O, reader: PeerReader): O {
  const { namespace } = props;
  return inWords(props, {
    stands: isConstruct,
    pods: (construct, path) => reader.podsIn(namespace, construct, path) ?? STAND_IN,
    peers: (construct, path) => {
      const object = apiObjectOf(construct);
      // As namespaces, they are taken where only namespaces are.
      if (path.startsWith('to') && object !== undefined && isNamespace(object)) return [Namespaces.named(object.name)];
      const peers = reader.clientAt(construct, path).map(({ peer }) => peer);
      return peers.length > 0 ? peers : [STAND_IN.inSameNamespace()];
    },
  });
}

const STAND_IN = Pods.labelled({ app: 'unread' });

function isConstruct(value: unknown): value is IConstruct {
  return Construct.isConstruct(value);
}
