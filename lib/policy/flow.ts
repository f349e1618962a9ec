import type { AbsolutePeer } from './peer';
import type { PortWord } from './port';

/** A connection that is claimed to be allowed, or not to be: who, to whom, on which ports. */
export interface Flow<S = string, N = number> {
  readonly type: 'flow';
  readonly from: AbsolutePeer<S>;
  readonly to: AbsolutePeer<S>;
  readonly ports: readonly PortWord<S, N>[];
}

/** How to say a flow: `Flow.from(proxy).to(cache).on(Port.tcp(6379))`. */
export interface FlowWords<S, N> {
  /** The peer that connects. */
  from(source: AbsolutePeer<S>): {
    /** The peer that it connects to. */
    to(destination: AbsolutePeer<S>): {
      /** The ports of the destination, at least one; all of them are `Port.all()`. */
      on(...ports: readonly [PortWord<S, N>, ...PortWord<S, N>[]]): Flow<S, N>;
    };
  };
}

/** The words, for any leaf types. */
export function flowWords<S, N>(): FlowWords<S, N> {
  return {
    from: (from) => ({
      to: (to) => ({
        on: (...ports) => ({ type: 'flow', from, to, ports }),
      }),
    }),
  };
}

/** A connection from one peer to another: `Flow.from(proxy).to(cache).on(Port.tcp(6379))`. */
export const Flow = flowWords<string, number>();
