import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result, type Task } from '../model/index.js';
import {
  environmentBytes,
  errorCode,
  execLimitBytes,
  MAX_STRING_BYTES,
  resolveRunfile,
  stringBytes,
  type Launch,
} from '../runtime/index.js';
import type { TaskProblem } from './failure.js';

/** Where the files of one build lie. */
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

export interface LaunchContext {
  readonly files: BuildFiles;
  readonly buildId: string;
  readonly runfilesDir: string;
  /** The fixed environment that every process has already. */
  readonly baseEnv: Readonly<Record<string, string>>;
}

/**
 * The process of a task. Its outputs are told in `DATABUILD_OUTPUTS`, a JSON array; where that is longer than 64 KiB,
 * the variable is left out and `DATABUILD_OUTPUTS_FILE` names a file that holds the same text.
 */
export async function prepareLaunch(task: Task, context: LaunchContext): Promise<Result<Launch, TaskProblem>> {
  const { files } = context;
  const metadataFile = join(files.metadataDir, `${task.id}.json`);
  const env: Record<string, string> = {
    ...task.config.env,
    DATABUILD_BUILD_ID: context.buildId,
    DATABUILD_TASK_ID: task.id,
    DATABUILD_METADATA_FILE: metadataFile,
  };
  const outputs = JSON.stringify(task.config.outputs);
  if (Buffer.byteLength(outputs) <= MAX_OUTPUTS_VARIABLE_BYTES) {
    env['DATABUILD_OUTPUTS'] = outputs;
  } else {
    const path = join(files.outputsDir, `${task.id}.json`);
    try {
      await writeFile(path, outputs);
    } catch (error) {
      return err({ reason: 'outputs-file-not-written', path, code: errorCode(error) });
    }
    env['DATABUILD_OUTPUTS_FILE'] = path;
  }
  const launch: Launch = {
    program: resolveRunfile(context.runfilesDir, task.config.executable),
    args: task.config.args,
    env,
    logFile: join(files.logDir, `${task.id}.log`),
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
