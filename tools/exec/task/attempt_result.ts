import type { ManifestInput } from '../../base/model/index.js';
import type { AttemptEnd } from '../index.js';

/** Version of the format of a result file. */
export const RESULT_FORMAT_VERSION = 1;

/** How an attempt ended: what its result file says. Secrets are masked in it. */
export interface AttemptResult {
  readonly formatVersion: typeof RESULT_FORMAT_VERSION;
  /** Id of the attempt. */
  readonly attempt: string;
  readonly buildId: string;
  /** Id of the plan. */
  readonly plan: string;
  /** Name of the machine on which it ran. */
  readonly host: string;
  /** RFC 3339, UTC, with milliseconds, by the clock of that machine. */
  readonly startTime: string;
  readonly endTime: string;
  /** The signal that ended it early. What did not succeed before does not count as a failure of the job. */
  readonly signal?: string | undefined;
  /** In the order in which the attempt was given them. */
  readonly tasks: readonly TaskResult[];
}

/** How an attempt ended for one of its tasks. */
export interface TaskResult {
  /** Id of the task. */
  readonly id: string;
  /** Number of the task's attempt, from 1. */
  readonly number: number;
  /** Token of the lease under which the task ran; absent if the caller holds it and did not say. */
  readonly token?: number | undefined;
  readonly end: AttemptEnd;
  /** How its success is recorded, if the attempt records it itself. */
  readonly record?: TaskRecord | undefined;
}

/** What a manifest says that was known before the task started. */
export interface TaskRecord {
  /** Id of the manifest. */
  readonly manifest: string;
  /** For each input, the manifest that was current when the task started. */
  readonly inputs: readonly ManifestInput[];
}

/** The names of the files of an attempt, in the folder of results. */
export const ATTEMPT_FILES = {
  /** How it ended. Written when it has ended, whole or not at all. */
  result: (id: string) => `${id}.json`,
  /** That it was started, where and when. Created before the program of the job starts; no attempt starts twice. */
  start: (id: string) => `${id}.started.json`,
  /** What its programs print. */
  log: (id: string) => `${id}.log`,
  /** A folder for the files through which it talks to its programs. */
  scratch: (id: string) => `${id}.files`,
} as const;
