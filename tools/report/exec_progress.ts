import type { Emit, ExecEvent } from '../exec/index.js';
import { unreachable } from '../model/index.js';
import { firstOutput } from './exec_failures.js';
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

/** Tells people how a build goes. Failures are described by whoever gets the result. */
export function execProgress(options: ProgressOptions): Emit {
  if (options.quiet) return () => undefined;
  return options.tty ? statusLine(options) : eventLines(options);
}

function eventLines({ line, dataDir }: ProgressOptions): Emit {
  return (event) => {
    line(event.type === 'build' ? describeBuild(event, dataDir) : describeTask(event));
  };
}

function statusLine(options: ProgressOptions): Emit {
  const { line, raw, now, dataDir } = options;
  let total = 0;
  let done = 0;
  let running = 0;
  let painted = 0;
  return (event) => {
    if (event.type === 'build') {
      raw(CLEAR);
      if (event.event === 'started') total = event.tasks;
      line(paint(describeBuild(event, dataDir), event, options.color));
      return;
    }
    if (event.event === 'started') running++;
    else running--;
    if (event.event === 'finished') done++;
    if (event.event === 'failed') {
      raw(CLEAR);
      line(paint(describeTask(event), event, options.color));
    } else if (now() - painted < REPAINT_MS) {
      return;
    }
    painted = now();
    const what = `${event.task.job} ${firstOutput(event.task)}`;
    raw(`${CLEAR}[${String(done)}/${String(total)}] ${String(running)} running: ${what.slice(0, 60)}`);
  };
}

/** `verb  key=value ...`: one line that a machine can search, too. */
function describeTask(event: Extract<ExecEvent, { type: 'task' }>): string {
  const { task } = event;
  const what = `${task.job} ${firstOutput(task)} task=${task.id}`;
  switch (event.event) {
    case 'started':
      return `started  ${what}`;
    case 'finished':
      return `finished ${what} after ${seconds(event.durationMs)}`;
    case 'failed':
      return `failed   ${what} after ${seconds(event.durationMs)}: ${event.problem.reason}`;
    case 'stopped':
      return `stopped  ${what}`;
    default:
      return unreachable(event);
  }
}

function describeBuild(event: Extract<ExecEvent, { type: 'build' }>, dataDir: string): string {
  switch (event.event) {
    case 'started': {
      const reasons = Object.entries(event.reasons).map(([reason, tasks]) => `${String(tasks)} ${reason}`);
      const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
      const pruned = event.pruned === 0 ? '' : `; ${count(event.pruned, 'partition')} already there`;
      return `build ${event.buildId} of ${event.label}: ${count(event.tasks, 'task')} to run${why}${pruned}`;
    }
    case 'stopping': {
      const wait = event.running === 0 ? '' : `, waiting for ${count(event.running, 'running task')}`;
      const force = event.why === 'cancelled' && event.running > 0 ? ' (a second signal kills them at once)' : '';
      return `stopping: ${event.why}${wait}${force}`;
    }
    case 'finished': {
      const parts = [`built ${String(event.built)}`];
      if (event.failed > 0) parts.push(`failed ${String(event.failed)}`);
      if (event.stopped > 0) parts.push(`stopped ${String(event.stopped)}`);
      if (event.notStarted > 0) parts.push(`not started ${String(event.notStarted)}`);
      parts.push(`pruned ${String(event.pruned)}`);
      return `${event.outcome}: ${parts.join(', ')} in ${seconds(event.durationMs)}; data in ${dataDir}`;
    }
    default:
      return unreachable(event);
  }
}

function paint(text: string, event: ExecEvent, color: boolean): string {
  if (!color) return text;
  if (event.event === 'failed') return `\u001b[31m${text}\u001b[0m`;
  if (event.type === 'build' && event.event === 'finished') {
    return `\u001b[${event.outcome === 'succeeded' ? '32' : '31'}m${text}\u001b[0m`;
  }
  return text;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)}s`;
}
