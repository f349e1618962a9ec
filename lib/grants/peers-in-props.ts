import { type FieldPath, item } from '../policy/validation/finding';
import { isMap } from '../policy/validation/structure';

/**
 * Where the props of a pattern say which pods are meant: `pods`, peers, and tiers and rules in which these are. There an engine takes
 * what stands for pods in it, a construct or a resource.
 */

/** The options that hold peers, or rules and tiers in which peers are. */
export type PeerOption = 'from' | 'to' | 'alsoFrom' | 'alsoTo' | 'tiers' | 'ingress' | 'egress';

const PEERS: readonly PeerOption[] = ['from', 'to', 'alsoFrom', 'alsoTo'];
const LISTS: readonly PeerOption[] = ['tiers', 'ingress', 'egress'];

/** What an engine puts in the place of what stands for pods. */
export interface Replacing<T> {
  stands(value: unknown): value is T;
  /** The pods of the policy's own namespace. */
  pods(value: T, path: FieldPath): unknown;
  peers(value: T, path: FieldPath): readonly unknown[];
}

/** Whether anything in the props stands for pods or peers. */
export function standsInProps<T>(props: unknown, stands: Replacing<T>['stands']): boolean {
  if (!isMap(props)) return false;
  return (
    stands(props.pods) ||
    PEERS.some((name) => {
      const value = props[name];
      return Array.isArray(value) ? value.some(stands) : stands(value);
    }) ||
    LISTS.some((name) => {
      const value = props[name];
      return Array.isArray(value) && value.some((one) => standsInProps(one, stands));
    })
  );
}

/** The props with words in the place of whatever stands for pods. */
export function inWords<O extends object, T>(props: O, replacing: Replacing<T>, at = ''): O {
  const result = { ...props } as Record<string, unknown>;
  const { pods } = result;
  if (replacing.stands(pods)) result.pods = replacing.pods(pods, `${at}pods`);
  for (const name of PEERS) {
    const value = result[name];
    if (replacing.stands(value)) {
      const peers = replacing.peers(value, `${at}${name}`);
      result[name] = peers.length === 1 ? peers[0] : peers;
    } else if (Array.isArray(value) && value.some(replacing.stands)) {
      result[name] = value.flatMap((one, index) =>
        replacing.stands(one) ? replacing.peers(one, `${at}${item(name, index)}`) : [one],
      );
    }
  }
  for (const name of LISTS) {
    const value = result[name];
    if (!Array.isArray(value)) continue;
    result[name] = value.map((one, index) =>
      standsInProps(one, replacing.stands) ? inWords(one as object, replacing, `${at}${item(name, index)}.`) : one,
    );
  }
  return result as O;
}
