import type { ComponentChildren } from 'preact';
import { layersOf, type LayerEdge } from './layers.js';
import './diagram.css';

export interface DiagramProps {
  /** What it shows. */
  readonly label: string;
  readonly nodes: readonly { readonly id: string; readonly isMain?: boolean; readonly content: ComponentChildren }[];
  readonly edges: readonly LayerEdge[];
  /** Of a node, in pixels. */
  readonly width: number;
  readonly height: number;
}

const GAP_X = 56;
const GAP_Y = 16;

/** Nodes and what leads from one to another, from left to right. */
export function Diagram({ label, nodes, edges, width, height }: DiagramProps) {
  const layers = layersOf(
    nodes.map(({ id }) => id),
    edges,
  );
  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const all = tallest * (height + GAP_Y) - GAP_Y;
  const places = new Map(
    layers.flatMap((layer, column) => {
      const top = (all - (layer.length * (height + GAP_Y) - GAP_Y)) / 2;
      return layer.map((id, row) => [id, { x: column * (width + GAP_X), y: top + row * (height + GAP_Y) }] as const);
    }),
  );
  const size = { width: `${String(layers.length * (width + GAP_X) - GAP_X)}px`, height: `${String(all)}px` };
  return (
    <div class="diagram" role="group" aria-label={label} tabIndex={0}>
      <div class="diagram-plane" style={size}>
        <svg class="diagram-edges" aria-hidden="true">
          {edges.map(({ from, to }) => {
            const [a, b] = [places.get(from), places.get(to)];
            if (a === undefined || b === undefined || from === to) return null;
            const [x1, y1, x2, y2] = [a.x + width, a.y + height / 2, b.x, b.y + height / 2];
            const bend = Math.max(GAP_X / 2, Math.abs(x2 - x1) / 2);
            return <path key={`${from}\n${to}`} d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} />;
          })}
        </svg>
        <ul>
          {nodes.map(({ id, isMain = false, content }) => {
            const { x, y } = places.get(id) ?? { x: 0, y: 0 };
            const place = {
              left: `${String(x)}px`,
              top: `${String(y)}px`,
              width: `${String(width)}px`,
              height: `${String(height)}px`,
            };
            return (
              <li key={id} class={isMain ? 'diagram-node is-main' : 'diagram-node'} style={place}>
                {content}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
