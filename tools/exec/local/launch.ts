import { err, ok, type Result } from '../../base/model/index.js';
import {
  environmentBytes,
  execLimitBytes,
  MAX_STRING_BYTES,
  resolveRunfile,
  stringBytes,
  type Launch,
} from '../../base/runtime/index.js';
import type { AttemptTask, TaskProblem } from '../index.js';
import type { AttemptFiles } from './attempt_files.js';

/** A longer list of outputs goes into a file: the kernel allows 128 KiB for a variable, and jobs need room too. */
const MAX_OUTPUTS_VARIABLE_BYTES = 64 * 1024;

/** The outputs of a task as a JSON array, which is in `file` if it is too long for a variable. */
export interface GivenOutputs {
  readonly json: string;
  readonly file?: string | undefined;
}

/** Whether a list of outputs, as JSON, needs a file. */
export function needsFile(json: string): boolean {
  return Buffer.byteLength(json) > MAX_OUTPUTS_VARIABLE_BYTES;
}

export interface LaunchContext {
  readonly files: AttemptFiles;
  readonly runfilesDir: string;
  /** The fixed environment that every process has. */
  readonly baseEnv: Readonly<Record<string, string>>;
}

/**
 * The process of an attempt at one task, or the request to a worker, which has no limits of the kernel but keeps them: a
 * config is the same either way. `DATABUILD_OUTPUTS` lists its outputs as a JSON array; if that is longer than 64 KiB, the
 * variable is left out and `DATABUILD_OUTPUTS_FILE` names a file with the same text.
 */
export function prepareLaunch(
  buildId: string,
  { task, number, traceparent }: AttemptTask,
  outputs: GivenOutputs,
  { files, runfilesDir, baseEnv }: LaunchContext,
): Result<Launch, TaskProblem> {
  const metadataFile = files.metadataFileOf(task.id, number);
  const env: Record<string, string> = {
    ...task.config.env,
    DATABUILD_BUILD_ID: buildId,
    DATABUILD_TASK_ID: task.id,
    DATABUILD_METADATA_FILE: metadataFile,
  };
  if (traceparent !== undefined) env['TRACEPARENT'] = traceparent;
  if (outputs.file === undefined) env['DATABUILD_OUTPUTS'] = outputs.json;
  else env['DATABUILD_OUTPUTS_FILE'] = outputs.file;
  const launch: Launch = {
    program: resolveRunfile(runfilesDir, task.config.executable),
    args: task.config.args,
    env,
    logFile: files.logOf(task.id, number),
    metadataFile,
  };
  const problem = sizeProblem(launch, baseEnv);
  return problem === undefined ? ok(launch) : err(problem);
}

/**
 * The process of an attempt at a batch. Everything about its tasks is in a file, and `DATABUILD_BATCH_FILE` tells a program
 * that it has to read it.
 *
 * @param batchFile path of that file
 */
export function prepareBatchLaunch(
  buildId: string,
  { task, number, traceparent }: AttemptTask,
  batchFile: string,
  { files, runfilesDir }: LaunchContext,
): Launch {
  const resultsFile = files.resultsFileOf(task.id, number);
  return {
    program: resolveRunfile(runfilesDir, task.config.executable),
    args: [],
    env: {
      DATABUILD_BUILD_ID: buildId,
      DATABUILD_BATCH_FILE: batchFile,
      DATABUILD_BATCH_RESULTS: resultsFile,
      ...(traceparent !== undefined && { TRACEPARENT: traceparent }),
    },
    logFile: files.logOf(task.id, number),
    metadataFile: resultsFile,
  };
}

/** Finds, before the start, what the kernel would refuse with "Argument list too long", and names it. */
function sizeProblem(launch: Launch, baseEnv: Readonly<Record<string, string>>): TaskProblem | undefined {
  let bytes = stringBytes(launch.program) + environmentBytes({ ...baseEnv, ...launch.env });
  for (const [index, arg] of launch.args.entries()) {
    const length = Buffer.byteLength(arg);
    if (length > MAX_STRING_BYTES) return tooLong(`args[${String(index)}]`, length);
    bytes += stringBytes(arg);
  }
  for (const [name, value] of Object.entries(launch.env)) {
    const length = Buffer.byteLength(name) + 1 + Buffer.byteLength(value);
    if (length > MAX_STRING_BYTES) return tooLong(`env.${name}`, length);
  }
  const limitBytes = execLimitBytes();
  return bytes > limitBytes ? { reason: 'arguments-too-large', bytes, limitBytes } : undefined;
}

function tooLong(where: string, bytes: number): TaskProblem {
  return { reason: 'string-too-long', where, bytes, limitBytes: MAX_STRING_BYTES };
}
