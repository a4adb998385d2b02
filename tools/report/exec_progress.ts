import type { Emit, ExecEvent } from '../exec/index.js';
import { firstOutput } from './exec_failures.js';
import { describeExecEvent } from './exec_lines.js';
import { count } from './show.js';

export interface ProgressOptions {
  readonly line: (text: string) => void;
  /** Text without a line end, for a terminal. */
  readonly raw: (text: string) => void;
  /** A terminal gets one line that changes, everybody else a line for each event. */
  readonly tty: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly dataDir: string;
  /** Milliseconds, for throttling. */
  readonly now: () => number;
}

/** Terminals are repainted this often at most. */
const REPAINT_MS = 100;

/** Back to the first column, and clear the line. */
const CLEAR = '\r\u001b[K';

/** Ends that come to thousands of tasks in one moment, without any of them having run: so many of each are told one by one. */
const MAX_TOLD = 20;

/** Tells people how a build goes. Failures are described by whoever gets the result. */
export function execProgress(options: ProgressOptions): Emit {
  if (options.quiet) return () => undefined;
  return options.tty ? statusLine(options) : execLines(options);
}

/**
 * A line for each event, except that of the tasks that are skipped, aborted and delegated only the first 20 of each are
 * told one by one: how many more there were comes before the last line. The event stream has them all.
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

function statusLine(options: ProgressOptions): Emit {
  const { line, raw, now, dataDir } = options;
  let total = 0;
  let done = 0;
  let running = 0;
  let painted = 0;
  return (event) => {
    const text = describeExecEvent(event, dataDir);
    if (text === undefined) return;
    if (event.type === 'build') {
      raw(CLEAR);
      if (event.event === 'started') total = event.tasks;
      line(paint(text, event, options.color));
      return;
    }
    if (event.event === 'started') running++;
    else running--;
    if (event.event === 'finished') done++;
    if (event.event === 'failed') {
      raw(CLEAR);
      line(paint(text, event, options.color));
    } else if (now() - painted < REPAINT_MS) {
      return;
    }
    painted = now();
    const what = `${event.task.job} ${firstOutput(event.task)}`;
    raw(`${CLEAR}[${String(done)}/${String(total)}] ${String(running)} running: ${what.slice(0, 60)}`);
  };
}

function paint(text: string, event: ExecEvent, color: boolean): string {
  if (!color) return text;
  if (event.event === 'failed') return `\u001b[31m${text}\u001b[0m`;
  if (event.type === 'build' && event.event === 'finished') {
    return `\u001b[${event.outcome === 'succeeded' ? '32' : '31'}m${text}\u001b[0m`;
  }
  return text;
}
