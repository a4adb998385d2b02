import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegularFile } from '../base/runtime/index.js';
import { ATTEMPT_FILES } from '../exec/task/index.js';

/** How much of a log is read at once. */
const MAX_BYTES = 1024 * 1024;

/** The bytes of a log in the folder of its batch, from this byte on: `Engine.log` for engines that share files. */
export async function readLogFrom(id: string, folder: string, fromByte: number): Promise<Buffer> {
  const path = join(folder, ATTEMPT_FILES.log(id));
  try {
    // Most looks find nothing new. Opening the file, and a buffer of the largest size, would cost more than all else.
    const length = Math.min(MAX_BYTES, (await stat(path)).size - fromByte);
    if (length <= 0) return Buffer.alloc(0);
    await using file = await openRegularFile(path);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, fromByte);
    return buffer.subarray(0, bytesRead);
  } catch {
    // It is not there yet, or the file system is away for a moment.
    return Buffer.alloc(0);
  }
}
