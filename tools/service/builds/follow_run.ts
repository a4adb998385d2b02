import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessMark } from '../../base/model/index.js';
import { processState, readTail, STDERR_TAIL_BYTES } from '../../base/runtime/index.js';
import { filesIn } from './run_files.js';
import { judge, readRunEvents, type ProcessEnd } from './run_end.js';
import type { RunEnd } from './run_store.js';

/**
 * Waits until a process that another one has started is gone. The system tells only parents, so this looks again and again.
 *
 * @param signal ends the waiting, not the process
 */
export async function untilGone(mark: ProcessMark, everyMs: number, signal: AbortSignal): Promise<void> {
  while (processState(mark) === 'lives' && !signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Judges a run whose process has ended. @param end how it ended, if this process saw that */
export async function endOfRun(directory: string, end: ProcessEnd): Promise<RunEnd> {
  const files = filesIn(directory);
  const [events, stderrTail] = await Promise.all([
    readRunEvents(files.events),
    readTail(files.stderr, STDERR_TAIL_BYTES),
  ]);
  const { build } = events;
  return { outcome: judge(end, events, stderrTail), end, ...(build !== undefined && { build }), stderrTail };
}
