import type { BuildFinished, TaskProblem } from '../exec/index.js';
import { unreachable } from '../base/model/index.js';
import type { SpanDelivery } from '../observe/telemetry/index.js';
import { describeExit } from './exec_failures.js';
import { count } from './numbers.js';

/**
 * Explains why a task failed, for people on other machines. It leaves out paths and the words of the system and the job,
 * because they may contain pieces of secrets.
 */
export function describeProblemElsewhere(problem: TaskProblem): string {
  switch (problem.reason) {
    case 'exit-non-zero':
    case 'killed':
      return describeExit(problem);
    case 'timed-out':
      return `timed out after ${String(problem.timeoutMs)} ms`;
    case 'check-failed':
      return `its check rejected the outputs: ${describeExit(problem.problem)}`;
    case 'digest-failed':
      return `its digest program failed: ${describeExit(problem.problem)}`;
    case 'digests-malformed':
      return 'the digests that it reported are invalid';
    case 'directory-unusable':
      return `its ${problem.purpose} directory cannot be used (${problem.code})`;
    case 'log-not-opened':
    case 'log-not-written':
      return 'its log cannot be written';
    case 'metadata-malformed':
      return 'DATABUILD_METADATA_FILE is invalid';
    case 'string-too-long':
      return `${problem.where} has ${String(problem.bytes)} bytes, and the limit is ${String(problem.limitBytes)}`;
    case 'arguments-too-large':
      return `args and env have ${String(problem.bytes)} bytes together, and the limit is ${String(problem.limitBytes)}`;
    case 'outputs-file-not-written':
      return `the list of its outputs cannot be written (${problem.code})`;
    case 'worker-failed':
      return `its worker failed (${problem.problem.reason})`;
    case 'batch-file-not-written':
      return `the list of the tasks of its batch cannot be written (${problem.code})`;
    case 'reported-failed':
      return 'its program reported that it failed';
    case 'batch-results-malformed':
      return 'DATABUILD_BATCH_RESULTS is invalid';
    case 'lost':
      return `${problem.engine} lost it`;
    case 'engine-refused':
      return `${problem.engine} does not run it`;
    case 'start-failed':
      return `it could not be started (${problem.code})`;
    default:
      return unreachable(problem);
  }
}

/** Explains how a build failed, for people on other machines. */
export function describeOutcomeElsewhere({ failed, skipped, aborted }: BuildFinished): string {
  const parts = [`${count(failed, 'task')} failed`];
  if (skipped > 0) parts.push(`${String(skipped)} skipped`);
  if (aborted > 0) parts.push(`${String(aborted)} aborted`);
  return parts.join(', ');
}

/** Describes the spans that the collector did not get. */
export function describeSpanDelivery({ lost, detail }: SpanDelivery): string {
  const why = detail === undefined ? 'there were more spans than could be sent' : detail.split('\n', 1)[0];
  return `${count(lost, 'span')} did not arrive at the OTLP endpoint: ${why ?? ''}`;
}

/** @param variable the variable of the environment that names the endpoint of the spans; its value may hold a password */
export function describeUnusableEndpoint(variable: string): string {
  return `no spans are sent, because ${variable} is not an address; set it to one such as http://localhost:4318, or unset it`;
}
