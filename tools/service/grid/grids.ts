import {
  err,
  majorOf,
  ok,
  patternsOf,
  type JobDescriptor,
  type PartitionRef,
  type Result,
} from '../../base/model/index.js';
import type { CatalogView } from '../../catalog/index.js';
import type { GraphProgram, Problem } from '../programs/index.js';
import { JobGrid, type Axes, type DrawnGrid, type Happening } from './job_grid.js';

/** Grids that are kept. The one that was asked for least recently goes first. */
const MAX_GRIDS = 256;

/** Changes of the catalog that are read together. */
const PAGE = 1000;

/** Which grid is wanted. */
export interface GridQuery {
  /** Label of the job. */
  readonly job: string;
  /** Names of its pattern; left out: its last two names, or its only one. */
  readonly rows?: string | undefined;
  readonly columns?: string | undefined;
  /** What the other names stand for. */
  readonly at: ReadonlyMap<string, string>;
}

/** The refs of a pattern that ought to exist, as the graph lists them. */
export type ListExpected = (program: GraphProgram, pattern: string) => Promise<readonly string[]>;

export interface GridsOptions {
  readonly catalog: Pick<CatalogView, 'changes' | 'current' | 'list'>;
  /** Called once for each grid and deployment. Left out: nothing is shown as missing. */
  readonly expected?: ListExpected;
  /** What builds do with the partitions of a job. Left out: nothing is shown as running or failed. */
  readonly happening?: (graph: string, job: string) => Promise<Happening>;
}

interface Kept {
  readonly grid: JobGrid;
  readonly job: JobDescriptor;
  /** Sequence number up to which changes are part of it. */
  seq: number;
  /** One refresh at a time. */
  fresh: Promise<void>;
}

/** Grids of jobs. Each is read from the catalog once, and then follows its changes. */
export class Grids {
  readonly #options: GridsOptions;
  readonly #kept = new Map<string, Promise<Kept>>();

  constructor(options: GridsOptions) {
    this.#options = options;
  }

  /** The grid as the catalog is now. */
  async draw(program: GraphProgram, query: GridQuery): Promise<Result<DrawnGrid & GridNames, Problem>> {
    const found = axesOf(program, query);
    if (!found.ok) return found;
    const { axes, job } = found.value;
    const { pattern, rows, columns } = axes;
    const drawn = await this.#drawn(program, axes, job);
    return ok({
      job: job.label,
      pattern: pattern.text,
      rowName: rows.join('/'),
      ...(columns !== undefined && { columnName: columns }),
      ...drawn,
    });
  }

  /** How many partitions of a job are in which state, over all of its patterns; undefined if it has none. */
  async count(program: GraphProgram, job: JobDescriptor): Promise<DrawnGrid['counts'] | undefined> {
    const patterns = patternsOf(job);
    if (patterns.length === 0) return undefined;
    const counts = { none: 0, missing: 0, valid: 0, stale: 0, running: 0, failed: 0 };
    for (const pattern of patterns) {
      const axes = { pattern, rows: pattern.names.slice(0, -1), columns: pattern.names.at(-1), at: new Map() };
      const drawn = await this.#drawn(program, axes, job);
      for (const [state, number] of Object.entries(drawn.counts)) counts[state as keyof typeof counts] += number;
    }
    return counts;
  }

