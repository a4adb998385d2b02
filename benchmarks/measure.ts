import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const MeasurementSchema = z.object({
  wallSeconds: z.number(),
  cpuSeconds: z.number().describe('User and system time of the whole process tree.'),
  peakMiB: z.number().describe('Largest resident set of any one process.'),
  othersCores: z.number().describe('Number of processors that other programs kept busy in the meantime.'),
});
export type Measurement = z.infer<typeof MeasurementSchema>;

const RunSchema = MeasurementSchema.extend({ exitCode: z.int(), timedOut: z.boolean() });

export interface Command {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The file for its standard output. */
  readonly stdoutFile: string;
  /** Variables in addition to the environment of the benchmark. */
  readonly env?: Readonly<Record<string, string>>;
  /** Time limit, after which it is killed. */
  readonly timeoutSeconds?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 600;

/** Variables that `bazel run` and the launcher of this program set. Measured programs do not get them. */
const OURS_ALONE = /^(JS_BINARY__|BUILD_|BAZEL_|NODE_|npm_)/;

/** The environment of measured programs. */
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

/** Runs the command once. @throws {CommandFailed} if it fails, because the time of a failure means nothing */
export function measure(command: Command): Measurement {
  const { file, args, stdoutFile, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = command;
  const answer = runHelper('measure.py', [stdoutFile, String(timeoutSeconds), file, ...args], command);
  const { exitCode, timedOut, stderr, ...measurement } = RunSchema.extend({ stderr: z.string() }).parse(answer);
  if (timedOut) throw new CommandFailed(`not done in ${String(timeoutSeconds)} s`);
  if (exitCode !== 0) throw new CommandFailed(`exit ${String(exitCode)}: ${lastLines(stderr)}`);
  return measurement;
}

/**
 * Starts the command, measures the cost of a task between the appearance of two files, and interrupts the command.
 *
 * @param first the file that begins the measurement; empty to begin at the start of the command
 * @param tasks number of tasks between the two files
 */
export function measureWindow(command: Command, first: string, last: string, tasks: number): Measurement {
  const { file, args, stdoutFile } = command;
  const answer = runHelper('measure_window.py', [stdoutFile, first, last, String(tasks), file, ...args], command);
  return MeasurementSchema.parse(answer);
}

/** Starts the command, measures time and peak memory until a file appears, and interrupts the command. */
export function measureUntil(command: Command, file: string): Measurement {
  return measureWindow(command, '', file, 1);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-6).join('\n').slice(-1000);
}
