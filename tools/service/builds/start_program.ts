import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { err, ok, type ProcessMark, type Result } from '../../base/model/index.js';
import {
  DIRECTORY_MODE,
  errorCode,
  startDetached,
  type DetachedProcess,
  type DetachedRequest,
} from '../../base/runtime/index.js';
import type { StartFailure } from './failure.js';
import { writeProcessFile, type ProcessFile } from './process_file.js';
import type { RunFiles } from './run_files.js';

/** A target of a graph that works on a run. */
export interface ProgramRequest extends Pick<ProcessFile, 'run' | 'phase' | 'host' | 'startedAt'> {
  readonly files: RunFiles;
  /** The program and all its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its standard input: a file, or the text itself in parts. */
  readonly input: { readonly file: string } | { readonly text: Iterable<string> };
  readonly stdoutFile?: string;
  readonly stderrFile: string;
  /**
   * Writes down that the process exists. If it resolves to false, because the run now belongs to another replica, the process
   * is given no input, which ends it.
   */
  readonly record: (mark: ProcessMark) => Promise<boolean>;
}

export interface StartedProgram {
  readonly mark: ProcessMark;
  readonly ended: DetachedProcess['ended'];
}

/**
 * Starts a target in a session of its own. It gets its input only when `process.json` and the database say that it exists. So if
 * this process is killed before, the target ends without having done anything, and otherwise the next start finds it.
 *
 * @returns the process; nothing if the run belongs to another replica
 */
export async function startProgram(request: ProgramRequest): Promise<Result<StartedProgram | undefined, StartFailure>> {
  const { files, command, env, run, phase, host, startedAt, record, stdoutFile, stderrFile } = request;
  const [program = '', ...args] = command;
  const detached: DetachedRequest = {
    ...{ program, args, env, cwd: files.directory, stderrFile },
    ...(stdoutFile !== undefined && { stdoutFile }),
  };
  try {
    await mkdir(files.directory, { recursive: true, mode: DIRECTORY_MODE });
  } catch (error) {
    return err({ reason: 'run-directory-unusable', directory: files.directory, code: errorCode(error) });
  }
  const started = await startDetached(detached);
  if (!started.ok) return err({ reason: 'program-not-started', program, code: started.error });
  const { mark, stdin, ended } = started.value;
  try {
    await writeProcessFile(files.process, { run, phase, host, process: mark, startedAt });
    if (!(await record(mark))) {
      stdin.destroy();
      return ok(undefined);
    }
  } catch (error) {
    stdin.destroy();
    throw error;
  }
  void feed(stdin, request.input);
  return ok({ mark, ended });
}

/** A program that ends before it has read everything has said why by itself. */
async function feed(stdin: DetachedProcess['stdin'], input: ProgramRequest['input']): Promise<void> {
  const source = 'file' in input ? createReadStream(input.file) : input.text;
  await pipeline(source, stdin).catch(() => {
    stdin.destroy();
  });
}
