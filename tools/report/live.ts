import type { ExecEvent } from '../exec/index.js';
import type { TerminalSize } from '../base/runtime/index.js';
import { describeProblem } from './exec_failures.js';
import { describeExecEvent } from './exec_lines.js';
import type { ChainTask } from './live_eta.js';
import { LiveBuild } from './live_state.js';
import { liveView, shownTasks } from './live_view.js';
import type { Progress } from './progress.js';

export interface LiveOptions {
  /** Shows lines below all others, and replaces those it showed before. */
  readonly status: (lines: readonly string[]) => void;
  readonly size: () => TerminalSize;
  /** Calls back when the terminal is resized. @returns a function that ends this */
  readonly onResize: (listener: () => void) => () => void;
  /** Calls back at this interval, without keeping the process alive. @returns a function that ends this */
  readonly every: (milliseconds: number, callback: () => void) => () => void;
  /** The end of a file; empty if it cannot be read. */
  readonly readTail: (path: string) => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly color: boolean;
  /** Tasks of the plan, for the remaining time. */
  readonly tasks: readonly ChainTask[];
}

/** The view is painted at most this often. */
const REPAINT_MS = 100;

/** The view is painted at this interval if nothing happens, for its times and logs. Logs are read at most this often. */
const REFRESH_MS = 500;

const RED = '31';
const GREEN = '32';
const YELLOW = '33';

/**
 * Shows a build on a terminal: a view that changes (see `liveView`), and above it the lines that stay: its start, failures
 * as they happen, and at the end a summary in place of the view.
 */
export function liveProgress(line: (text: string) => void, dataDir: string, options: LiveOptions): Progress {
  const painter = new Painter(options);
  const emit = (event: ExecEvent): void => {
    painter.take(event);
    const style = lastingStyle(event);
    const text = style === undefined ? undefined : describeExecEvent(event, dataDir);
    if (style === undefined || text === undefined) return;
    line(options.color && style !== '' ? `\u001b[${style}m${text}\u001b[0m` : text);
    if (event.event === 'failed') line(`  ${describeProblem(event.problem)}; log: ${event.log}`);
  };
  return {
    emit,
    end: () => {
      painter.end();
    },
  };
}

/** The style of an event's permanent line; nothing for an event that only changes the view. */
function lastingStyle(event: ExecEvent): string | undefined {
  if (event.event === 'failed') return RED;
  if (event.event === 'retrying') return YELLOW;
  if (event.type !== 'build') return undefined;
  if (event.event !== 'finished') return '';
  return event.outcome === 'succeeded' ? GREEN : RED;
}

/** Decides when to paint, and reads the ends of the logs of running tasks. */
class Painter {
  readonly #options: LiveOptions;
  readonly #build: LiveBuild;
  #logEnds: ReadonlyMap<string, string> = new Map();
  #painted = -Infinity;
  #logsRead = -Infinity;
  #changed = false;
  #reading = false;
  #stop: (() => void) | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#build = new LiveBuild(options.tasks);
  }

  take(event: ExecEvent): void {
    this.#build.take(event);
    if (event.type === 'build' && event.event === 'started') this.#begin();
    if (event.type === 'build' && event.event === 'finished') this.end();
    this.#changed = true;
    this.#tick();
  }

  #begin(): void {
    const { every, onResize } = this.#options;
    const endTicks = every(REPAINT_MS, () => {
      this.#tick();
    });
    const endResize = onResize(() => {
      this.#paint();
    });
    this.#stop = () => {
      endTicks();
      endResize();
    };
  }

  end(): void {
    if (this.#stop === undefined) return;
    this.#stop();
    this.#stop = undefined;
    this.#options.status([]);
  }

  #tick(): void {
    const since = this.#options.now() - this.#painted;
    if (since >= (this.#changed ? REPAINT_MS : REFRESH_MS)) this.#paint();
  }

  #paint(): void {
    if (this.#stop === undefined) return;
    const { now, size, color, status } = this.#options;
    this.#painted = now();
    this.#changed = false;
    status(liveView(this.#build, { ...size(), now: this.#painted, color, logEnds: this.#logEnds }));
    if (!this.#reading && this.#painted - this.#logsRead >= REFRESH_MS) void this.#readLogs();
  }

  /** Reads the logs of the shown tasks, for the next painting. */
  async #readLogs(): Promise<void> {
    const { readTail, size, now } = this.#options;
    this.#reading = true;
    this.#logsRead = now();
    const shown = shownTasks(this.#build, size());
    this.#logEnds = new Map(await Promise.all(shown.map(async ({ log }) => [log, await readTail(log)] as const)));
    this.#reading = false;
    this.#changed = true;
  }
}
