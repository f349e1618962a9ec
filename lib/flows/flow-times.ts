/** When something was seen, as far as a log says it; milliseconds since 1970. */
export interface FlowTimes {
  readonly first?: number;
  readonly last?: number;
}

/** The times of something that has more than these. */
export function timesOf({ first, last }: FlowTimes): FlowTimes {
  return { ...(first !== undefined && { first }), ...(last !== undefined && { last }) };
}

/** From the first time of several to the last. */
export function timesTogether(...all: readonly FlowTimes[]): FlowTimes {
  const firsts = all.flatMap(({ first }) => first ?? []);
  const lasts = all.flatMap(({ last }) => last ?? []);
  return {
    ...(firsts.length > 0 && { first: Math.min(...firsts) }),
    ...(lasts.length > 0 && { last: Math.max(...lasts) }),
  };
}
