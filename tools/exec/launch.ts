import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result, type Task } from '../base/model/index.js';
import {
  environmentBytes,
  errorCode,
  execLimitBytes,
  MAX_STRING_BYTES,
  resolveRunfile,
  stringBytes,
  unusableDirectory,
  type Launch,
  FILE_MODE,
} from '../base/runtime/index.js';
import type { TaskProblem } from './failure.js';

/** Where the files of one build lie. Attempts after the first have their number in the name: `<task id>.2.log`. */
export interface BuildFiles {
  /** `<state dir>/builds/<build id>`. */
  readonly dir: string;
  readonly logDir: string;
  readonly metadataDir: string;
  readonly outputsDir: string;
}

export function buildFiles(stateDir: string, buildId: string): BuildFiles {
  const dir = join(stateDir, 'builds', buildId);
  return { dir, logDir: join(dir, 'logs'), metadataDir: join(dir, 'metadata'), outputsDir: join(dir, 'outputs') };
}

/** A list of outputs above this goes through a file: the kernel takes 128 KiB a variable, and jobs need room too. */
const MAX_OUTPUTS_VARIABLE_BYTES = 64 * 1024;

/** @param attempt from 1 */
export function logFileOf(files: BuildFiles, taskId: string, attempt: number): string {
  return `${files.logDir}/${fileName(taskId, attempt)}.log`;
}

function fileName(taskId: string, attempt: number): string {
  return attempt === 1 ? taskId : `${taskId}.${String(attempt)}`;
}

/** Which attempt at a task a process is. */
export interface Attempt {
  readonly task: Task;
  /** From 1. */
  readonly attempt: number;
  /** W3C trace context, given as `TRACEPARENT`. */
  readonly traceparent?: string | undefined;
}

export interface LaunchContext {
  readonly files: BuildFiles;
  readonly buildId: string;
  readonly runfilesDir: string;
  /** The fixed environment that every process has already. */
  readonly baseEnv: Readonly<Record<string, string>>;
}

/**
 * The process of a task. `DATABUILD_OUTPUTS` lists its outputs as a JSON array; if that is longer than 64 KiB, the
 * variable is left out and `DATABUILD_OUTPUTS_FILE` names a file with the same text.
 */
export async function prepareLaunch(
  { task, attempt, traceparent }: Attempt,
  context: LaunchContext,
): Promise<Result<Launch, TaskProblem>> {
  const { files } = context;
  // What an attempt that failed has left there is not mistaken for what the next one says.
  const metadataFile = `${files.metadataDir}/${fileName(task.id, attempt)}.json`;
  const env: Record<string, string> = {
    ...task.config.env,
    DATABUILD_BUILD_ID: context.buildId,
    DATABUILD_TASK_ID: task.id,
    DATABUILD_METADATA_FILE: metadataFile,
  };
  if (traceparent !== undefined) env['TRACEPARENT'] = traceparent;
  const outputs = JSON.stringify(task.config.outputs);
  if (Buffer.byteLength(outputs) <= MAX_OUTPUTS_VARIABLE_BYTES) {
    env['DATABUILD_OUTPUTS'] = outputs;
  } else {
    const path = join(files.outputsDir, `${task.id}.json`);
    try {
      await writeFile(path, outputs, { mode: FILE_MODE });
    } catch (error) {
      const directory = unusableDirectory(files.outputsDir, 'build');
      return err(directory ?? { reason: 'outputs-file-not-written', path, code: errorCode(error) });
    }
    env['DATABUILD_OUTPUTS_FILE'] = path;
  }
  const launch: Launch = {
    program: resolveRunfile(context.runfilesDir, task.config.executable),
    args: task.config.args,
    env,
    logFile: logFileOf(files, task.id, attempt),
    metadataFile,
  };
  const problem = sizeProblem(launch, context.baseEnv);
  return problem === undefined ? ok(launch) : err(problem);
}

/** What the kernel would refuse with "Argument list too long", said before the start and by name. */
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
