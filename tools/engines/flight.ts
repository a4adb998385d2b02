import type { Attempt, AttemptEnd, AttemptStart } from '../exec/index.js';

/** An attempt that the build waits for, whatever happens to its submissions. */
export interface Flight {
  readonly attempt: Attempt;
  readonly onStart: (start: AttemptStart) => void;
  readonly resolve: (ends: readonly AttemptEnd[]) => void;
  /** Path of the log that people read. */
  readonly log: string;
  /** Id of the attempt at the engine: another one after each loss. */
  id: string;
  /** Submissions that were lost. */
  losses: number;
  /** The folder of its batch; undefined until it is submitted. */
  folder: string | undefined;
  /** Whether the build was told that it has started. */
  started: boolean;
  /** Since when the engine has not known it as queued or running, by the clock of durations. */
  missingSince: number | undefined;
  /** Whether the engine has it in its queue, as far as known. */
  queued: boolean;
  /** How many bytes of its log have been copied. */
  logged: number;
}

/** The same end for all tasks of an attempt. */
export function endAll({ attempt }: Flight, end: AttemptEnd): readonly AttemptEnd[] {
  return attempt.tasks.map(() => end);
}
