const MOST_DEPTH = 500;

/** An object may hold this many values without question, and ten times as many as were written. */
const MANY_VALUES = 100_000;
const MOST_TIMES_WRITTEN = 10;

interface Extent {
  /** The values in it, where what is held more than once counts each time. */
  readonly size: number;
  readonly height: number;
}

/**
 * Refuses a value that is endless, or that unfolds into far more than what was written: YAML aliases let a few lines do
 * that. It visits each value once.
 * @throws with what is wrong with it
 */
export function checkPlain(value: unknown): void {
  const extents = new Map<object, Extent | 'unfinished'>();
  let written = 0;
  const extentOf = (part: unknown, depth: number): Extent => {
    written++;
    if (typeof part !== 'object' || part === null) return SCALAR;
    const known = extents.get(part);
    if (known === 'unfinished') throw new Error('it contains itself');
    if (known !== undefined) return known;
    extents.set(part, 'unfinished');
    let size = 1;
    let height = 0;
    const inside = depth > MOST_DEPTH ? [] : Object.values(part);
    if (Array.isArray(part) && inside.length < part.length && depth <= MOST_DEPTH) throw new Error('a list has holes');
    for (const inner of inside) {
      const extent = extentOf(inner, depth + 1);
      size += extent.size;
      height = Math.max(height, extent.height + 1);
    }
    if (depth > MOST_DEPTH || height > MOST_DEPTH) throw new Error(`it is nested more than ${MOST_DEPTH} deep`);
    extents.set(part, { size, height });
    return { size, height };
  };
  const { size } = extentOf(value, 0);
  if (size > MANY_VALUES + MOST_TIMES_WRITTEN * written) {
    throw new Error(`its aliases unfold ${written} values into ${size > 1e15 ? 'endlessly many' : size}`);
  }
}

const SCALAR: Extent = { size: 1, height: 0 };
