import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const MeasurementSchema = z.object({
  wallSeconds: z.number(),
  cpuSeconds: z.number().describe('User and system time, descendants included.'),
  peakMiB: z.number().describe('Largest resident set of any one process.'),
  exitCode: z.int(),
});
export type Measurement = z.infer<typeof MeasurementSchema>;

export interface Command {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Where its standard output goes. */
  readonly stdoutFile: string;
}

const MEASURE = fileURLToPath(new URL('./measure.py', import.meta.url));

/** Runs the command once. Throws when it fails: a benchmark of a failure says nothing. */
export function measure(command: Command): Measurement {
  const child = spawnSync('python3', [MEASURE, command.stdoutFile, command.file, ...command.args], {
    cwd: command.cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (child.error) throw child.error;
  const line = child.stdout.trimEnd();
  const measurement = line === '' ? undefined : MeasurementSchema.parse(JSON.parse(line));
  if (measurement?.exitCode !== 0) {
    throw new Error(
      `${command.file} ${command.args.join(' ')} exited ${String(measurement?.exitCode ?? child.status)}:\n${child.stderr.slice(-4000)}`,
    );
  }
  return measurement;
}
