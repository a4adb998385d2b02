import type { JobDescriptor, Validity } from '../base/model/index.js';

/** How the tasks of one job are run: the part of its `JobDescriptor` that only a build needs, with its code digest. */
export interface JobPolicy {
  /** How many more times a failed task is started. */
  readonly retries: number;
  /** Wait before the first of these, in milliseconds. */
  readonly retryDelayMs: number;
  /** An attempt that takes longer is ended; 0: none is. */
  readonly timeoutMs: number;
  /** How long a task takes, until the catalog knows; 0: nobody says. */
  readonly expectedDurationMs: number;
  /** What a running task takes of each resource. */
  readonly resources: Readonly<Record<string, number>>;
  /** Runfiles path of the program that looks at the outputs before they are recorded. */
  readonly check?: string;
  /** What proves that another build has built what a task would build. */
  readonly validity: Validity;
  /** Code digest of the run executable. */
  readonly codeDigest: string;
}

/** @param codeDigest what the file says that `job.runDigest` names */
export function policyOf(job: JobDescriptor, codeDigest: string): JobPolicy {
  const { retries, retryDelayMs, timeoutMs, expectedDurationMs, resources, validity, check } = job;
  return {
    retries,
    retryDelayMs,
    timeoutMs,
    expectedDurationMs,
    resources,
    validity,
    ...(check !== undefined && { check }),
    codeDigest,
  };
}
