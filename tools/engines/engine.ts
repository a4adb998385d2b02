import type { Result } from '../base/model/index.js';

/**
 * What runs attempts elsewhere: a scheduler, or anything that can start a program and say whether it still runs.
 *
 * An engine never says that something succeeded. The program that it starts writes a result file for every attempt, and
 * `EngineExecutor` takes every verdict from that file alone. So an engine may be wrong about anything except this: an attempt
 * that it reports as `gone` does not run any more.
 *
 * An engine may lose an attempt, report it late or report nothing about it. The executor waits for a grace period, then counts
 * the attempt as lost, cancels it and submits its tasks again, as a new attempt with a new id.
 *
 * No method rejects because of the scheduler: what goes wrong with it is a value. Times are in milliseconds. Everything that
 * costs a request takes all attempts at once; no method is called once for each attempt, except `log` and `output`.
 */
export interface Engine {
  /** As users name it: `slurm`. */
  readonly name: string;
  /** Reads what the scheduler allows. Called once, before anything else. */
  readonly limits: () => Promise<Result<EngineLimits, EngineFailure>>;
  /**
   * Queues the attempts of a batch. It is idempotent by the id of the attempt: one that this engine has accepted before, even
   * in another process with the same folder, is not queued again.
   *
   * @returns the ids that the scheduler has accepted, and why others were not; those are submitted again later. If the answer
   *   of the scheduler was lost, an attempt may be queued and not be accepted: it starts once nevertheless, because the program
   *   refuses to start an attempt twice
   */
  readonly submit: (batch: EngineBatch) => Promise<Submitted>;
  /**
   * Says about every attempt that was accepted and may still be of interest where it is, with one request for all of them. An
   * attempt that is left out counts as `unknown`. Also answers for attempts that another process with the same folder has submitted:
   * that is how a restarted driver finds them again.
   *
   * @param ids of the attempts of interest
   */
  readonly observe: (ids: readonly string[]) => Promise<Result<ReadonlyMap<string, Observation>, EngineFailure>>;
  /**
   * Asks attempts to end: SIGTERM, and SIGKILL some time later. Ids that are unknown or have ended are ignored. It need not wait
   * for the end, and it may fail silently: the executor observes what became of them. Only the executor cancels; an engine that does so by
   * itself, or whose users do, has lost the attempt.
   */
  readonly cancel: (ids: readonly string[]) => Promise<void>;
  /**
   * The bytes of the log of an attempt from this byte on; empty if there are none yet. It may answer with part of them.
   *
   * @param folder that of its batch
   */
  readonly log: (id: string, folder: string, fromByte: number) => Promise<Buffer>;
  /**
   * What the scheduler itself has of the output of the program that made an attempt; empty if it has nothing. It is shown to people
   * if the attempt is lost, and its log cannot be read.
   */
  readonly output?: (id: string) => Promise<Buffer>;
  /** What attempts used, if the scheduler accounts for it; by id. */
  readonly usage?: (ids: readonly string[]) => Promise<ReadonlyMap<string, Usage>>;
  /** Removes what it has kept about batches whose attempts have all ended, so that its folder does not grow for ever. */
  readonly forget?: (batches: readonly string[]) => Promise<void>;
  /** Releases what the engine holds. Attempts continue. */
  readonly close: () => Promise<void>;
}

export interface EngineLimits {
  /** How many attempts may be queued or run at the same time. An engine whose jobs make several attempts has no such limit: it counts its jobs itself. */
  readonly inFlight: number;
  /** How many attempts one batch may have. */
  readonly batch: number;
  /** The resources that the scheduler knows, by the names that jobs use, each with the most that one attempt may have. */
  readonly resources: ReadonlyMap<string, number>;
  /** Whether its machines see the folder of a batch under the same path as this one. */
  readonly sharesFiles: boolean;
}

/** Attempts that are submitted together. */
export interface EngineBatch {
  /** Unique for ever; can be part of a file name. */
  readonly id: string;
  /** An absolute path. It exists, and the engine may create files in it whose names begin with its own name. */
  readonly folder: string;
  readonly attempts: readonly EngineAttempt[];
  /**
   * The program that makes attempts, to which the engine adds the path of a file: a line for each attempt that this process
   * is to make, one after the other. It exits with 143 after SIGTERM.
   */
  readonly command: readonly string[];
  /** All variables of that program. */
  readonly env: Readonly<Record<string, string>>;
}

export interface EngineAttempt {
  /** Unique for ever; can be part of a file name. */
  readonly id: string;
  /** The line that tells the program what to do, with its line feed. */
  readonly line: string;
  /** Label of the job, for names that people see. */
  readonly job: string;
  /** What it needs, in whole numbers by name: `cpu`, `memory_mb` and others. */
  readonly resources: Readonly<Record<string, number>>;
  /** The program ends it after this time; 0 if never. The scheduler's own limit must be later. */
  readonly timeoutMs: number;
  /** How long it probably takes; 0 if that is not known. */
  readonly expectedMs: number;
}

export interface Submitted {
  readonly accepted: readonly string[];
  /** Why the others were not accepted. */
  readonly failure?: EngineFailure | undefined;
}

/** Where an attempt is. */
export type Observation =
  /** `trouble`: why it does not start, if a person has to do something about that; it may start nevertheless. */
  | { readonly state: 'queued'; readonly trouble?: string | undefined }
  /** `host`, `time`: where and when it left the queue, in milliseconds since the epoch, if the scheduler says so. */
  | { readonly state: 'running'; readonly host?: string | undefined; readonly time?: number | undefined }
  /** It does not run any more, and never will. Whether it ever ran is not known. `detail`: why, if that is known. */
  | { readonly state: 'gone'; readonly detail?: string | undefined }
  | { readonly state: 'unknown' };

export interface Usage {
  readonly cpuMs?: number;
  readonly maxMemoryBytes?: number;
}

/** Why a scheduler did not do what it was asked. */
export type EngineFailure =
  /** It accepts nothing more for now. */
  | { readonly reason: 'engine-full'; readonly engine: string; readonly detail: string }
  /** It does not answer, or not in time; perhaps it restarts. */
  | { readonly reason: 'engine-unreachable'; readonly engine: string; readonly detail: string }
  /** It will never accept this: an unknown account, more memory than any machine has. */
  | { readonly reason: 'engine-refused'; readonly engine: string; readonly detail: string }
  /** A program that it needs is not installed. */
  | { readonly reason: 'engine-missing'; readonly engine: string; readonly program: string };
