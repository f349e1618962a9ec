import { labelPlaces, type Point, pointsAlong } from '../../lib/report/page/edge-labels';

const along = (y: number): Point[] => Array.from({ length: 41 }, (_, index) => ({ x: 5 * index, y }));

describe('the places of the texts of edges', () => {
  test('a text stands where the layout puts it, where it hides nothing', () => {
    const place = { x: 100, y: -10 };
    expect(labelPlaces([{ text: 'TCP 80', line: along(0), place }], [])).toEqual([place]);
  });

  test('a text that would hide another edge stands at its own where it hides none', () => {
    const edges = [
      { text: 'TCP 80', line: along(0), place: { x: 100, y: -10 } },
      { text: '', line: along(-14), place: undefined },
    ];
    const [label] = labelPlaces(edges, []);
    // Its middle is 4 above its place: below its line, with nothing above it.
    expect(label?.y).toBeGreaterThan(4);
    expect(label?.y).toBeLessThan(20);
  });

  test('a text over a node or over another text is left out where no place is free', () => {
    const edge = { text: 'TCP 80', line: along(0), place: { x: 100, y: -10 } };
    expect(labelPlaces([edge], [{ x: 100, y: 0, width: 400, height: 100 }])).toEqual([undefined]);
    const [one, other] = labelPlaces([edge, edge], []);
    expect(one).toBeDefined();
    expect(other).not.toEqual(one);
  });

  test('an edge for which the layout knows no place has no text', () => {
    expect(labelPlaces([{ text: 'TCP 80', line: along(0), place: undefined }], [])).toEqual([undefined]);
  });

  test('a curve is followed from its start to the tip of its arrow', () => {
    const [a, b, c, d] = [0, 10, 20, 30].map((x): Point => ({ x, y: 0 })) as [Point, Point, Point, Point];
    const points = pointsAlong([a, b, c, d], { x: 34, y: 0 });
    expect(points[0]).toEqual(a);
    expect(points.at(-1)).toEqual({ x: 34, y: 0 });
    expect(points.every(({ x }, index) => index === 0 || x > (points[index - 1]?.x ?? 0))).toBe(true);
  });
});
