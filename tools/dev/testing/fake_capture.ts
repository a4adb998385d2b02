import type { Capture, CaptureOutcome, CaptureRequest } from '../../base/runtime/index.js';

/** What a fake executable does: how it ends, given the refs it was asked about. */
export type FakeProgram = (
  refs: readonly string[],
  request: CaptureRequest,
) => CaptureOutcome | Promise<CaptureOutcome>;

/** One process that would have been started. */
export interface FakeCall {
  readonly program: string;
  readonly refs: readonly string[];
}

/** Stands in for the operating system: executables are functions, by the last part of their path. */
export function fakeCapture(programs: Readonly<Record<string, FakeProgram>>): {
  readonly capture: Capture;
  /** In the order in which they were started. */
  readonly calls: readonly FakeCall[];
} {
  const calls: FakeCall[] = [];
  const capture: Capture = async (request) => {
    const program = request.file.split('/').at(-1) ?? '';
    const refs = request.stdin === undefined ? request.args : request.stdin.split('\n').slice(0, -1);
    calls.push({ program, refs });
    const run = programs[program];
    if (run === undefined) return { kind: 'not-started', code: 'ENOENT', message: `no ${program}` };
    return run(refs, request);
  };
  return { capture, calls };
}

/** Ends well, having printed a value as JSON. */
export const prints = (value: unknown): CaptureOutcome => printsText(JSON.stringify(value));

/** Ends well, having printed a text. */
export const printsText = (text: string, stderrTail = ''): CaptureOutcome => ({
  kind: 'exited',
  code: 0,
  stdout: Buffer.from(text),
  stderrTail,
});

/** Ends with an exit code, having said something on standard error. */
export const fails = (code: number, stderrTail: string): CaptureOutcome => ({
  kind: 'exited',
  code,
  stdout: Buffer.alloc(0),
  stderrTail,
});
