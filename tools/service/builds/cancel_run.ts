import type { Sql } from '../../catalog/index.js';
import { replayFile } from '../../observe/events/index.js';
import type { ProcessMark } from '../../base/model/index.js';
import { signalProcess } from '../../base/runtime/index.js';
import { filesIn } from './run_files.js';
import type { Run, RunRow } from './run.js';

/** Twice SIGINT asks a build to end at once; more would change nothing. */
export const MOST_SIGNALS = 2;

export interface CancelDeps {
  readonly database: Sql;
  readonly send?: (mark: ProcessMark, signal: NodeJS.Signals) => boolean;
  /** Whether the build has noticed that it is cancelled. */
  readonly isStopping?: (run: Run) => Promise<boolean>;
}

/**
 * Sends SIGINT to the process of a run until it has had `wanted` of them. What is about to be sent is written down before, and
 * what was sent after it: if this process is killed in between, the events of the run say whether the signal has arrived.
 *
 * Signals that arrive together count as one (https://man7.org/linux/man-pages/man7/signal.7.html, "Queueing"), so the second is sent
 * only once the build has noticed the first; until then, call this again.
 *
 * @param wanted 1: running tasks finish; 2: they are ended
 */
export async function cancelRun(
  run: Run,
  wanted: number,
  { database, send = signalProcess, isStopping = saysSo }: CancelDeps,
): Promise<void> {
  if (run.process === undefined) return;
  const [row] = await database.all<RunRow>('SELECT * FROM runs WHERE id = $1', [run.id]);
  if (row === undefined) return;
  let sent = row.signals_sent;
  if (row.signals_begun > sent && (await isStopping(run))) sent = row.signals_begun;
  while (sent < Math.min(wanted, MOST_SIGNALS)) {
    if (sent > 0 && !(await isStopping(run))) return;
    await database.run('UPDATE runs SET signals_begun = $2 WHERE id = $1', [run.id, sent + 1]);
    if (!send(run.process, 'SIGINT')) return;
    sent++;
    await database.run('UPDATE runs SET signals_sent = $2 WHERE id = $1', [run.id, sent]);
  }
}

/** Reads all events of a run, so it is asked only between two signals. */
async function saysSo({ directory }: Run): Promise<boolean> {
  const replayed = await replayFile(filesIn(directory).events);
  return replayed.ok && replayed.value.state.stopping === 'cancelled';
}
