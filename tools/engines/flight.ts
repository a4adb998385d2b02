import type { Attempt, AttemptEnd, AttemptStart, AttemptTask } from '../exec/index.js';
import type { RecordedAttempt } from './record/index.js';

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
  /** Whether attempts of other drivers at its tasks were looked up. */
  lookedUp: boolean;
  /** The attempt of another driver at its tasks, until it is known whether it is adopted or has ended. */
  earlier: EarlierAttempt | undefined;
  /** Whether the build was told that it has started. */
  started: boolean;
  /** Since when the engine has not known it as queued or running, by the clock of durations. */
  missingSince: number | undefined;
  /** Whether the engine has it in its queue, as far as known. */
  queued: boolean;
  /** How many bytes of its log have been copied. */
  logged: number;
}

/** An attempt of a driver that was killed, and what is done about it. */
export interface EarlierAttempt extends Pick<RecordedAttempt, 'id'> {
  readonly folder: string;
  /** Whether it makes what is wanted. If not, it has to end before its tasks are tried again. */
  readonly isWanted: boolean;
  /** Since when the engine has not known it, by the clock of durations. */
  missingSince?: number;
  /** When it was asked to end, by the clock of durations. */
  cancelledAt?: number;
}

export const NOT_STARTED: AttemptEnd = { kind: 'not-started' };

export function killed(signal: string): AttemptEnd {
  return { kind: 'failed', problem: { reason: 'killed', signal }, durationMs: 0 };
}

/** The same end for all tasks of an attempt. */
export function endAll({ attempt }: Flight, end: AttemptEnd): readonly AttemptEnd[] {
  return attempt.tasks.map(() => end);
}

/**
 * Divides a flight, if its tasks are to be made by different attempts. It starts with the first of its parts, and ends with the last.
 *
 * @param groups all of its tasks
 */
export function divide(flight: Flight, groups: readonly (readonly AttemptTask[])[], newId: () => string): Flight[] {
  if (groups.length === 1) return [flight];
  const ends = new Map<string, AttemptEnd>();
  let left = groups.length;
  let started = flight.started;
  return groups.map((tasks, at) => ({
    ...flight,
    attempt: { ...flight.attempt, tasks },
    id: at === 0 ? flight.id : newId(),
    onStart: (start) => {
      if (!started) flight.onStart(start);
      started = true;
    },
    resolve: (own) => {
      for (const [index, { task }] of tasks.entries()) ends.set(task.id, own[index] ?? NOT_STARTED);
      if (--left === 0) flight.resolve(flight.attempt.tasks.flatMap(({ task }) => ends.get(task.id) ?? []));
    },
  }));
}
