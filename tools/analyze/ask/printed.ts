import { isUtf8 } from 'node:buffer';
import { parseJson, shorten, type ShapeProblem } from '../../base/json/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import { STDERR_TAIL_BYTES, type CaptureOutcome } from '../../base/runtime/index.js';
import { MASK, type Secrets } from '../../base/secrets/index.js';
import type { Asked, AskFailure } from './failure.js';

/** What an executable printed that ended with exit code 0. */
export interface Printed {
  readonly stdout: Buffer;
  readonly stderrTail: string;
}

/**
 * Reads what an executable printed, or says why there is nothing to read. No `AskFailure` has a secret in it.
 *
 * @param read fails with an `AskFailure`, or with a failure of its own that has no secrets
 */
export function readCaptured<T, F = never>(
  captured: CaptureOutcome,
  asked: Asked,
  secrets: Secrets | undefined,
  read: (printed: Printed) => Result<T, AskFailure | F>,
): Result<T, AskFailure | F> {
  const outcome = readOnce(captured, asked, read);
  if (outcome.ok || secrets === undefined || !isAskFailure(outcome.error)) return outcome;
  // A failure may quote only part of a secret. So mask the whole output before the quote is cut.
  const masked = readOnce(maskCaptured(captured, secrets), asked, read);
  return masked.ok ? err(withoutQuote(outcome.error)) : masked;
}

/** Failures of others are masked by those who make them. */
function isAskFailure(failure: unknown): failure is AskFailure {
  const { reason } = failure as { readonly reason?: unknown };
  return typeof reason === 'string' && reason.startsWith('ask-');
}

function readOnce<T, F>(
  captured: CaptureOutcome,
  asked: Asked,
  read: (printed: Printed) => Result<T, AskFailure | F>,
): Result<T, AskFailure | F> {
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
  return read(captured);
}

/** Reads JSON of a certain shape. */
export function readJson<T>(
  { stdout, stderrTail }: Printed,
  asked: Asked,
  validate: (answer: unknown) => Result<T, ShapeProblem>,
): Result<T, AskFailure> {
  const parsed = parseJson(stdout);
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
