import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, errorCode, readText } from '../base/runtime/index.js';
import { isObject } from '../base/model/index.js';
import { ATTEMPT_FILES } from '../exec/task/index.js';

/** What the file says that an attempt creates at its start. */
export interface StartFile {
  readonly host?: string;
  /** Milliseconds since the epoch. */
  readonly time?: number;
  /** Whether a driver created it in place of the attempt, which therefore never starts. */
  readonly isWithdrawn: boolean;
}

/** @returns undefined if there is none, or if it cannot be read */
export async function readStart(folder: string, id: string): Promise<StartFile | undefined> {
  const text = await readText(join(folder, ATTEMPT_FILES.start(id)));
  if (!text.ok) return undefined;
  try {
    const value: unknown = JSON.parse(text.value);
    if (!isObject(value)) return undefined;
    const { host, time, withdrawn } = value;
    const at = typeof time === 'string' ? Date.parse(time) : NaN;
    return {
      ...(typeof host === 'string' && { host }),
      ...(!Number.isNaN(at) && { time: at }),
      isWithdrawn: withdrawn === true,
    };
  } catch {
    return undefined;
  }
}

/**
 * Ensures that an attempt never starts, by creating the file that it would create at its start: no attempt starts twice.
 *
 * @returns whether it never starts; false if it has started
 * @throws system errors, with their code
 */
export function withdrawStart(folder: string, id: string): boolean {
  const time = new Date().toISOString();
  const text = `${JSON.stringify({ formatVersion: 1, attempt: id, time, withdrawn: true })}\n`;
  try {
    return createOnce(join(folder, ATTEMPT_FILES.start(id)), text);
  } catch (error) {
    // Without its folder there is no plan, and nothing starts.
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}

/** The names in a folder of results. */
export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(folder));
  } catch {
    // A shared file system that is away for a moment.
    return NOTHING;
  }
}

export const NOTHING: ReadonlySet<string> = new Set();
