import { oneLine } from '../policy/unknown-value';

/** What an object is called. */
export interface Identity {
  /** The API group of today, `core` for that without a name. */
  readonly group: string;
  readonly kind: string;
  /** Empty where the object does not say it. */
  readonly name: string;
  /** Empty for what is in none. */
  readonly namespace: string;
}

/** Which object made another one. */
export interface Owner {
  /** The API group of today; empty where it is not known. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** Ends a name of which the manifest says the beginning only; no name that a manifest says may hold it. */
export const GENERATED = '*';

/** What an object calls itself, as in `NetworkPolicy shop/deny`. */
export function titleOf({ kind, namespace, name }: Omit<Identity, 'group'>): string {
  return oneLine(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
}
