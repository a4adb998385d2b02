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
}

/**
 * Sends SIGINT to the process of a run until it has had `wanted` of them. What is about to be sent is written down before, and
 * what was sent after it: if this process is killed in between, the events of the run say whether the signal has arrived.
 *
 * @param wanted 1: running tasks finish; 2: they are ended
 */
export async function cancelRun(
  run: Run,
  wanted: number,
  { database, send = signalProcess }: CancelDeps,
): Promise<void> {
  if (run.process === undefined) return;
  const [row] = await database.all<RunRow>('SELECT * FROM runs WHERE id = $1', [run.id]);
  if (row === undefined) return;
  let sent = row.signals_sent;
  if (row.signals_begun > sent && (await isStopping(run))) sent = row.signals_begun;
  while (sent < Math.min(wanted, MOST_SIGNALS)) {
    await database.run('UPDATE runs SET signals_begun = $2 WHERE id = $1', [run.id, sent + 1]);
    if (!send(run.process, 'SIGINT')) return;
    sent++;
    await database.run('UPDATE runs SET signals_sent = $2 WHERE id = $1', [run.id, sent]);
  }
}

/** Whether the build has noticed that it is cancelled. Its events are read only after a signal that may not have been sent. */
async function isStopping({ directory }: Run): Promise<boolean> {
  const replayed = await replayFile(filesIn(directory).events);
  return replayed.ok && replayed.value.state.stopping === 'cancelled';
}
