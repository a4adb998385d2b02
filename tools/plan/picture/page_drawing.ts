/// <reference lib="dom" />
// The function below runs in the page: its text is written into it, so it uses nothing from outside itself.
import type { placeInColumns } from './neighbourhood.js';
import type { PageData } from './page_data.js';

/**
 * Draws a box with what it is made from on its left, and what is made from it on its right.
 *
 * @param members indexes of the boxes to draw
 * @param upstream for each box, the boxes that it depends on
 */
export function drawNeighbourhood(
  members: readonly number[],
  { boxes, groups }: PageData,
  upstream: readonly (readonly number[])[],
  place: typeof placeInColumns,
): SVGGElement {
  const SVG = 'http://www.w3.org/2000/svg';
  const shape = (tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.textContent = text;
    return made;
  };
  const numbers = new Map(members.map((member, place) => [member, place]));
  const sizes = members.map((member) => ({ width: (boxes[member]?.width ?? 0) + 28, height: 52 }));
  const edges = members.flatMap((member, to) =>
    (upstream[member] ?? []).flatMap((source) => {
      const from = numbers.get(source);
      return from === undefined ? [] : [[from, to] as const];
    }),
  );
  const { corners, routes } = place(sizes, edges);
  const drawn = shape('g', {}) as SVGGElement;
  for (const [edge, points] of routes.entries()) {
    const [from = 0, to = 0] = edges[edge] ?? [];
    const dashed = boxes[members[to] ?? 0]?.queries.includes(members[from] ?? 0) === true;
    const path = points.map(({ x, y }, step) => {
      const { x: fromX = x, y: fromY = y } = points[step - 1] ?? {};
      const bend = (x + fromX) / 2;
      return step === 0 ? `M${String(x)} ${String(y)}` : `C${[bend, fromY, bend, y, x, y].join(' ')}`;
    });
    const ends = { 'data-from': String(members[from]), 'data-to': String(members[to]) };
    const line = { d: path.join(''), 'stroke-width': 1.3, 'marker-end': 'url(#tip)' };
    drawn.append(shape('path', { class: dashed ? 'edge dashed' : 'edge', ...line, ...ends }));
  }
  for (const [place, member] of members.entries()) {
    const box = boxes[member];
    const { x, y } = corners[place] ?? { x: 0, y: 0 };
    const { label = '', kind = 'run' } = groups[box?.group ?? 0] ?? {};
    if (box === undefined) continue;
    const node = shape('g', { class: `node ${kind}`, 'data-index': member, 'data-id': member });
    const title = shape('title', {}, `${box.refs.join('\n')}\n${label}`);
    const fits = Array.from(label).length > 44 ? `${Array.from(label).slice(0, 43).join('')}…` : label;
    node.append(
      title,
      shape('rect', { class: 'box', x, y, ...sizes[place], rx: kind === 'run' ? 4 : 14 }),
      shape('text', { class: 'text name', x: x + 14, y: y + 22 }, box.name ?? box.refs[0]),
      shape('text', { class: 'text note', x: x + 14, y: y + 40 }, fits),
    );
    drawn.append(node);
  }
  return drawn;
}
