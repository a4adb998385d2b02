import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const MeasurementSchema = z.object({
  wallSeconds: z.number(),
  cpuSeconds: z.number().describe('User and system time of the whole process tree.'),
  peakMiB: z.number().describe('Largest resident set of any one process.'),
  othersCores: z.number().describe('Processors that all else on the machine kept busy in the meantime.'),
});
export type Measurement = z.infer<typeof MeasurementSchema>;

const RunSchema = MeasurementSchema.extend({ exitCode: z.int(), timedOut: z.boolean() });

export interface Command {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Where its standard output goes. */
  readonly stdoutFile: string;
  /** On top of the environment of the benchmark. */
  readonly env?: Readonly<Record<string, string>>;
  /** It is killed after so long. */
  readonly timeoutSeconds?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 600;

/** What `bazel run` and the launcher of this program set, but for where the runfiles are: not for what is measured. */
const OURS_ALONE = /^(JS_BINARY__|BUILD_|BAZEL_|NODE_|npm_)/;

/** The environment of what is measured. */
export function cleanEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !OURS_ALONE.test(name));
  return { ...Object.fromEntries(inherited), ...env };
}

export class CommandFailed extends Error {}

/** Runs one of the Python helpers of this folder. @returns the JSON that it printed */
export function runHelper(name: string, args: readonly string[], command: Pick<Command, 'cwd' | 'env'>): unknown {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const child = spawnSync('python3', [script, ...args], {
    cwd: command.cwd,
    env: cleanEnvironment(command.env),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (child.error) throw child.error;
  process.stderr.write(process.env['DATABUILD_BENCH_VERBOSE'] === undefined ? '' : child.stderr);
  const line = child.stdout.trimEnd();
  if (line === '') throw new CommandFailed(`${name} ${args.join(' ')}:\n${child.stderr.slice(-4000)}`);
  return { ...(JSON.parse(line) as object), stderr: child.stderr };
}

/** Runs the command once. @throws {CommandFailed} a benchmark of a failure says nothing */
export function measure(command: Command): Measurement {
  const { file, args, stdoutFile, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = command;
  const answer = runHelper('measure.py', [stdoutFile, String(timeoutSeconds), file, ...args], command);
  const { exitCode, timedOut, stderr, ...measurement } = RunSchema.extend({ stderr: z.string() }).parse(answer);
  if (timedOut) throw new CommandFailed(`not done in ${String(timeoutSeconds)} s`);
  if (exitCode !== 0) throw new CommandFailed(`exit ${String(exitCode)}: ${lastLines(stderr)}`);
  return measurement;
}

/**
 * Starts the command, measures what a task costs from the moment that one file appears to the moment that another does,
 * and interrupts it.
 *
 * @param first empty for the start of the command
 * @param tasks how many there are in between
 */
export function measureWindow(command: Command, first: string, last: string, tasks: number): Measurement {
  const { file, args, stdoutFile } = command;
  const answer = runHelper('measure_window.py', [stdoutFile, first, last, String(tasks), file, ...args], command);
  return MeasurementSchema.parse(answer);
}

/** Starts the command, measures it up to the moment that a file appears, with its peak memory, and interrupts it. */
export function measureUntil(command: Command, file: string): Measurement {
  return measureWindow(command, '', file, 1);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-6).join('\n').slice(-1000);
}
