import { constants } from 'node:buffer';
import type { ShapeProblem } from '../../base/json/index.js';
import { ok, type PartitionRef, type Result } from '../../base/model/index.js';
import { environmentBytes, resolveRunfile, splitForArgv, stringBytes } from '../../base/runtime/index.js';
import { call } from './call.js';
import type { Asked, AskFailure } from './failure.js';
import { mapLimited } from './limit.js';
import type { AskOptions } from './options.js';
import { readJson } from './printed.js';

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
  /** Reads an answer of the usual form from its bytes, faster; undefined for any other, which is parsed. */
  readonly read?: (stdout: Buffer) => T | undefined;
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
  const outcome = await call<T, never>(
    {
      asked,
      args: fromStdin ? [] : refs,
      ...(fromStdin && { stdin: refs.join('\n') + '\n' }),
      refs: refs.length,
      maxStdoutBytes: MAX_STDOUT_BYTES,
      read: (printed) => {
        const usual = question.read?.(printed.stdout);
        return usual === undefined ? readJson(printed, asked, question.validate) : ok(usual);
      },
    },
    capture,
    ask,
  );
  return { asked, refs, outcome };
}
