import type { JobDescriptor, Validity } from '../base/model/index.js';

/** How to run the tasks of one job: the part of its `JobDescriptor` that only a build needs, with its code digest. */
export interface JobPolicy {
  /** How many tasks one attempt runs at most; 1 if the program runs one task at a time. */
  readonly batch: number;
  /** How many more times a failed task is started. */
  readonly retries: number;
  /** How many more times a failed task is tried. */
  readonly retryDelayMs: number;
  /** An attempt that takes longer is ended; 0 for no limit. */
  readonly timeoutMs: number;
  /** How long a task takes until the catalog has durations; 0 if unknown. */
  readonly expectedDurationMs: number;
  /** How much of each resource a running task needs. */
  readonly resources: Readonly<Record<string, number>>;
  /** Runfiles path of the program that checks the outputs before they are recorded. */
  readonly check?: string;
  /** Runfiles path of the program that prints the digests of outputs. */
  readonly digest?: string;
  /** Runfiles path of the run executable if it is a worker. Tasks with another executable run as processes. */
  readonly worker?: string;
  /** What proves that another build has built what a task would build. */
  readonly validity: Validity;
  /** Code digest of the run executable. */
  readonly codeDigest: string;
}

/** @param codeDigest content of the file that `job.runDigest` names */
export function policyOf(job: JobDescriptor, codeDigest: string): JobPolicy {
  const { batch = 1, retries, retryDelayMs, timeoutMs, expectedDurationMs, resources, validity } = job;
  const { check, digest, workers, run } = job;
  return {
    batch,
    retries,
    retryDelayMs,
    timeoutMs,
    expectedDurationMs,
    resources,
    validity,
    ...(check !== undefined && { check }),
    ...(digest !== undefined && { digest }),
    ...(workers?.includes('run') === true && { worker: run }),
    codeDigest,
  };
}
