import type { StreamEvent } from '../../observe/events/index.js';
import { endsOfEvents } from '../../observe/events/index.js';

/** How a process ended; nothing if nobody saw its end. */
export type ProcessEnd = { readonly code: number } | { readonly signal: string } | undefined;

/** What the events of a run say. Without a build, nothing has begun. */
export interface RunEvents {
  readonly build?: string;
  /** Absent while the events have no end. */
  readonly outcome?: 'succeeded' | 'failed' | 'cancelled';
}

/** What became of a run. */
export type RunOutcome =
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  /** The plan is out of date, and nothing was run. */
  | 'drifted'
  /** The request or the state does not allow it, and nothing was run. */
  | 'refused'
  /** The process was killed, or nobody knows what it did. The same plan goes on where it was. */
  | 'interrupted';

/** Exit codes of a build that a signal has cancelled. */
const CANCELLED: ReadonlySet<number> = new Set([130, 143, 129]);

/** What `exec` prints if the plan is out of date, before what changed. */
const OUT_OF_DATE = 'the plan is out of date:\n';

/**
 * Judges a run by the end of its process or, if nobody saw that, by its events. A process that has not begun has no events.
 *
 * @param stderr the end of its standard error
 */
export function judge(end: ProcessEnd, { outcome }: RunEvents, stderr: string): RunOutcome {
  if (end === undefined || 'signal' in end) return outcome ?? 'interrupted';
  if (end.code === 0) return 'succeeded';
  if (CANCELLED.has(end.code)) return 'cancelled';
  if (end.code === 2 && outcome === undefined) return stderr.includes(OUT_OF_DATE) ? 'drifted' : 'refused';
  return 'failed';
}

/** What changed since the plan was made, as `exec` prints it: a line for each change. */
export function changesIn(stderr: string): string[] {
  const start = stderr.indexOf(OUT_OF_DATE);
  if (start < 0) return [];
  const lines = stderr.slice(start + OUT_OF_DATE.length).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('  '));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.trim());
}

/** Reads what the events of a run say, without reading all of them. */
export async function readRunEvents(path: string): Promise<RunEvents> {
  const [first, last] = await endsOfEvents(path);
  const build = buildOf(first);
  if (build === undefined) return {};
  return { build, ...(last?.type === 'dev.databuild.build.finished.v1' && { outcome: last.data.outcome }) };
}

function buildOf(event: StreamEvent | undefined): string | undefined {
  return event?.type === 'dev.databuild.build.started.v1' ? event.data.buildId : undefined;
}
