import type { PartitionRef } from '../../base/model/index.js';
import type { TaskChange } from '../../plan/diff/index.js';
import type { DriverFailure } from '../failure.js';
import type { FolderChange } from './folder_state.js';

/** What a check of a job looks at, in the order of the checks. */
export type Checked =
  /** `configure` answers for all refs. */
  | 'answer'
  /** It gives the same answer again. */
  | 'again'
  /** It gives the same answer for the refs in reverse, and for each alone. */
  | 'grouping'
  /** `run` makes the partitions. */
  | 'run'
  /** A second run leaves the same files. */
  | 'rerun'
  /** Each bad ref is refused, or `run` fails. */
  | 'bad-refs';

/** How the refs of a call differ from those of the first one. */
export type Grouping = 'again' | 'in reverse' | 'alone';

/** What is wrong with a job. */
export type TrialProblem =
  /** A program of the job failed, or its answer is wrong. */
  | { readonly reason: 'failed'; readonly failure: DriverFailure }
  /** A ref has another config if the refs of a call are others. */
  | {
      readonly reason: 'config-differs';
      readonly ref: PartitionRef;
      readonly grouping: Grouping;
      readonly changes: readonly TaskChange[];
    }
  /** `configure` fails though it has answered for the same refs before. */
  | { readonly reason: 'answer-fails'; readonly grouping: Grouping; readonly failure: DriverFailure }
  | { readonly reason: 'fixture-not-copied'; readonly path: string; readonly code: string }
  /** Neither a file nor the job's `check` says that the outputs are there. */
  | { readonly reason: 'nothing-written' }
  | { readonly reason: 'file-missing'; readonly path: string }
  | { readonly reason: 'fixture-changed'; readonly path: string }
  | { readonly reason: 'files-differ'; readonly changes: readonly FolderChange[] }
  | { readonly reason: 'digest-differs'; readonly ref: PartitionRef; readonly old: string; readonly new: string }
  /** `configure` accepted it, and `run` made it. */
  | { readonly reason: 'bad-ref-made'; readonly ref: PartitionRef }
  /** `configure` failed as a program that is broken does, not as one that refuses a ref. */
  | { readonly reason: 'bad-ref-breaks'; readonly ref: PartitionRef; readonly failure: DriverFailure };

/** One check, done. */
export interface CheckDone {
  readonly checked: Checked;
  /** How many refs, calls or tasks it was about. */
  readonly count: number;
  /** Empty if nothing is wrong. */
  readonly problems: readonly TrialProblem[];
}
