import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, FILE_MODE, prepareDirectory } from '../runtime/index.js';
import type { LineTarget } from './line_sink.js';

/**
 * Appends to a file, which is made where it is missing, as is its directory.
 *
 * @throws errors of the system, with their code
 */
export async function openFileTarget(path: string): Promise<LineTarget> {
  const torn = await endsWithinLine(path);
  const file = await openAppending(path);
  let begin = torn ? '\n' : '';
  return {
    async write(text) {
      await file.appendFile(begin + text);
      begin = '';
    },
    close: () => file.close(),
  };
}

async function openAppending(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a', FILE_MODE);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const folder = await prepareDirectory(dirname(path), 'build');
    if (!folder.ok) throw Object.assign(new Error(folder.error.path, { cause: error }), { code: folder.error.code });
    return open(path, 'a', FILE_MODE);
  }
}

/** Whether whoever wrote to the file before was killed while it did. */
async function endsWithinLine(path: string): Promise<boolean> {
  try {
    const stats = await stat(path);
    // Nothing else has an end; and to open a pipe may mean to wait for its writer.
    if (!stats.isFile() || stats.size === 0) return false;
    await using file = await open(path);
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, stats.size - 1);
    return buffer[0] !== 0x0a;
  } catch {
    return false;
  }
}
