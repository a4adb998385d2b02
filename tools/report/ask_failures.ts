import type { Asked, AskFailure } from '../analyze/ask/index.js';
import { describeUnfit, fieldPath, type JsonProblem } from '../base/json/index.js';
import { unreachable } from '../base/model/index.js';
import { duration, size } from './numbers.js';
import { name, stderrLines, type ExitCode } from './show.js';
import { describeLostDirectory, describeStartFailure } from './start_failure.js';
import { describeWorkerProblem } from './worker_problem.js';

/** Explains why a call of lookup, configure or partitions failed, and what to do. */
export function describeAskFailure(failure: AskFailure): string {
  const { what, label, file } = failure.asked;
  const who = `${what} of ${name(label)}`;
  switch (failure.reason) {
    case 'ask-not-started':
      return `${who} could not be started: ${notStarted(failure, file)}`;
    case 'ask-exit-non-zero':
      return `${who} failed with exit code ${String(failure.exitCode)} (${file})${stderrLines(failure.stderrTail)}`;
    case 'ask-killed':
      return `${who} was killed by ${failure.signal} (${file})${stderrLines(failure.stderrTail)}`;
    case 'ask-timed-out':
      return `${who} did not end within ${duration(failure.timeoutMs)} (${file}); raise ${timeLimitOf(what)} if it needs longer${stderrLines(failure.stderrTail)}`;
    case 'ask-output-too-large':
      return `${who} printed more than ${size(failure.limitBytes)} and was stopped (${file}); its output begins: ${failure.excerpt}`;
    case 'ask-worker-failed':
      return `${who} failed: ${describeWorkerProblem(failure.problem, failure.excerpt)} (${file})${stderrLines(failure.stderrTail)}`;
    case 'ask-aborted':
      return `${who} was stopped before it ended`;
    case 'ask-bad-json':
      return `${who} (${file}) ${describePrintedProblem(failure.problem)}${whenSilent(failure.problem, failure.stderrTail)}`;
    case 'ask-bad-shape': {
      const { path, message, found } = failure.problem;
      const where = path.length === 0 ? '' : ` at ${name(fieldPath(path))}`;
      const value = found === '' ? '' : `; it is ${found}`;
      return `${who} printed JSON of the wrong shape${where}: ${message}${value} (${file})`;
    }
    default:
      return unreachable(failure);
  }
}

function timeLimitOf(what: Asked['what']): string {
  return what === 'refs' || what === 'poll' ? 'the timeout of the trigger' : '--configure-timeout';
}

/** A lookup or configure exits with 2 if its refs are wrong, and not the program. */
export function exitCodeOfAskFailure(failure: AskFailure): ExitCode {
  return failure.reason === 'ask-exit-non-zero' && failure.exitCode === 2 ? 2 : 1;
}

/** Explains what is wrong with a program's output; continues a sentence that begins with the program. */
function describePrintedProblem(problem: JsonProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'printed nothing on standard output; it must print JSON there';
    case 'not-utf8':
      return `printed bytes that are not UTF-8: ${problem.excerpt}`;
    case 'text-before': {
      const { line, excerpt, jsonLine } = problem;
      return `printed text before its JSON, on line ${String(line)}: ${excerpt}\n  the JSON begins on line ${String(jsonLine)}; print JSON only on standard output, and messages on standard error`;
    }
    case 'text-after': {
      const where = `line ${String(problem.place.line)}, column ${String(problem.place.column)}`;
      return `printed text after its JSON, at ${where}: ${problem.excerpt}\n  print one JSON value on standard output and nothing else; messages belong on standard error`;
    }
    case 'malformed': {
      const { place, expected, excerpt, truncated } = problem;
      const where = `line ${String(place.line)}, column ${String(place.column)}`;
      return truncated
        ? `printed JSON that ends too early, at ${where}: ${expected} is missing`
        : `printed invalid JSON, at ${where}: expected ${expected} in ${excerpt}`;
    }
    default:
      return `printed JSON that cannot be kept as it is: ${describeUnfit(problem)}`;
  }
}

function notStarted(
  { code, directory }: Extract<AskFailure, { readonly reason: 'ask-not-started' }>,
  file: string,
): string {
  if (directory !== undefined) return describeLostDirectory(directory);
  return code === 'E2BIG'
    ? `its refs do not fit on a command line; declare the job with refs_from = "stdin" (${file})`
    : describeStartFailure(code, file);
}

/** The standard error of a program that printed nothing on standard output. */
function whenSilent(problem: JsonProblem, stderrTail: string): string {
  return problem.kind === 'empty' ? stderrLines(stderrTail) : '';
}
