import { hash } from 'node:crypto';
import type { JobGraph, PartitionRef, Plan, Task } from '../../base/model/index.js';
import { quoteLines } from './quote.js';

/** Top to bottom, left to right, bottom to top, right to left. */
export type Direction = 'TB' | 'LR' | 'BT' | 'RL';

export interface MermaidOptions {
  readonly direction: Direction;
}

/** Mermaid draws nothing with more edges than this, unless the page that shows it raises `maxEdges`. */
const MERMAID_MAX_EDGES = 500;

/** The same for the length of the text (`maxTextSize`). */
const MERMAID_MAX_TEXT = 50_000;

/** How many outputs a node lists. */
const OUTPUTS_SHOWN = 3;

const CLASSES = [
  'classDef run fill:#e3f2fd,stroke:#1565c0,color:#0d2b45',
  'classDef pruned fill:#f1f3f4,stroke:#9aa0a6,color:#5f6368',
  'classDef outside fill:#ffffff,stroke:#9aa0a6,color:#5f6368,stroke-dasharray:4 3',
];

/**
 * Draws a job graph or a plan as a mermaid flowchart. Edges go in the direction of the data.
 *
 * A task is a box (class `run`), and a pruned partition a rounded box (class `pruned`). An edge is solid for a
 * materialize input and dashed for a query input. A ref that a task queries and nothing in the drawing makes has the
 * class `outside`. The id of a node depends only on its task or ref, so that two drawings can be compared line by
 * line.
 */
export function mermaid(graph: JobGraph | Plan, { direction }: MermaidOptions): string {
  const drawing = new Drawing();
  if ('pruned' in graph) for (const { ref } of graph.pruned) drawing.addRef(ref, 'pruned');
  for (const task of graph.tasks) drawing.addTask(task);
  for (const task of graph.tasks) drawing.addInputs(task);
  return drawing.write(direction);
}

class Drawing {
  readonly #nodes: string[] = [];
  readonly #edges: string[] = [];
  /** Id of the node of a ref. */
  readonly #nodeOf = new Map<PartitionRef, string>();

  addRef(ref: PartitionRef, kind: 'pruned' | 'outside'): string {
    const id = `r${hash('sha256', ref).slice(0, 16)}`;
    this.#nodeOf.set(ref, id);
    this.#nodes.push(`${id}(${quoteLines([ref])}):::${kind}`);
    return id;
  }

  addTask({ id, job, config: { outputs } }: Task): void {
    const node = `t${id}`;
    for (const ref of outputs) this.#nodeOf.set(ref, node);
    const shown = outputs.slice(0, OUTPUTS_SHOWN);
    const hidden = outputs.length - shown.length;
    const lines = hidden > 0 ? [...shown, `and ${String(hidden)} more`] : shown;
    this.#nodes.push(`${node}[${quoteLines([...lines, job])}]:::run`);
  }

  addInputs({ id, config: { inputs } }: Task): void {
    const node = `t${id}`;
    /** Upstream node → whether anything is materialized from it. */
    const upstream = new Map<string, boolean>();
    for (const { depType, ref } of inputs) {
      const source = this.#nodeOf.get(ref) ?? this.addRef(ref, 'outside');
      upstream.set(source, depType === 'materialize' || upstream.get(source) === true);
    }
    for (const [source, materialized] of upstream) {
      this.#edges.push(`${source} ${materialized ? '-->' : '-.->'} ${node}`);
    }
  }

  write(direction: Direction): string {
    const body = [...CLASSES, ...this.#nodes, ...this.#edges].map((line) => `  ${line}\n`).join('');
    return `flowchart ${direction}\n${this.#sizeNote(body.length)}${body}`;
  }

  #sizeNote(length: number): string {
    if (this.#edges.length <= MERMAID_MAX_EDGES && length <= MERMAID_MAX_TEXT) return '';
    const size = `${String(this.#edges.length)} edges, ${String(length)} characters`;
    const limits = `maxEdges ${String(MERMAID_MAX_EDGES)}, maxTextSize ${String(MERMAID_MAX_TEXT)}`;
    return `%% ${size}: too large for mermaid as it comes (${limits}), draw fewer refs or raise both where it is shown\n`;
  }
}
