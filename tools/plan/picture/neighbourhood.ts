// These functions run in the page: their text is written into it, so they use nothing from outside themselves.

/** Which boxes the page draws around one of them. */
export interface Neighbourhood {
  /** Indexes of boxes: the one in the middle, then those upstream and downstream, the nearest first. */
  readonly members: readonly number[];
  /** How many more are upstream and downstream. */
  readonly moreUpstream: number;
  readonly moreDownstream: number;
}

/**
 * Selects what is upstream and downstream of a box, the nearest first.
 *
 * @param upstream for each box, the boxes that it depends on
 * @param downstream for each box, the boxes that depend on it
 * @param room how many boxes are selected on either side at most
 */
export function neighbourhood(
  upstream: readonly (readonly number[])[],
  downstream: readonly (readonly number[])[],
  middle: number,
  room: number,
): Neighbourhood {
  const reach = (next: readonly (readonly number[])[]): number[] => {
    const found = new Set([middle]);
    for (const box of found) for (const other of next[box] ?? []) found.add(other);
    found.delete(middle);
    return [...found];
  };
  const [before, after] = [reach(upstream), reach(downstream)];
  return {
    members: [middle, ...before.slice(0, room), ...after.slice(0, room)],
    moreUpstream: Math.max(0, before.length - room),
    moreDownstream: Math.max(0, after.length - room),
  };
}

/** Where a box is, by its top left corner, and through which points an edge goes. */
export interface Columns {
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  readonly routes: readonly (readonly { readonly x: number; readonly y: number }[])[];
}

/**
 * Places boxes in columns, so that every edge leads from left to right, and passes between the boxes of the columns that
 * it crosses. The edges must have no cycle.
 *
 * @param sizes of boxes, in pixels
 * @param edges pairs of indexes of boxes
 */
export function placeInColumns(
  sizes: readonly { readonly width: number; readonly height: number }[],
  edges: readonly (readonly [from: number, to: number])[],
): Columns {
  const [columnGap, rowGap, laneHeight] = [90, 16, 10];
  const columnOf = sizes.map(() => 0);
  // Kahn's order: a box stands right of everything that leads to it.
  const open = sizes.map(() => 0);
  const nexts: number[][] = sizes.map(() => []);
  for (const [from, to] of edges) {
    nexts[from]?.push(to);
    open[to] = (open[to] ?? 0) + 1;
  }
  const order = sizes.flatMap((_, box) => (open[box] === 0 ? [box] : []));
  for (const box of order) {
    for (const next of nexts[box] ?? []) {
      columnOf[next] = Math.max(columnOf[next] ?? 0, (columnOf[box] ?? 0) + 1);
      open[next] = (open[next] ?? 0) - 1;
      if (open[next] === 0) order.push(next);
    }
  }
  // What nothing leads to stands just left of what it leads to.
  for (const box of order.toReversed()) {
    const following = nexts[box] ?? [];
    if (following.length > 0) columnOf[box] = Math.min(...following.map((next) => (columnOf[next] ?? 0) - 1));
  }

  // An edge that crosses a column has a lane there, as if it were a low box.
  interface Item {
    readonly box: number | undefined;
    readonly width: number;
    readonly height: number;
    x: number;
    y: number;
    links: Item[];
  }
  const columns: Item[][] = [];
  const add = (column: number, box: number | undefined, width: number, height: number): Item => {
    const item: Item = { box, width, height, x: 0, y: 0, links: [] };
    (columns[column] ??= []).push(item);
    return item;
  };
  const items = sizes.map(({ width, height }, box) => add(columnOf[box] ?? 0, box, width, height));
  const paths = edges.map(([from, to]) => {
    const path = [items[from]];
    for (let column = (columnOf[from] ?? 0) + 1; column < (columnOf[to] ?? 0); column++) {
      path.push(add(column, undefined, 0, laneHeight));
    }
    path.push(items[to]);
    const whole = path.filter((item) => item !== undefined);
    for (const [number, item] of whole.entries()) {
      const next = whole[number + 1];
      if (next === undefined) continue;
      item.links.push(next);
      next.links.push(item);
    }
    return whole;
  });

  const stack = (): void => {
    let x = 0;
    for (const column of columns) {
      let height = 0;
      for (const item of column) height += item.height + rowGap;
      let y = -height / 2;
      const width = Math.max(0, ...column.map((item) => item.width));
      for (const item of column) {
        [item.x, item.y] = [x, y];
        y += item.height + rowGap;
      }
      x += width + columnGap;
    }
  };
  const middle = (item: Item): number => item.y + item.height / 2;
  stack();
  // Each item goes to where its neighbours are on average, which uncrosses edges.
  for (let sweep = 0; sweep < 8; sweep++) {
    const wanted = new Map<Item, number>();
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      for (const item of column) {
        const sum = item.links.reduce((total, link) => total + middle(link), 0);
        wanted.set(item, item.links.length === 0 ? middle(item) : sum / item.links.length);
      }
      column.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      stack();
    }
  }
  return {
    corners: items.map(({ x, y }) => ({ x, y })),
    routes: paths.map((path) =>
      path.flatMap((item, number) => {
        const y = middle(item);
        if (item.box === undefined) return [{ x: item.x, y }];
        return number === 0 ? [{ x: item.x + item.width, y }] : [{ x: item.x, y }];
      }),
    ),
  };
}
