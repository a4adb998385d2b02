import { number } from '../../base/json/index.js';
import type { BoxKind } from './chart.js';
import type { Drawing, DrawnEdge, DrawnNode } from './drawing.js';
import { quoteLines } from './quote.js';

/** Top to bottom, left to right, bottom to top, right to left. */
export type Direction = 'TB' | 'LR' | 'BT' | 'RL';

/** What mermaid draws at most, unless the page that shows it raises `maxEdges` and `maxTextSize`. */
export const MERMAID_LIMITS = { edges: 500, characters: 50_000 } as const;

/** A flowchart and its size. */
export interface Flowchart {
  readonly text: string;
  readonly edges: number;
  /** Whether mermaid draws it without further settings. */
  readonly fits: boolean;
}

const CLASSES = [
  'classDef run fill:#e3f2fd,stroke:#1565c0,color:#0d2b45',
  'classDef pruned fill:#f1f3f4,stroke:#9aa0a6,color:#5f6368',
  'classDef outside fill:#ffffff,stroke:#9aa0a6,color:#5f6368,stroke-dasharray:4 3',
];

const BRACKETS: Readonly<Record<BoxKind, readonly [open: string, close: string]>> = {
  run: ['[', ']'],
  pruned: ['(', ')'],
  outside: ['(', ')'],
};

/**
 * Writes a drawing as a mermaid flowchart.
 *
 * A task is a box (class `run`), and any other partition a rounded box (class `pruned` or `outside`). An edge is solid
 * for a materialize input and dashed for a query input; one that stands for several has their number. A frame is a
 * sub-graph. A flowchart that exceeds the limits of mermaid says so in a comment.
 */
export function writeFlowchart(drawing: Drawing, direction: Direction): Flowchart {
  const body = [...CLASSES, ...nodeLines(drawing), ...drawing.edges.map(edgeLine)]
    .map((line) => `  ${line}\n`)
    .join('');
  const head = `flowchart ${direction}\n`;
  const edges = drawing.edges.length;
  const length = head.length + body.length;
  const fits = edges <= MERMAID_LIMITS.edges && length <= MERMAID_LIMITS.characters;
  return { text: `${head}${fits ? '' : sizeNote(edges, length)}${body}`, edges, fits };
}

function nodeLines({ nodes, frames }: Drawing): string[] {
  const inside = Map.groupBy(nodes, ({ frame }) => frame);
  return [
    ...frames.flatMap(({ id, title }) => [
      `subgraph ${id}[${quoteLines([title])}]`,
      ...(inside.get(id) ?? []).map((node) => `  ${nodeLine(node)}`),
      'end',
    ]),
    ...(inside.get(undefined) ?? []).map(nodeLine),
  ];
}

function nodeLine({ id, kind, names, notes }: DrawnNode): string {
  const [open, close] = BRACKETS[kind];
  return `${id}${open}${quoteLines([...names, ...notes])}${close}:::${kind}`;
}

function edgeLine({ from, to, dashed, count }: DrawnEdge): string {
  const label = count > 1 ? `|${quoteLines([number(count)])}|` : '';
  return `${from} ${dashed ? '-.->' : '-->'}${label} ${to}`;
}

function sizeNote(edges: number, length: number): string {
  const limits = `maxEdges ${String(MERMAID_LIMITS.edges)}, maxTextSize ${String(MERMAID_LIMITS.characters)}`;
  return `%% ${String(edges)} edges, ${String(length)} characters: too large for mermaid as it comes (${limits}), draw fewer refs or raise both where it is shown\n`;
}
