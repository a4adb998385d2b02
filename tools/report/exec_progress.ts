import type { Emit } from '../exec/index.js';
import { describeExecEvent } from './exec_lines.js';
import { liveProgress, type LiveOptions } from './live.js';
import { count } from './numbers.js';
import type { Progress } from './progress.js';

export interface ProgressOptions {
  readonly line: (text: string) => void;
  readonly quiet: boolean;
  readonly dataDir: string;
  /** A terminal, which shows a view that changes; if absent, each event is a line. */
  readonly live?: LiveOptions | undefined;
}

/** The ends of tasks of which there may be thousands at once. */
const MANY = ['skipped', 'aborted', 'delegated', 'unchanged'] as const;

/** How many of each are listed. */
const MAX_TOLD = 20;

/**
 * Shows people the progress of a build. The caller describes failures in full from the result, even with `--quiet`.
 */
export function execProgress({ line, quiet, dataDir, live }: ProgressOptions): Progress {
  const end = (): void => undefined;
  if (quiet) return { emit: () => undefined, end };
  return live === undefined ? { emit: execLines({ line, dataDir }), end } : liveProgress(line, dataDir, live);
}

/**
 * A line for each event. Of the skipped, aborted, delegated and unchanged tasks, only the first 20 of each are listed; the
 * number of the others comes before the last line. The event stream has them all.
 */
export function execLines({ line, dataDir }: Pick<ProgressOptions, 'line' | 'dataDir'>): Emit {
  const told = { skipped: 0, aborted: 0, delegated: 0, unchanged: 0 };
  return (event) => {
    const many = MANY.find((end) => end === event.event);
    if (many !== undefined && ++told[many] > MAX_TOLD) return;
    if (event.type === 'build' && event.event === 'finished') {
      for (const [verb, tasks] of Object.entries(told)) {
        if (tasks > MAX_TOLD) line(`${verb.padEnd(8)} ${count(tasks - MAX_TOLD, 'more task')}`);
      }
    }
    const text = describeExecEvent(event, dataDir);
    if (text !== undefined) line(text);
  };
}
