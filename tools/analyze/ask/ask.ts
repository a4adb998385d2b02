import { constants, isUtf8 } from 'node:buffer';
import { parseJson, shorten, type ShapeProblem } from '../../base/json/index.js';
import { err, ok, type PartitionRef, type Result } from '../../base/model/index.js';
import {
  environmentBytes,
  resolveRunfile,
  splitForArgv,
  STDERR_TAIL_BYTES,
  stringBytes,
  type CaptureOutcome,
} from '../../base/runtime/index.js';
import { MASK, type Secrets } from '../../base/secrets/index.js';
import type { Asked, AskFailure } from './failure.js';
import { mapLimited } from './limit.js';
import type { AskOptions } from './options.js';

/** An executable to call with some refs. */
export interface Question<T> {
  readonly what: Asked['what'];
  readonly label: string;
  /** Runfiles path of the executable. */
  readonly executable: string;
  /** Whether the executable is a worker, which gets all refs in one request. */
  readonly worker?: boolean;
  readonly refs: readonly PartitionRef[];
  /**
   * Whether refs are arguments, of as many processes as the kernel's limit requires, or are all on standard input of
   * one process.
   */
  readonly refsFrom: 'args' | 'stdin';
  /** Checks the parsed answer. */
  readonly validate: (answer: unknown) => Result<T, ShapeProblem>;
}

/** What one process answered, and the refs that it was called with. */
export interface Answer<T> {
  readonly asked: Asked;
  readonly refs: readonly PartitionRef[];
  readonly outcome: Result<T, AskFailure>;
}

/** The length of the longest string in V8; longer output could not be parsed. */
const MAX_STDOUT_BYTES = constants.MAX_STRING_LENGTH;

/**
 * Calls the executable of every question, in as many processes as needed, at most `ask.parallel` at a time.
 *
 * @returns for each question, in order, its answers in the order of its refs
 */
export async function askAll<T>(questions: readonly Question<T>[], ask: AskOptions): Promise<Answer<T>[][]> {
  const batches = questions.flatMap((question, index) => split(question, index, ask));
  const answers = await mapLimited(batches, ask.parallel, (batch) => askBatch(batch, ask));
  const byQuestion = questions.map((): Answer<T>[] => []);
  for (const [position, answer] of answers.entries()) byQuestion[batches[position]?.index ?? -1]?.push(answer);
  return byQuestion;
}

interface Batch<T> {
  readonly index: number;
  readonly question: Question<T>;
  readonly asked: Asked;
  readonly refs: readonly PartitionRef[];
}

function split<T>(question: Question<T>, index: number, ask: AskOptions): Batch<T>[] {
  if (question.refs.length === 0) return [];
  const file = resolveRunfile(ask.runfilesDir, question.executable);
  const asked: Asked = { what: question.what, label: question.label, file };
  const fixedBytes = 2 * stringBytes(file) + environmentBytes(ask.env);
  const together = question.worker === true || question.refsFrom === 'stdin';
  const groups = together ? [question.refs] : splitForArgv(question.refs, fixedBytes);
  return groups.map((refs) => ({ index, question, asked, refs }));
}

async function askBatch<T>({ question, asked, refs }: Batch<T>, ask: AskOptions): Promise<Answer<T>> {
  const isWorker = question.worker === true;
  const fromStdin = question.refsFrom === 'stdin' && !isWorker;
  const capture = isWorker ? ask.captureWorker : ask.capture;
  const ended = ask.watch?.(asked.what, asked.label, refs.length);
  const captured = await capture({
    file: asked.file,
    args: fromStdin ? [] : refs,
    ...(fromStdin && { stdin: refs.join('\n') + '\n' }),
    env: ask.env,
    cwd: ask.cwd,
    timeoutMs: ask.timeoutMs,
    maxStdoutBytes: MAX_STDOUT_BYTES,
    ...(ask.signal && { signal: ask.signal }),
  });
  const outcome = readAnswer(captured, asked, question.validate);
  ended?.(outcome.ok ? 'answered' : outcome.error.reason);
  if (outcome.ok || ask.secrets === undefined) return { asked, refs, outcome };
  // A failure may quote only part of a secret. So mask the whole output before the quote is cut.
  const masked = readAnswer(maskCaptured(captured, ask.secrets), asked, question.validate);
  return { asked, refs, outcome: masked.ok ? err(withoutQuote(outcome.error)) : masked };
}

function readAnswer<T>(
  captured: CaptureOutcome,
  asked: Asked,
  validate: Question<T>['validate'],
): Result<T, AskFailure> {
  switch (captured.kind) {
    case 'not-started': {
      const { code, directory } = captured;
      return err({ reason: 'ask-not-started', asked, code, ...(directory !== undefined && { directory }) });
    }
    case 'killed':
      return err({ reason: 'ask-killed', asked, signal: captured.signal, stderrTail: captured.stderrTail });
    case 'timed-out':
      return err({ reason: 'ask-timed-out', asked, timeoutMs: captured.timeoutMs, stderrTail: captured.stderrTail });
    case 'output-too-large': {
      const excerpt = shorten(captured.stdout.toString('utf8', 0, 256), 80);
      return err({ reason: 'ask-output-too-large', asked, limitBytes: captured.limitBytes, excerpt });
    }
    case 'worker-failed': {
      const excerpt = shorten(captured.stdout.toString(), 80);
      const { problem, stderrTail } = captured;
      return err({ reason: 'ask-worker-failed', asked, problem, excerpt, stderrTail });
    }
    case 'aborted':
      return err({ reason: 'ask-aborted', asked });
    case 'exited':
      break;
  }
  const { stderrTail } = captured;
  if (captured.code !== 0) return err({ reason: 'ask-exit-non-zero', asked, exitCode: captured.code, stderrTail });
  const parsed = parseJson(captured.stdout);
  if (!parsed.ok) return err({ reason: 'ask-bad-json', asked, problem: parsed.error, stderrTail });
  const valid = validate(parsed.value);
  return valid.ok ? ok(valid.value) : err({ reason: 'ask-bad-shape', asked, problem: valid.error });
}

function maskCaptured(captured: CaptureOutcome, { mask, maskTail }: Secrets): CaptureOutcome {
  if (!('stdout' in captured)) return captured;
  const { stdout, stderrTail } = captured;
  // Bytes that are not UTF-8 must stay that way, so that the failure says so.
  const text = isUtf8(stdout) ? Buffer.from(mask(stdout.toString())) : stdout;
  return { ...captured, stdout: text, stderrTail: maskTail(stderrTail, STDERR_TAIL_BYTES) };
}

/** Removes the quote from a failure whose cause is inside a secret. */
function withoutQuote(failure: AskFailure): AskFailure {
  if (failure.reason === 'ask-bad-shape') return { ...failure, problem: { ...failure.problem, found: '' } };
  if (failure.reason !== 'ask-bad-json' || !('excerpt' in failure.problem)) return failure;
  const { problem } = failure;
  return { ...failure, problem: { ...problem, excerpt: MASK, ...('path' in problem && { path: [] }) } };
}
