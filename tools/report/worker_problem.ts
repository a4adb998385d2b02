import { unreachable } from '../base/model/index.js';
import type { WorkerProblem } from '../base/runtime/index.js';
import { size } from './numbers.js';

const PROTOCOL = 'a worker prints one JSON object for each request on standard output, and messages on standard error';

/** Says what a worker did instead of answering. @param excerpt the beginning of what it printed, on one line */
export function describeWorkerProblem(problem: WorkerProblem, excerpt: string): string {
  switch (problem.reason) {
    case 'exited': {
      const printed = excerpt === '' ? '' : `; it printed ${excerpt}`;
      return `the worker exited with code ${String(problem.code)} before it answered${printed}`;
    }
    case 'not-an-answer':
      return `the worker printed a line that is not an answer (${problem.why}): ${excerpt}\n  ${PROTOCOL}`;
    case 'answer-too-long':
      return `the worker printed more than ${size(problem.limitBytes)} without ending the line; it begins: ${excerpt}`;
    case 'other-request': {
      const { requestId, expected } = problem;
      return `the worker answered request ${String(requestId)} while request ${String(expected)} was waiting: ${excerpt}\n  a worker answers each request once, with the requestId of the request`;
    }
    case 'unasked':
      return `the worker printed something that is not the answer to a request: ${excerpt}\n  ${PROTOCOL}`;
    case 'output-closed':
      return 'the worker closed its standard output, so it cannot answer any more';
    default:
      return unreachable(problem);
  }
}
