import { escapeMarkup } from './escape.js';
import { labelOf, type Layout, type PlacedEdge, type PlacedFrame, type PlacedNode, type Point } from './layout.js';
import { FONT, shortened } from './measure.js';
import { drawingStyle } from './style.js';

/** Writes a drawing as an SVG file of its own. @param title what it shows, for people who cannot see it */
export function writeSvg(layout: Layout, title: string): string {
  const [width, height] = [round(layout.width), round(layout.height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escapeMarkup(title)}</title>
<style>${drawingStyle(':root')}</style>
<rect width="100%" height="100%" fill="var(--paper)"/>
${writeShapes(layout)}</svg>
`;
}

/** The shapes of a drawing, for an `<svg>` element: frames, then arrows, then boxes on top. */
export function writeShapes({ frames, edges, nodes }: Layout): string {
  return [TIP, ...frames.map(writeFrame), ...edges.map(writeEdge), ...nodes.map(writeNode)]
    .map((line) => `${line}\n`)
    .join('');
}

/** The tip of arrows. */
const TIP =
  '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>';

function writeFrame({ frame, x, y, width, height }: PlacedFrame): string {
  const rectangle = `<rect class="frame" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="8"/>`;
  const shown = shortened(frame.title, Math.floor((width - 20) / FONT.character));
  const title = `<text class="text note" x="${round(x + 10)}" y="${round(y + 16)}">${escapeMarkup(shown)}</text>`;
  return `<g class="framed"><title>${escapeMarkup(frame.title)}</title>${rectangle}${title}</g>`;
}

function writeNode({ node, names, notes, x, y, width, height }: PlacedNode): string {
  const lines = [...names, ...notes];
  const rounded = node.kind === 'run' ? '4' : '14';
  const middle = y + height / 2 - ((lines.length - 1) * FONT.line) / 2 + FONT.size / 3;
  const texts = lines.map((line, number) => {
    const baseline = round(middle + number * FONT.line);
    return `<text class="text ${number < names.length ? 'name' : 'note'}" x="${round(x + 14)}" y="${baseline}">${escapeMarkup(line)}</text>`;
  });
  const box = `<rect class="box" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${rounded}"/>`;
  const title = `<title>${[...node.names, ...notes].map(escapeMarkup).join('\n')}</title>`;
  return `<g class="node ${node.kind}" data-id="${node.id}" data-index="${String(node.index)}">${title}${box}${texts.join('')}</g>`;
}

function writeEdge({ edge, points, label }: PlacedEdge): string {
  const width = round(1.2 + Math.log10(edge.count) * 0.8);
  const path = `<path class="edge${edge.dashed ? ' dashed' : ''}" data-from="${edge.from}" data-to="${edge.to}" stroke-width="${width}" marker-end="url(#tip)" d="${curve(points)}"/>`;
  const text = labelOf(edge);
  if (text === '' || label === undefined) return path;
  return `${path}<text class="text count" x="${round(label.x)}" y="${round(label.y + 4)}">${text}</text>`;
}

/** A line through the middles between the points, bent towards the points. */
function curve(points: readonly Point[]): string {
  const [first, ...more] = points;
  const last = more.pop();
  if (first === undefined || last === undefined) return '';
  const bends = more.map((point, number) => {
    const next = more[number + 1];
    const end = next === undefined ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${bends.length === 0 ? `L${at(last)}` : bends.join('')}`;
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