  /** A grid as it is now, from what is kept of it. */
  async #drawn(program: GraphProgram, axes: Axes, job: JobDescriptor): Promise<DrawnGrid> {
    const { pattern, rows, columns, at } = axes;
    const key = JSON.stringify([program.graph, program.deployment, job.label, pattern.text, rows, columns, [...at]]);
    const making = this.#kept.get(key) ?? this.#make(program, axes, job);
    this.#kept.delete(key);
    this.#kept.set(key, making);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_GRIDS) break;
      this.#kept.delete(oldest);
    }
    try {
      const kept = await making;
      kept.fresh = kept.fresh.catch(() => undefined).then(() => this.#follow(kept, key));
      await kept.fresh;
      const happening = await this.#options.happening?.(program.graph, job.label);
      if (happening !== undefined) kept.grid.happening(happening);
      return kept.grid.draw();
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }

  async #make(program: GraphProgram, axes: Axes, job: JobDescriptor): Promise<Kept> {
    const { catalog, expected } = this.#options;
    const begin = await catalog.changes(0, 1);
    const grid = new JobGrid(axes);
    const [first] = axes.pattern.segments;
    const prefix = first?.prefix ?? '';
    for await (const { ref, jobVersion } of catalog.list({ prefix })) grid.recorded(ref, isStale(job, jobVersion));
    if (program.descriptor.partitions !== undefined && expected !== undefined) {
      grid.expected(await expected(program, axes.pattern.text));
    }
    return { grid, job, seq: begin.ok ? begin.value.newest : begin.error.newest, fresh: Promise.resolve() };
  }

  async #follow(kept: Kept, key: string): Promise<void> {
    const { catalog } = this.#options;
    for (;;) {
      const page = await catalog.changes(kept.seq, PAGE);
      if (!page.ok) {
        // The next call reads all of it.
        this.#kept.delete(key);
        return;
      }
      const { changes, next, newest } = page.value;
      const refs = [...new Set<PartitionRef>(changes.map(({ ref }) => ref))];
      const current = refs.length === 0 ? new Map() : await catalog.current(refs);
      for (const ref of refs) {
        const manifest = (current as Awaited<ReturnType<typeof catalog.current>>).get(ref);
        if (manifest === undefined) kept.grid.forgotten(ref);
        else kept.grid.recorded(ref, isStale(kept.job, manifest.jobVersion));
      }
      kept.seq = next;
      if (next >= newest) return;
    }
  }
}

/** What the axes of a grid are. */
export interface GridNames {
  readonly job: string;
  readonly pattern: string;
  readonly rowName: string;
  readonly columnName?: string;
}

/**
 * Whether a partition has to be made again, as far as it shows by itself: another major version of its job made it. Whether
 * something upstream has changed, only a plan says.
 */
function isStale({ validity, version }: JobDescriptor, madeBy: string): boolean {
  return validity !== 'presence' && majorOf(version) !== majorOf(madeBy);
}

function axesOf(
  program: GraphProgram,
  { job: label, rows, columns, at }: GridQuery,
): Result<{ readonly axes: Axes; readonly job: JobDescriptor }, Problem> {
  const job = program.descriptor.jobs.find((each) => each.label === label);
  if (job === undefined)
    return refuse(404, 'job-not-found', `${program.graph} has no job ${label}; GET /graphs/{graph}/jobs lists them`);
  const wanted = [rows, columns, ...at.keys()].filter((name) => name !== undefined);
  const patterns = patternsOf(job);
  const pattern = patterns.find(({ names }) => names.length > 0 && wanted.every((name) => names.includes(name)));
  if (pattern === undefined) {
    const names = [...new Set(patterns.flatMap((each) => each.names))];
    const fix = names.length === 0 ? 'add makes with names to the job' : `its names are ${names.join(', ')}`;
    return refuse(
      422,
      'no-such-axes',
      `no pattern of ${label} has the names ${wanted.join(', ') || 'of a grid'}; ${fix}`,
    );
  }
  const free = pattern.names.filter((name) => !at.has(name));
  const rowName =
    rows ??
    free.findLast(
      (name, index) => name !== columns && (columns !== undefined || index === Math.max(0, free.length - 2)),
    );
  const columnName = columns ?? free.findLast((name) => name !== rowName);
  if (rowName === undefined || rowName === columnName) {
    return refuse(422, 'no-such-axes', `rows and columns must be two names of ${pattern.text}, and not be part of at`);
  }
  const left = free.filter((name) => name !== rowName && name !== columnName);
  if (left.length > 0) {
    return refuse(
      422,
      'names-left-open',
      `${pattern.text} also has ${left.join(', ')}; say for which values: at=${left.map((name) => `${name}=…`).join(',')}`,
    );
  }
  return ok({ axes: { pattern, rows: [rowName], columns: columnName, at }, job });
}

function refuse(status: number, reason: string, detail: string): Result<never, Problem> {
  return err({ status, reason, title: 'No such grid', detail });
}
