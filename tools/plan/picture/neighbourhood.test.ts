import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { neighbourhood, placeInColumns } from './neighbourhood.js';

/** Sizes of boxes, and edges that lead from a lower to a higher index. */
const graphs = fc.integer({ min: 1, max: 30 }).chain((count) =>
  fc.record({
    sizes: fc.array(fc.record({ width: fc.integer({ min: 10, max: 300 }), height: fc.integer({ min: 20, max: 80 }) }), {
      minLength: count,
      maxLength: count,
    }),
    edges: fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 })
      .map((pairs) => pairs.filter(([from, to]) => from < to)),
  }),
);

test('boxes in columns do not overlap, and every edge leads to the right', () => {
  fc.assert(
    fc.property(graphs, ({ sizes, edges }) => {
      const { corners, routes } = placeInColumns(sizes, edges);
      const boxes = sizes.map((size, index) => ({ ...size, ...(corners[index] ?? { x: NaN, y: NaN }) }));
      for (const [index, one] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) {
          const apart =
            one.x + one.width <= other.x ||
            other.x + other.width <= one.x ||
            one.y + one.height <= other.y ||
            other.y + other.height <= one.y;
          expect(apart).toBe(true);
        }
      }
      for (const route of routes) {
        const xs = route.map(({ x }) => x);
        expect(xs).toEqual(xs.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('an edge passes outside of the boxes of the columns that it crosses', () => {
  fc.assert(
    fc.property(graphs, ({ sizes, edges }) => {
      const { corners, routes } = placeInColumns(sizes, edges);
      for (const route of routes) {
        for (const { x, y } of route.slice(1, -1)) {
          for (const [index, corner] of corners.entries()) {
            const { height = 0 } = sizes[index] ?? {};
            if (corner.x === x) expect(y < corner.y || y > corner.y + height).toBe(true);
          }
        }
      }
    }),
  );
});

test('a neighbourhood has the nearest boxes on either side, and counts the others', () => {
  // A chain of 100, of which 50 is in the middle.
  const upstream = Array.from({ length: 100 }, (_, index) => (index > 0 ? [index - 1] : []));
  const downstream = Array.from({ length: 100 }, (_, index) => (index < 99 ? [index + 1] : []));
  expect(neighbourhood(upstream, downstream, 50, 3)).toEqual({
    members: [50, 49, 48, 47, 51, 52, 53],
    moreUpstream: 47,
    moreDownstream: 46,
  });
});
