import { Construct, type IConstruct } from 'constructs';
import type { OpenTo } from '../../patterns/open-workload';
import type { Peer } from '../../policy/peer';
import type { PodSelection } from '../../policy/pods';
import { type FieldPath, item } from '../../policy/validation/finding';
import { isMap } from '../../policy/validation/structure';
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

/** The options that hold peers, or rules and tiers in which peers are. */
export type PeerOption = 'from' | 'to' | 'alsoFrom' | 'alsoTo' | 'tiers' | 'ingress' | 'egress';

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

/** The options in which peers are. */
const PEERS = ['from', 'to', 'alsoFrom', 'alsoTo'];
/** The options that are lists of options. */
const LISTS = ['tiers', 'ingress', 'egress'];

/** Whether any construct stands for pods or peers. */
export function holdsConstructs(props: unknown): boolean {
  if (!isMap(props)) return false;
  return (
    Construct.isConstruct(props.pods) ||
    PEERS.some((name) => listOf(props[name]).some((one) => Construct.isConstruct(one))) ||
    LISTS.some((name) => Array.isArray(props[name]) && props[name].some(holdsConstructs))
  );
}

/** The props with something that any pattern takes in the place of each construct: what does not depend on pods is known by that. */
export function withStandIns<O extends object>(props: O): O {
  return replaced(props, '', { pods: () => STAND_IN, peers: () => [STAND_IN.inSameNamespace()] });
}

/** The props with words in the place of each construct. */
export function propsInWords<O extends { readonly namespace: string }>(props: O, reader: PeerReader): O {
  const { namespace } = props;
  return replaced(props, '', {
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

interface Replacing {
  pods(construct: IConstruct, path: FieldPath): PodSelection;
  peers(construct: IConstruct, path: FieldPath): readonly unknown[];
}

function replaced<O extends object>(props: O, at: string, replacing: Replacing): O {
  const result = { ...props } as Record<string, unknown>;
  if (Construct.isConstruct(result.pods)) result.pods = replacing.pods(result.pods, `${at}pods`);
  for (const name of PEERS) {
    const value = result[name];
    if (Construct.isConstruct(value)) {
      const peers = replacing.peers(value, `${at}${name}`);
      result[name] = peers.length === 1 ? peers[0] : peers;
    } else if (Array.isArray(value) && value.some((one) => Construct.isConstruct(one))) {
      result[name] = value.flatMap((one, index) =>
        Construct.isConstruct(one) ? replacing.peers(one, `${at}${item(name, index)}`) : [one],
      );
    }
  }
  for (const name of LISTS) {
    const value = result[name];
    if (!Array.isArray(value)) continue;
    result[name] = value.map((one, index) =>
      holdsConstructs(one) ? replaced(one as object, `${at}${item(name, index)}.`, replacing) : one,
    );
  }
  return result as O;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
