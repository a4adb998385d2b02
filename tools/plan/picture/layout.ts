import { count, escapeControls, number } from '../../base/json/index.js';
import type { Direction, Drawing, DrawnEdge, DrawnNode, Frame } from '../mermaid/index.js';
import { columns, FONT, shortened } from './measure.js';

/** A rectangle, by its top left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends Rectangle {
  readonly node: DrawnNode;
  /** The lines of its name and below it, as they fit in. */
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

export interface PlacedEdge {
  readonly edge: DrawnEdge;
  /** From the border of one box to that of the other; at least two. */
  readonly points: readonly Point[];
  /** The middle of its number, if it stands for several arrows. */
  readonly label: Point | undefined;
}

export interface PlacedFrame extends Rectangle {
  readonly frame: Frame;
}

/** A drawing with positions, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly frames: readonly PlacedFrame[];
}

/** Space between the border of a box and its text. */
const PADDING = { x: 14, y: 9 } as const;

/** Height of the title of a frame. */
const TITLE = 22;

/** Space around everything. */
const MARGIN = 24;

/** The screen that a picture is made for: whichever direction shows it larger there is the better one. */
const SCREEN = { width: 1400, height: 800 } as const;

/**
 * Places boxes, arrows and frames so that boxes do not overlap. Takes some seconds for 300 boxes.
 *
 * @param direction undefined for the one in which it is easier to read
 */
export async function layOut(drawing: Drawing, direction: Direction | undefined): Promise<Layout> {
  const dagre = (await import('@dagrejs/dagre')) as unknown as Dagre;
  if (direction !== undefined) return layOutIn(dagre, drawing, direction);
  const [across, down] = [layOutIn(dagre, drawing, 'LR'), layOutIn(dagre, drawing, 'TB')];
  return scaleOf(down) > scaleOf(across) ? down : across;
}

function scaleOf({ width, height }: Layout): number {
  return Math.min(SCREEN.width / width, SCREEN.height / height);
}

function layOutIn({ Graph, layout }: Dagre, drawing: Drawing, direction: Direction): Layout {
  const hasFrames = drawing.frames.length > 0;
  const graph = new Graph({ compound: hasFrames, multigraph: false });
  graph.setGraph({
    ...{ rankdir: direction, marginx: MARGIN, marginy: MARGIN },
    // Half of the space between boxes becomes the border of a frame, which has its title.
    ...{ nodesep: hasFrames ? 2 * TITLE : 22, edgesep: 14, ranksep: hasFrames ? 3 * TITLE : 64 },
  });
  for (const { id } of drawing.frames) graph.setNode(id, {});
  const within = new Map(drawing.edges.filter(isLoop).map((edge) => [edge.from, edge.count]));
  const texts = drawing.nodes.map((node) => textOf(node, within.get(node.id)));
  for (const [index, { id, frame }] of drawing.nodes.entries()) {
    const { names = [], notes = [] } = texts[index] ?? {};
    graph.setNode(id, sizeOf([...names, ...notes]));
    if (frame !== undefined) graph.setParent(id, frame);
  }
  const lines = drawing.edges.filter((edge) => !isLoop(edge));
  for (const edge of lines) {
    const text = labelOf(edge);
    const label = text === '' ? {} : { width: columns(text) * FONT.character + 8, height: FONT.line, labelpos: 'c' };
    graph.setEdge(edge.from, edge.to, label);
  }
  layout(graph);

  const nodes = drawing.nodes.map((node, index) => ({
    ...corner(graph.node(node.id)),
    ...(texts[index] ?? { names: [], notes: [] }),
    node,
  }));
  const frames = drawing.frames.map((frame) => ({ ...corner(graph.node(frame.id)), frame }));
  const edges = lines.map((edge) => {
    const { points, x, y } = graph.edge(edge.from, edge.to);
    return { edge, points, label: x === undefined || y === undefined ? undefined : { x, y } };
  });
  const { width = 0, height = 0 } = graph.graph();
  return { ...{ width: Math.max(width, 1), height: Math.max(height, 1) }, nodes, edges, frames };
}

/** An arrow from a box to itself would run through its neighbours. It is a note of the box. */
function isLoop({ from, to }: DrawnEdge): boolean {
  return from === to;
}

function textOf({ names, notes }: DrawnNode, within: number | undefined): Pick<PlacedNode, 'names' | 'notes'> {
  const fitIn = (line: string): string => shortened(escapeControls(line));
  const loop = within === undefined ? [] : [`↻ ${count(within, 'arrow')} within`];
  return { names: names.map(fitIn), notes: [...notes, ...loop].map(fitIn) };
}

/** What is written at an arrow. */
export function labelOf({ count: arrows }: DrawnEdge): string {
  return arrows > 1 ? number(arrows) : '';
}

/** What is used of dagre, whose own types do not resolve in ES modules. */
interface Dagre {
  readonly Graph: new (options: { readonly compound: boolean; readonly multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}

interface DagreGraph {
  readonly setGraph: (settings: object) => void;
  readonly setNode: (id: string, label: object) => void;
  readonly setParent: (id: string, parent: string) => void;
  readonly setEdge: (from: string, to: string, label: object) => void;
  /** The position is that of the middle. */
  readonly node: (id: string) => Rectangle;
  readonly edge: (from: string, to: string) => PlacedByDagre;
  /** Without a size if nothing is in it. */
  readonly graph: () => Partial<Pick<Rectangle, 'width' | 'height'>>;
}

interface PlacedByDagre {
  readonly points: readonly Point[];
  readonly x?: number;
  readonly y?: number;
}

function corner({ x, y, width, height }: Rectangle): Rectangle {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function sizeOf(lines: readonly string[]): { width: number; height: number } {
  const widest = Math.max(8, ...lines.map(columns));
  return { width: widest * FONT.character + 2 * PADDING.x, height: lines.length * FONT.line + 2 * PADDING.y };
}
