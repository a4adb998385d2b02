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

/** How many skipped, aborted or delegated tasks are listed; there may be thousands at once. */
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
 * A line for each event. Of the skipped, aborted and delegated tasks, only the first 20 of each are listed; the number of
 * the others comes before the last line. The event stream has them all.
 */
export function execLines({ line, dataDir }: Pick<ProgressOptions, 'line' | 'dataDir'>): Emit {
  const told = { skipped: 0, aborted: 0, delegated: 0 };
  return (event) => {
    if (event.event === 'skipped' || event.event === 'aborted' || event.event === 'delegated') {
      if (++told[event.event] > MAX_TOLD) return;
    }
    if (event.type === 'build' && event.event === 'finished') {
      for (const [verb, tasks] of Object.entries(told)) {
        if (tasks > MAX_TOLD) line(`${verb.padEnd(8)} ${count(tasks - MAX_TOLD, 'more task')}`);
      }
    }
    const text = describeExecEvent(event, dataDir);
    if (text !== undefined) line(text);
  };
}
