import { stripVTControlCharacters } from 'node:util';
import { escapeControls } from '../base/json/index.js';
import { cutToWidth, displayWidth, type TerminalSize } from '../base/runtime/index.js';
import { firstOutput } from './exec_failures.js';
import { andMore } from './listed.js';
import { count, elapsed, number } from './numbers.js';
import type { LiveState, RunningTask } from './live_state.js';
import { name } from './show.js';

export interface LiveViewOptions extends TerminalSize {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly color: boolean;
  /** The end of a task's log, by the path of the log. */
  readonly logEnds: ReadonlyMap<string, string>;
}

/** Width of a time such as `59m59s`. */
const TIME_COLUMNS = 6;

/** The end of a log is shown if at least this many columns are left. */
const MIN_LOG_COLUMNS = 10;

/** A shorter bar is unreadable, and a longer one shows no more. */
const MIN_BAR_COLUMNS = 12;
const MAX_BAR_COLUMNS = 42;

const BOLD = '1';
const DIM = '2';
const RED = '31';

/**
 * The view of a build on a terminal: one line about the whole build, with a bar if it fits, then a line for each running
 * task or batch, then the tasks that wait for other builds. It has at most `rows - 1` lines, so that the cursor has its own; the
 * last line counts the tasks that do not fit. Each line is shorter than `columns`: terminals may wrap a full line.
 */
export function liveView(state: LiveState, options: LiveViewOptions): string[] {
  const columns = Math.max(1, options.columns - 1);
  const room = Math.max(1, options.rows - 1);
  const attempts = runningAttempts(state);
  const all = attempts.length + state.waiting.size;
  const shown = all <= room - 1 ? all : room - 2;
  const lines = [headline(state, options, columns)];
  for (const running of attempts) {
    if (lines.length > shown) break;
    lines.push(runningLine(running, options, columns));
  }
  for (const { task, owner } of state.waiting.values()) {
    if (lines.length > shown) break;
    lines.push(
      cutToWidth(`${'waits'.padStart(TIME_COLUMNS)} ${name(task.job)} ${nameOf(task)} for ${name(owner)}`, columns),
    );
  }
  if (shown < all && room > 1) lines.push(cutToWidth(`${' '.repeat(TIME_COLUMNS)} ${andMore(all - shown)}`, columns));
  return lines;
}

/** The running tasks that `liveView` has room for, at most. */
export function shownTasks(state: LiveState, { rows }: TerminalSize): RunningTask[] {
  return runningAttempts(state).slice(0, Math.max(0, rows - 2));
}

/** The running tasks; of a batch, which has one log, only the first. */
function runningAttempts({ running }: LiveState): RunningTask[] {
  const batches = new Set<string>();
  return [...running.values()].filter(({ batch, log }) => {
    if (batch === undefined) return true;
    const isFirst = !batches.has(log);
    batches.add(log);
    return isFirst;
  });
}

function headline(state: LiveState, { now, color }: LiveViewOptions, columns: number): string {
  const { total, done, failed, skipped, aborted, running, queued, waiting, retrying, stopping, startTime } = state;
  const parts = [`${number(running.size)} running`];
  for (const [tasks, what] of [
    [queued.size, 'queued'],
    [waiting.size, 'waiting'],
    [retrying.size, 'to retry'],
    [failed, 'failed'],
    [skipped, 'skipped'],
    [aborted, 'aborted'],
  ] as const) {
    if (tasks > 0) parts.push(`${number(tasks)} ${what}`);
  }
  const passed = elapsed(now - startTime);
  const end = stopping ? 'stopping' : etaText(state, now);
  const text = cutToWidth(`[${number(done)}/${number(total)}] ${parts.join(', ')}; ${passed}, ${end}`, columns);
  const shownBar = bar(state, columns - displayWidth(text) - 1);
  // The bar is at the right edge, so that it does not move when the text changes.
  const space = shownBar === '' ? '' : ' '.repeat(columns - displayWidth(text) - shownBar.length);
  return styled(text, failed > 0 ? RED : BOLD, color) + space + shownBar;
}

/** Progress of the build: `#` for done tasks, `x` for tasks that will not be done; empty if it does not fit. */
function bar({ total, done, failed, skipped, aborted }: LiveState, columns: number): string {
  if (columns < MIN_BAR_COLUMNS || total === 0) return '';
  const width = Math.min(columns, MAX_BAR_COLUMNS) - 2;
  const columnsOf = (tasks: number): number => Math.floor((width * Math.min(tasks, total)) / total);
  const made = columnsOf(done);
  const notMade = columnsOf(done + failed + skipped + aborted) - made;
  return `[${'#'.repeat(made)}${'x'.repeat(notMade)}${'.'.repeat(width - made - notMade)}]`;
}

function etaText(state: LiveState, now: number): string {
  const eta = state.eta.at(now);
  if (eta === undefined) return 'ETA unknown';
  return `ETA ${eta.atLeast ? 'over ' : eta.rough ? 'about ' : ''}${elapsed(eta.ms)}`;
}

function runningLine(running: RunningTask, { now, color, logEnds }: LiveViewOptions, columns: number): string {
  const { task, since, log, attempt, batch } = running;
  const others = batch === undefined ? '' : ` and ${count(batch - 1, 'other task')}`;
  const again = attempt > 1 ? ` (attempt ${String(attempt)})` : '';
  const what = `${elapsed(now - since).padStart(TIME_COLUMNS)} ${name(task.job)} ${nameOf(task)}${others}${again}`;
  const said = lastLine(logEnds.get(log) ?? '');
  if (said === '') return cutToWidth(what, columns);
  // A long name leaves the log a third of the line.
  const head = cutToWidth(what, Math.max(columns - displayWidth(said) - 3, Math.ceil((columns * 2) / 3)));
  const left = columns - displayWidth(head) - 3;
  return left < MIN_LOG_COLUMNS ? head : `${head} ${styled(`| ${cutToWidth(said, left)}`, DIM, color)}`;
}

function nameOf(task: RunningTask['task']): string {
  return name(firstOutput(task));
}

/** The last line that is not blank. A carriage return also begins a line, since progress bars use it so. */
function lastLine(text: string): string {
  const last =
    stripVTControlCharacters(text)
      .split(/[\r\n]+/)
      .findLast((line) => line.trim() !== '') ?? '';
  return escapeControls(last.trim().replaceAll('\t', ' '));
}

function styled(text: string, style: string, color: boolean): string {
  return color ? `\u001b[${style}m${text}\u001b[0m` : text;
}
