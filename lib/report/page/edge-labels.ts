/** Where the texts of edges stand, so that they hide as little as can be. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box by its middle. */
export interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

/** An edge with its text, by the points of its line. */
export interface LabelledEdge {
  readonly text: string;
  readonly line: readonly Point[];
  /** Where the layout would put the text; without it there is none. */
  readonly place: Point | undefined;
}

const LETTER = 5.6;
const HEIGHT = 11;
/** So far above the place of a text its middle is, since it stands on that place. */
const ABOVE = 4;
/** So far a text is from its line. */
const GAP = 3;
/** So much two texts are apart. */
const APART = 8;
/** Where along its line a text is tried, as shares of its length; in the middle first. */
const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
/** So far apart are the points of a line that are looked at. */
const STEP = 5;

/**
 * Where the text of each edge stands: where the layout would put it, or else beside its line where it hides fewest lines. A text over
 * a node or over another text could not be read, and has no place.
 */
export function labelPlaces(edges: readonly LabelledEdge[], nodes: readonly Placed[]): (Point | undefined)[] {
  const taken = [...nodes];
  const lines = edges.map(({ line }) => ({ line, bounds: boundsOf(line) }));
  return edges.map(({ text, line, place }) => {
    if (place === undefined) return undefined;
    const [width, height] = [text.length * LETTER, HEIGHT];
    let best: { readonly box: Placed; readonly hidden: number } | undefined;
    for (const { x, y } of [{ x: place.x, y: place.y - ABOVE }, ...besideLine(line, width, height)]) {
      const box = { x, y, width, height };
      if (taken.some((other) => overlap(box, other))) continue;
      const hidden = lines.reduce((sum, one) => sum + (overlap(box, one.bounds) ? pointsIn(box, one.line) : 0), 0);
      if (best === undefined || hidden < best.hidden) best = { box, hidden };
      if (hidden === 0) break;
    }
    if (best === undefined) return undefined;
    // Two texts close above each other would be read as one.
    taken.push({ ...best.box, height: height + APART });
    return { x: Math.round(best.box.x), y: Math.round(best.box.y + ABOVE) };
  });
}

/** Places above, below and at both sides of a line, as far from it as it needs where it is. */
function besideLine(line: readonly Point[], width: number, height: number): Point[] {
  return SHARES.flatMap((share) => {
    const place = Math.round(share * (line.length - 1));
    const [before, at, after] = [line[place - 1], line[place], line[place + 1]];
    if (at === undefined) return [];
    const [from, to] = [before ?? at, after ?? at];
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    // Across the line, as far as the box reaches in that direction.
    const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
    const far = (Math.abs(across.x) * width + Math.abs(across.y) * height) / 2 + GAP;
    return [-1, 1].map((side) => ({ x: at.x + side * far * across.x, y: at.y + side * far * across.y }));
  });
}

function overlap(a: Placed, b: Placed): boolean {
  return 2 * Math.abs(a.x - b.x) < a.width + b.width && 2 * Math.abs(a.y - b.y) < a.height + b.height;
}

function pointsIn({ x, y, width, height }: Placed, line: readonly Point[]): number {
  return line.filter((point) => 2 * Math.abs(point.x - x) < width + 2 && 2 * Math.abs(point.y - y) < height + 2).length;
}

function boundsOf(line: readonly Point[]): Placed {
  const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left + 4, height: bottom - top + 4 };
}

/** The points of cubic curves that follow each other, by their starts, controls and ends. */
export function pointsAlong(points: readonly Point[], tip?: Point): Point[] {
  const along: Point[] = points.slice(0, 1);
  for (let place = 0; place + 3 < points.length; place += 3) {
    const [a, b, c, d] = points.slice(place, place + 4) as [Point, Point, Point, Point];
    const steps = Math.max(1, Math.ceil(Math.hypot(d.x - a.x, d.y - a.y) / STEP));
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      along.push({ x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y });
    }
  }
  return tip === undefined ? along : [...along, tip];
}
