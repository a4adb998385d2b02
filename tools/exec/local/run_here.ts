import type { Attempt, AttemptEnd } from '../index.js';
import type { AttemptContext } from './output_programs.js';
import { runAttempt } from './run_attempt.js';

/** Runs an attempt in a slot. @returns how it ended for each of its tasks */
export async function runHere(attempt: Attempt, context: AttemptContext): Promise<readonly AttemptEnd[]> {
  const [first] = attempt.tasks;
  if (first === undefined) throw new Error('an attempt without a task');
  if (attempt.policy.batch === 1) return runAttempt(first, attempt, context);
  // Loaded only if it is needed: it brings schemas, and most attempts are short.
  const { runBatch } = await import('./run_batch.js');
  return runBatch(attempt, context);
}
