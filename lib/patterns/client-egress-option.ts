import { type Finding, unsupported } from '../policy/validation/finding';

/**
 * Whether what lets clients in opens their way out as well: where the client is isolated for egress, always, or never.
 * A pod that no policy isolates must not get an egress policy: its first one cuts it off from DNS and all else.
 */
export type ClientEgress = 'auto' | 'always' | 'never';

const CLIENT_EGRESS: readonly ClientEgress[] = ['auto', 'always', 'never'];

/** What is wrong with a value that was given for it. */
export function checkClientEgress(value: ClientEgress): Finding[] {
  return CLIENT_EGRESS.includes(value) ? [] : [unsupported('clientEgress', value, CLIENT_EGRESS)];
}

/** The option of every pattern that lets clients of other namespaces in. */
export interface ClientEgressOption {
  /**
   * Whether the clients get an egress policy too, `<namespace of the target>-<id>-allow-egress` in their own namespace. A pod
   * that no policy isolates for egress must not get one: its first egress policy would cut it off from DNS and everything else.
   *
   * - `auto`: where the policies of the app or program isolate the client for egress
   * - `always`: even where no policy isolates it; its namespaces must be named
   * - `never`
   * @default 'auto'
   */
  readonly clientEgress?: ClientEgress;
}
