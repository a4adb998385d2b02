import type { ExpectedFailure } from '../../analyze/expected/index.js';
import type { AskFailure } from '../../analyze/ask/index.js';
import { describeExpectedFailure } from '../../report/index.js';
import { unreachable } from '../../base/model/index.js';
import type { ScheduleProblem } from './schedule.js';

/** Why a trigger, or one of its events, gets no further now. */
export interface TriggerProblem {
  /** Kebab-case. */
  readonly reason: string;
  /** For people: what is wrong, and how to correct it. */
  readonly detail: string;
  /** When it happened last, in milliseconds since the epoch. */
  readonly at: number;
  /** When it is tried again; left out: when something is changed. */
  readonly nextTry?: number;
}

/** Why a trigger cannot say what to request for an event, or which events there are. */
export type SourceFailure =
  | ExpectedFailure
  | AskFailure
  | ScheduleProblem
  /** A ref that `requests` of the trigger gives for this event. */
  | { readonly reason: 'bad-ref'; readonly ref: string; readonly detail: string }
  | { readonly reason: 'too-many-downstream'; readonly limit: number }
  /** The poll program printed something, and its old cursor: it would print the same again. */
  | { readonly reason: 'cursor-not-advanced'; readonly file: string }
  | { readonly reason: 'too-many-events'; readonly file: string; readonly limit: number }
  /** The clock is behind what was handled last. */
  | { readonly reason: 'clock-set-back'; readonly at: number };

/** One or more sentences for people. */
export function describeSourceFailure(failure: SourceFailure): string {
  switch (failure.reason) {
    case 'schedule-invalid':
      return `the schedule "${failure.schedule}" is not valid: ${failure.detail}; write five fields, such as "0 6 * * *"`;
    case 'schedule-never':
      return `the schedule "${failure.schedule}" never happens; correct its day and month`;
    case 'timezone-unknown':
      return `the time zone "${failure.timezone}" is unknown; write a name such as "America/New_York"`;
    case 'bad-ref':
      return `"${failure.ref}" ${failure.detail}; correct the attribute requests of the trigger`;
    case 'too-many-downstream':
      return `more than ${String(failure.limit)} partitions are downstream of what was recorded; write a refs program that selects some of them`;
    case 'cursor-not-advanced':
      return `poll printed events or refs together with the cursor that it was called with (${failure.file}); print another cursor, or it prints the same again`;
    case 'too-many-events':
      return `poll printed more than ${String(failure.limit)} events (${failure.file}); print fewer, and the rest after the next cursor`;
    case 'clock-set-back':
      return `the clock is behind the slot that was handled last, ${new Date(failure.at).toISOString()}; set the clock, or pause and resume the trigger to begin at the present time`;
    case 'expected-no-program':
    case 'expected-unmade':
    case 'expected-too-many':
    case 'expected-bad-refs':
    case 'selection-name-unknown':
    case 'selection-without-names':
    case 'ask-aborted':
    case 'ask-bad-json':
    case 'ask-bad-shape':
    case 'ask-exit-non-zero':
    case 'ask-killed':
    case 'ask-not-started':
    case 'ask-output-too-large':
    case 'ask-timed-out':
    case 'ask-worker-failed':
      return describeExpectedFailure(failure);
    default:
      return unreachable(failure);
  }
}

/** Time before the first of several tries. */
const FIRST_BACKOFF_MS = 10_000;

export const MAX_BACKOFF_MS = 15 * 60_000;

/** How long to wait after some failures in a row; doubles with each. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 30), MAX_BACKOFF_MS);
}
