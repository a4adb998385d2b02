import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { prepareDirectory } from '../runtime/index.js';
import type { LineTarget } from './line_sink.js';

/**
 * Appends to a file, which is made where it is missing, as is its directory.
 *
 * @throws errors of the system, with their code
 */
export async function openFileTarget(path: string): Promise<LineTarget> {
  const folder = await prepareDirectory(dirname(path), 'build');
  if (!folder.ok) throw Object.assign(new Error(folder.error.path), { code: folder.error.code });
  const torn = await endsWithinLine(path);
  const file = await open(path, 'a');
  let begin = torn ? '\n' : '';
  return {
    async write(text) {
      await file.appendFile(begin + text);
      begin = '';
    },
    close: () => file.close(),
  };
}

/** Whether whoever wrote to the file before was killed while it did. */
async function endsWithinLine(path: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    // A pipe may wait for its other end when it is opened, so it is only looked at.
    const { size } = await stat(path).then((stats) => (stats.isFile() ? stats : { size: 0 }));
    if (size === 0) return false;
    file = await open(path);
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== 0x0a;
  } catch {
    return false;
  } finally {
    await file?.close();
  }
}
