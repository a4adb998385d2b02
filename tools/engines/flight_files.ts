import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../base/model/index.js';
import type { AttemptEnd } from '../exec/index.js';
import { ATTEMPT_FILES, readResult, type ResultProblem } from '../exec/task/index.js';
import type { Engine } from './engine.js';
import { NOT_STARTED, type Flight } from './flight.js';
import { readStart } from './start_file.js';

/** Tells the build that the attempt has started, by the file that it created then. */
export async function tellStart(flight: Flight, folder: string, engine: Engine): Promise<void> {
  const { host, time } = (await readStart(folder, flight.id)) ?? {};
  flight.started = true;
  flight.onStart({ host: host ?? engine.name, ...(time !== undefined && { time }) });
}

/** Copies what is new of the log of the attempt to the log that people read. @returns whether there was something */
export async function copyLog(flight: Flight, folder: string, engine: Engine): Promise<boolean> {
  const bytes = await engine.log(flight.id, folder, flight.logged);
  if (bytes.length === 0) return false;
  flight.logged += bytes.length;
  await appendFile(flight.log, bytes);
  return true;
}

/**
 * Copies what there is of an attempt that is lost to the log that people read: the rest of its log, or, if that cannot be read, what
 * the engine itself has of its output.
 */
export async function copyLastWords(flight: Flight, folder: string, engine: Engine): Promise<void> {
  while (await copyLog(flight, folder, engine));
  if (flight.logged > 0) return;
  const output = await engine.output?.(flight.id);
  if (output !== undefined && output.length > 0) await appendFile(flight.log, output);
}

/**
 * Reads the result file, tells the build of the start if it does not know it yet, and copies the rest of the log.
 *
 * @returns the end of each task; nothing if there is no result yet
 */
export async function readEnds(
  flight: Flight,
  folder: string,
  engine: Engine,
): Promise<Result<readonly AttemptEnd[] | undefined, ResultProblem>> {
  const read = await readResult(join(folder, ATTEMPT_FILES.result(flight.id)));
  if (read.ok && read.value === undefined) return ok(undefined);
  if (!flight.started && read.ok && read.value !== undefined) {
    const { host, startTime } = read.value;
    flight.started = true;
    flight.onStart({ host, time: Date.parse(startTime) });
  }
  while (await copyLog(flight, folder, engine));
  if (!read.ok) return read;
  const ends = new Map(read.value?.tasks.map(({ id, end }) => [id, end]));
  return ok(flight.attempt.tasks.map(({ task }) => ends.get(task.id) ?? NOT_STARTED));
}
