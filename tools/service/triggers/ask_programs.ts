import * as z from 'zod';
import { askProgram, readJson, type Asked, type AskFailure } from '../../analyze/ask/index.js';
import { readRefs } from '../../analyze/expected/index.js';
import { explainShape } from '../../base/json/index.js';
import { err, lazily, ok, type Inferred, type Result } from '../../base/model/index.js';
import type { Parts } from './parts.js';
import type { SourceFailure } from './problem.js';
import type { Answer, Question } from './question.js';

/** What a program gets. */
interface Input {
  readonly stdin: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Who is asked. */
type Whom = Pick<Question, 'program' | 'trigger' | 'signal'>;

/** What a program may print: refs of 256 bytes. */
const BYTES_OF_A_REF = 256;
const MAX_POLLED_BYTES = 16 * 1024 * 1024;

/** Exit code of a program that does not want the event, now or later. */
const REFUSED = 2;

/**
 * Calls the refs program. It prints a ref on each line, or a JSON array of refs; printing nothing means that nothing is to
 * be requested.
 */
export async function askForRefs(
  parts: Parts,
  whom: Whom,
  executable: string,
  input: Input,
): Promise<Result<Answer, SourceFailure>> {
  const limit = parts.limits.refs;
  const answer = await ask(parts, whom, 'refs', executable, input, limit * BYTES_OF_A_REF, (printed, asked) =>
    readRefs(printed, asked, () => true, undefined, limit),
  );
  if (answer.ok) return ok(answer.value.refs.length === 0 ? { reason: 'no-refs' } : { refs: answer.value.refs });
  const failure = answer.error;
  if (failure.reason === 'ask-exit-non-zero' && failure.exitCode === REFUSED) {
    return ok({ reason: 'refused-by-program', detail: failure.stderrTail.trim() });
  }
  return answer;
}

const polledSchema = lazily(() =>
  z.union([
    z.strictObject({ cursor: z.json(), events: z.array(z.json()) }),
    z.strictObject({ cursor: z.json(), refs: z.array(z.string()) }),
    z.strictObject({ cursor: z.json() }),
  ]),
);

/** What a poll program answers: where it has come to, and what has happened since the cursor that it was called with. */
export type Polled = Inferred<typeof polledSchema>;

/** Calls the poll program with its cursor. It prints `{"cursor": …, "events": […]}`, or `refs` in place of events. */
export async function askForEvents(
  parts: Parts,
  whom: Whom,
  executable: string,
  cursor: unknown,
): Promise<Result<Polled, SourceFailure>> {
  const { graph } = whom.program;
  const stdin = `${JSON.stringify({ schemaVersion: 1, graph, trigger: whom.trigger.name, cursor })}\n`;
  const input = { stdin, variables: {} };
  return ask(parts, whom, 'poll', executable, input, MAX_POLLED_BYTES, (printed, asked) => {
    const polled = readJson(printed, asked, (answer) => {
      const parsed = polledSchema().safeParse(answer);
      return parsed.success ? ok(parsed.data) : err(explainShape(parsed.error, answer));
    });
    return polled.ok ? checkPolled(parts, polled.value, asked, cursor) : polled;
  });
}

function checkPolled(
  { limits }: Parts,
  polled: Polled,
  { file }: Asked,
  cursor: unknown,
): Result<Polled, SourceFailure> {
  const count = 'events' in polled ? polled.events.length : 'refs' in polled ? polled.refs.length : 0;
  const limit = 'refs' in polled ? limits.refs : limits.polled;
  if (count > limit) return err({ reason: 'too-many-events', file, limit });
  if (count > 0 && JSON.stringify(polled.cursor) === JSON.stringify(cursor)) {
    return err({ reason: 'cursor-not-advanced', file });
  }
  return ok(polled);
}

function ask<T, F extends SourceFailure>(
  { capture, directory }: Parts,
  { program, trigger, signal }: Whom,
  what: 'refs' | 'poll',
  executable: string,
  { stdin, variables }: Input,
  maxStdoutBytes: number,
  read: (printed: Parameters<typeof readRefs>[0], asked: Asked) => Result<T, F | AskFailure>,
): Promise<Result<T, F | AskFailure>> {
  return askProgram<T, F>(
    {
      what,
      label: `trigger ${trigger.name} of ${program.graph}`,
      executable: program.triggerProgram(executable),
      args: [],
      stdin,
      maxStdoutBytes,
      read,
    },
    {
      capture,
      captureWorker: capture,
      runfilesDir: '/',
      env: { ...program.env, ...variables },
      cwd: directory,
      timeoutMs: trigger.timeoutMs,
      parallel: 1,
      ...(signal && { signal }),
    },
  );
}
