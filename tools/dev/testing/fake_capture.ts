import type { Capture, CaptureOutcome, CaptureRequest } from '../../base/runtime/index.js';

/** The behaviour of a fake executable: the outcome for the refs that it is called with. */
export type FakeProgram = (
  refs: readonly string[],
  request: CaptureRequest,
) => CaptureOutcome | Promise<CaptureOutcome>;

/** A process that would have been started. */
export interface FakeCall {
  readonly program: string;
  readonly refs: readonly string[];
}

/** Replaces the operating system: executables are functions, chosen by the last part of their path. */
export function fakeCapture(programs: Readonly<Record<string, FakeProgram>>): {
  readonly capture: Capture;
  /** In the order of their start. */
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

/** Exits with 0 after printing a value as JSON. */
export const prints = (value: unknown): CaptureOutcome => printsText(JSON.stringify(value));

/** Exits with 0 after printing a text. */
export const printsText = (text: string, stderrTail = ''): CaptureOutcome => ({
  kind: 'exited',
  code: 0,
  stdout: Buffer.from(text),
  stderrTail,
});

/** Exits with a code after writing to standard error. */
export const fails = (code: number, stderrTail: string): CaptureOutcome => ({
  kind: 'exited',
  code,
  stdout: Buffer.alloc(0),
  stderrTail,
});
